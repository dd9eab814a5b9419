from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from roles import drafting, publishing
from roles.enums import PublicationKind
from roles.models import FactKind, Role, Tag
from roles.pagecache import KEPT_FOR_A_MOMENT
from roles.records import Faq, GlanceFact, QualificationGroup
from roles.text.slugs import slug_from
from tests.factories import make_category, make_live_role, make_role, published
from tests.views.reader import read

pytestmark = pytest.mark.django_db

CORPUS = Path(__file__).parents[1] / "corpus"
ADDRESS = "/jobs/engineering/tester"
HOUR = timedelta(hours=1)


def full_role(title: str = "Tester", **fields: Any) -> Role:
    content: dict[str, Any] = {
        "glance": (GlanceFact("Typical education", "None"),),
        "duties": ("Test",),
        "overview": "Prose.",
        "qualifications": (QualificationGroup("Education", "Any.", ("A diploma",)),),
        "outlook": "Good.",
        "cover_letter": "Dear [Company],\n\nHello.",
        "faqs": (Faq("Is it hard?", "No."), Faq("Is it hard?", "Still no.")),
        "tags": ("patience",),
        "also_called": ("QA Engineer",),
    }
    return make_live_role(title, **content | fields)


def test_the_page_holds_every_line_of_the_text_form_in_order(client: Client, settings: Any) -> None:
    settings.SITE_NAME = "JobDescription.org"
    call_command("import_roles", CORPUS / "harbour-pilot.txt", publish=True)
    address = Role.objects.get().path
    text = client.get(f"/jobs/{address}.txt").content.decode()
    shown = iter(read(client.get(f"/jobs/{address}")).lines)
    missing = [
        line
        for line in (line.removeprefix("  • ").strip() for line in text.splitlines())
        if line and line not in shown
    ]
    assert missing == []


def test_sections_stand_in_the_books_order_with_stable_ids(client: Client) -> None:
    full_role()
    page = read(client.get(ADDRESS))
    assert page.headings == [
        ("h1", "Tester"),
        ("h2", "Role at a glance"),
        ("h2", "On this page"),
        ("h2", "Duties and responsibilities"),
        ("h2", "Overview"),
        ("h2", "Qualifications"),
        ("h3", "Education:"),
        ("h2", "Career outlook"),
        ("h2", "Sample cover letter"),
        ("h2", "Frequently asked questions"),
        ("h3", "Is it hard?"),
        ("h3", "Is it hard?"),
        ("h2", "About this page"),
    ]
    assert page.ids == [
        *("main", "glance", "contents-heading", "duties", "overview", "qualifications"),
        *("outlook", "cover-letter", "faqs", "faq-is-it-hard", "faq-is-it-hard-2", "about"),
    ]
    contents = {url: name for url, name in page.links.items() if url.startswith("#")}
    assert contents == {
        "#main": "Skip to content",
        "#glance": "Role at a glance",
        "#duties": "Duties and responsibilities",
        "#overview": "Overview",
        "#qualifications": "Qualifications",
        "#outlook": "Career outlook",
        "#cover-letter": "Sample cover letter",
        "#faqs": "Frequently asked questions",
        "#about": "About this page",
    }


def test_empty_sections_are_not_shown(client: Client) -> None:
    make_live_role()
    page = read(client.get(ADDRESS))
    assert page.headings == [
        ("h1", "Tester"),
        ("h2", "On this page"),
        ("h2", "About this page"),
    ]


def test_the_page_ends_in_a_link_to_its_category(client: Client) -> None:
    make_live_role()
    page = read(client.get(ADDRESS))
    footer = page.lines.index("See all Engineering jobs →")
    assert page.links["/jobs/engineering"] == "See all Engineering jobs →"
    assert page.lines[footer + 1 :] == ["JobDesc", "Home Jobs A to Z Search API"]


def test_markup_in_a_role_is_text(client: Client) -> None:
    hostile = '<script>alert("x")</script> <b>bold</b> & co'
    full_role(
        summary=hostile,
        overview=hostile,
        duties=(hostile,),
        cover_letter=hostile,
        faqs=(Faq(hostile, hostile),),
        glance=(GlanceFact("Typical education", hostile),),
        qualifications=(QualificationGroup(hostile, hostile, (hostile,)),),
        tags=(hostile,),
        also_called=(hostile,),
        seo_description=hostile,
    )
    response = client.get(ADDRESS)
    assert response.content.count(b"<script") == 2  # structured data, and the suggestions' module
    assert b"<b>bold" not in response.content
    assert read(response).lines.count(hostile) == 10


def test_placeholders_of_the_letter_are_marked(client: Client) -> None:
    full_role()
    assert '<p>Dear <mark class="placeholder">[Company]</mark>,</p>' in (
        client.get(ADDRESS).content.decode()
    )


def test_a_lead_in_stays_prose(client: Client) -> None:
    full_role(outlook="Several factors:\n\nEnterprise AI deployment: firms are moving.")
    page = read(client.get(ADDRESS))
    assert "Enterprise AI deployment: firms are moving." in page.lines
    assert [name for _, name in page.headings if "Enterprise" in name or "Several" in name] == []


def test_dates_are_text_inside_a_time_element(client: Client) -> None:
    role = make_live_role()
    updated = role.editions.get().updated.isoformat(timespec="seconds")
    page = client.get(ADDRESS).content.decode()
    assert page.count(f'<time datetime="{updated}">') == 3  # the top, published, last updated


def test_a_correction_moves_no_date_and_its_note_is_not_that_of_the_update(client: Client) -> None:
    role = make_live_role()
    before = role.editions.get().updated
    role.summary = "Corrected."
    role.save()
    publishing.publish(
        role=role,
        by=publishing.OPERATOR,
        kind=PublicationKind.CORRECTION,
        change_note="A word was misspelt",
    )
    lines = read(client.get(ADDRESS)).lines
    day = f"{before.day} {before:%B %Y}"
    assert f"Last updated {day}" in lines
    assert lines[lines.index("Last updated") :][:4] == [
        *("Last updated", day, "Correction", "A word was misspelt")
    ]


def test_a_checked_role_says_so(client: Client) -> None:
    role = make_live_role()
    assert "Checked and still right" not in read(client.get(ADDRESS)).lines
    publishing.mark_checked(role=role, by=publishing.OPERATOR)
    assert "Checked and still right" in read(client.get(ADDRESS)).lines


def test_related_roles_show_while_they_are_live(client: Client) -> None:
    role, other = make_role(), make_role("Developer")
    hidden = make_role("Hidden Draft")
    drafting.write_related(role, [other.pk, hidden.pk])
    published(role)
    assert "Related roles" not in read(client.get(ADDRESS)).lines
    published(other)
    page = read(client.get(ADDRESS))
    assert page.links["/jobs/engineering/developer"] == "Developer"
    assert "Hidden Draft" not in page.lines


def test_many_alternative_titles_stand_at_the_end(client: Client) -> None:
    names = tuple(f"Name {number}" for number in range(1, 9))
    full_role(also_called=names)
    page = read(client.get(ADDRESS))
    assert page.lines[page.lines.index("Tester") :][:2] == ["Tester", "Tester"]
    assert "Also called Name 1, Name 2, Name 3, Name 4, Name 5, Name 6 and more" in page.lines
    assert ", ".join(names) in page.lines


def test_a_draft_changes_no_public_byte(client: Client) -> None:
    role = full_role()
    addresses = [ADDRESS, *(f"{ADDRESS}.{form}" for form in ("txt", "md", "json"))]
    before = [client.get(address).content for address in addresses]
    role.summary = "secretword"
    role.duties = ["secretword"]
    role.save()
    drafting.save_revision(role, by=None)
    make_role("Secretword", summary="secretword")
    assert [client.get(address).content for address in addresses] == before
    assert client.get("/jobs/engineering/secretword").status_code == 404


def test_a_renamed_label_shows_at_once(client: Client) -> None:
    full_role()
    kind = FactKind.objects.get(label="Typical education")
    kind.label = "Schooling"
    kind.save()
    assert "Schooling" in read(client.get(ADDRESS)).lines


def test_the_json_form_has_the_promised_keys(client: Client) -> None:
    full_role()
    response = client.get(f"{ADDRESS}.json")
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    promised = [
        *("schema", "title", "slug", "url", "category", "edition", "change_note", "published"),
        *("updated", "checked", "summary", "glance", "duties", "overview", "qualifications"),
        *("outlook", "cover_letter", "faqs", "tags", "also_called", "related"),
    ]
    body = json.loads(response.content)
    assert [key for key in promised if key not in body] == []
    assert (body["title"], body["url"], body["edition"]) == ("Tester", ADDRESS, 1)


def test_addresses_in_the_json_form_are_absolute_where_the_site_knows_its_own(
    client: Client, settings: Any
) -> None:
    settings.SITE_URL = "https://jobs.example"
    role = make_role()
    drafting.write_related(role, [make_live_role("Other").pk])
    published(role)
    body = json.loads(client.get(f"{ADDRESS}.json").content)
    assert [body["url"], *(other["url"] for other in body["related"])] == [
        f"https://jobs.example{ADDRESS}",
        "https://jobs.example/jobs/engineering/other",
    ]


@pytest.mark.parametrize(
    ("form", "media_type", "beginning"),
    [
        ("txt", "text/plain; charset=utf-8", "JobDesc\n\nEngineering\n\nTester\n\nLast updated "),
        ("md", "text/markdown; charset=utf-8", "---\nschema: 1\ntitle: Tester\n"),
        ("json", "application/json; charset=utf-8", '{\n  "schema": 1,\n  "title": "Tester"'),
    ],
)
def test_every_form_says_what_it_is_and_where_its_page_is(
    client: Client, settings: Any, form: str, media_type: str, beginning: str
) -> None:
    settings.SITE_URL = "https://jobs.example"
    full_role()
    response = client.get(f"{ADDRESS}.{form}")
    assert response.headers["Content-Type"] == media_type
    assert response.headers["Link"] == f'<https://jobs.example{ADDRESS}>; rel="canonical"'
    assert response.content.decode().startswith(beginning)


def test_an_unknown_form_is_not_found(client: Client) -> None:
    make_live_role()
    assert client.get(f"{ADDRESS}.exe").status_code == 404


def test_addresses_may_hold_any_script(client: Client) -> None:
    make_live_role("Инженер", make_category("Техника", slug="техника"), slug="инженер")
    assert read(client.get("/jobs/техника/инженер")).headings[0] == ("h1", "Инженер")
    assert client.get("/jobs/техника/инженер.txt").status_code == 200


@pytest.mark.parametrize("form", ["", ".txt", ".md", ".json"])
def test_headers_hold_addresses_of_any_script(client: Client, form: str) -> None:
    make_live_role("Инженер", make_category("Техника", slug="техника"), slug="инженер")
    address = quote("/jobs/техника/инженер")
    response = client.get(f"/jobs/техника/инженер{form}", headers={"accept": "text/markdown"})
    assert response.headers["Link"] == f'<{address}>; rel="canonical"'
    assert response.headers.get("Content-Location") == (None if form else f"{address}.md")


def test_the_other_forms_tell_their_edition(client: Client) -> None:
    role = make_live_role()
    role.summary = "More."
    role.save()
    published(role, "Says more")
    for form in ("txt", "md", "json"):
        assert client.get(f"{ADDRESS}.{form}").headers["Edition"] == "2"
    assert "edition: 2" in client.get(f"{ADDRESS}.md").content.decode().splitlines()


def test_who_looked_for_another_title_is_told(client: Client) -> None:
    names = ("QA Engineer", "C++ & <b>Co</b>")
    full_role(also_called=names)
    plain = client.get(ADDRESS)
    for name in names:
        response = client.get(f"{ADDRESS}?looked_for={slug_from(name)}&utm=1")
        lines = read(response).lines
        after_heading = lines[lines.index("Tester") + 2]
        assert after_heading == f"You looked for {name}. Here it is called Tester."
        assert f'<link rel="canonical" href="{ADDRESS}">' in response.content.decode()
        assert response.headers["Surrogate-Key"] == plain.headers["Surrogate-Key"]
    assert "looked for" not in plain.content.decode()


@pytest.mark.parametrize(
    "slug", ["", "tester", "QA-Engineer", "qa engineer", "buy-now", "%00", "%FF"]
)
def test_nobody_can_put_other_words_on_the_page(client: Client, slug: str) -> None:
    full_role()
    response = client.get(f"{ADDRESS}?looked_for={slug}&utm=1")
    assert (response.status_code, response.headers["Location"]) == (301, ADDRESS)


def test_related_roles_are_the_editors_choice_and_then_those_most_like_it(
    client: Client, follow: Callable[[], None]
) -> None:
    chosen = make_live_role("Zookeeper", make_category("Animals"))
    make_live_role("Checker", tags=("patience", "order"))
    make_live_role("Stranger", make_category("Animals"), tags=("patience",))
    role = make_role("Tester", tags=("patience", "order"))
    drafting.write_related(role, [chosen.pk])
    published(role)
    assert related_lines(client) == ["Zookeeper Animals"]
    follow()
    assert related_lines(client) == ["Zookeeper Animals", "Checker Engineering"]


def test_there_are_six_related_roles_unless_editors_chose_more(
    client: Client, follow: Callable[[], None]
) -> None:
    others = [make_live_role(f"Other {number}") for number in range(9)]
    role = make_role("Tester")
    drafting.write_related(role, [other.pk for other in others[:4]])
    published(role)
    follow()
    assert len(related_lines(client)) == 6
    assert related_lines(client)[:4] == [f"Other {number} Engineering" for number in range(4)]
    drafting.write_related(role, [other.pk for other in others[8:0:-1]])
    published(role, "More")
    follow()
    assert related_lines(client) == [f"Other {number} Engineering" for number in range(8, 0, -1)]


def test_computed_roles_are_in_no_other_form(client: Client, follow: Callable[[], None]) -> None:
    full_role()
    make_live_role("Checker")
    follow()
    assert related_lines(client) == ["Checker Engineering"]
    for form in ("txt", "md", "json"):
        assert b"Checker" not in client.get(f"{ADDRESS}.{form}").content


def test_a_role_withdrawn_or_scheduled_is_no_related_role(
    client: Client, follow: Callable[[], None]
) -> None:
    full_role()
    make_role("Draft")
    planned = make_role("Planned")
    publishing.schedule(role=planned, by=publishing.OPERATOR, at=timezone.now() + HOUR)
    gone = make_live_role("Gone")
    follow()
    publishing.withdraw(role=gone, by=publishing.OPERATOR)  # and the index does not know it yet
    assert related_lines(client) == []
    with time_machine.travel(timezone.now() + HOUR):
        assert related_lines(client) == ["Planned Engineering"]


def test_a_page_is_settled_once_the_index_has_followed(
    client: Client, follow: Callable[[], None]
) -> None:
    full_role()
    assert is_settled(client) is False
    follow()
    assert is_settled(client) is True
    make_live_role("Checker")
    assert is_settled(client) is False


def test_a_page_with_enough_choices_of_its_editors_needs_no_index(client: Client) -> None:
    others = [make_live_role(f"Other {number}") for number in range(6)]
    role = make_role("Tester")
    drafting.write_related(role, [other.pk for other in others])
    published(role)
    assert is_settled(client) is True


def test_the_purge_keys_cover_computed_roles(client: Client, follow: Callable[[], None]) -> None:
    role = full_role(tags=("patience", "order"))
    other = make_live_role("Checker", make_category("Animals"), tags=("patience", "order"))
    follow()
    keys = set(client.get(ADDRESS).headers["Surrogate-Key"].split())
    tags = {f"tag:{tag.pk}" for tag in Tag.objects.all()}
    assert keys == tags | {
        *("fact-kinds", f"role:{role.pk}", f"role:{other.pk}"),
        *(f"category:{role.category_id}", f"category:{other.category_id}"),
    }


@pytest.mark.parametrize(
    "address",
    [*(f"{ADDRESS}.{form}" for form in ("md", "txt", "json")), "/api/v1/roles/engineering/tester"],
)
def test_a_form_that_names_no_computed_role_depends_on_none(
    client: Client, follow: Callable[[], None], address: str
) -> None:
    role = full_role(tags=("patience", "order"))
    other = make_live_role("Checker", role.category, tags=("patience", "order"))
    follow()
    keys = client.get(address).headers["Surrogate-Key"].split()
    assert f"role:{role.pk}" in keys
    assert f"role:{other.pk}" not in keys


def related_lines(client: Client) -> list[str]:
    lines = read(client.get(ADDRESS)).lines
    if "Related roles" not in lines:
        return []
    return lines[lines.index("Related roles") + 1 : lines.index("See all Engineering jobs →")]


def is_settled(client: Client) -> bool:
    return KEPT_FOR_A_MOMENT not in client.get(ADDRESS).wsgi_request.META
