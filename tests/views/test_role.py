from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from roles import drafting, publishing
from roles.enums import PublicationKind
from roles.models import FactKind, Role
from roles.records import Faq, GlanceFact, QualificationGroup
from tests.factories import make_category, make_live_role, make_role, published
from tests.views.reader import read

pytestmark = pytest.mark.django_db

CORPUS = Path(__file__).parents[1] / "corpus"
ADDRESS = "/jobs/engineering/tester"


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
        *("q", "main", "glance", "contents-heading", "duties", "overview", "qualifications"),
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
    assert page.lines[footer + 1 :] == ["JobDesc", "Home Jobs A to Z Search"]


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
    assert b"<script" not in response.content
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
