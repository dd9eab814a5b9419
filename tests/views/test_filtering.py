"""Filters, chips and the one address of a list, as visitors meet them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from roles import publishing
from roles.models import LogEntry, Tag
from roles.records import GlanceFact
from tests.factories import make_category, make_live_role, make_role
from tests.views.reader import read

pytestmark = pytest.mark.django_db

BACHELOR = GlanceFact("Typical education", "Bachelor's degree")
MASTER = GlanceFact("Typical education", "Master's degree")
LONG = GlanceFact("Typical experience", "12 years")
SHORT = GlanceFact("Typical experience", "1 year")


@pytest.fixture
def site(follow: Callable[[], None]) -> None:
    """Three roles in two categories, and the search index behind them."""
    care = make_category("Care")
    make_live_role("Nurse", care, glance=(BACHELOR, SHORT), tags=("Shifts", "People"))
    make_live_role("Surgeon", care, glance=(MASTER, LONG), tags=("Shifts",))
    make_live_role("Welder", glance=(SHORT,), tags=("Shifts",))
    follow()


def options(response: HttpResponse, name: str) -> list[str]:
    """The texts of a select's options, without "Any"."""
    select = re.search(
        rf'<select[^>]+name="{name}">(.*?)</select>', response.content.decode(), re.DOTALL
    )
    texts = re.findall(r"<option[^>]*>([^<]+)</option>", select[1]) if select else []
    return [text.replace("&#x27;", "'") for text in texts if text != "Any"]


def chips(response: HttpResponse) -> dict[str, str]:
    links = read(response).links.items()
    return {name: url for url, name in links if name.startswith("Remove filter")}


@pytest.mark.usefixtures("site")
def test_each_option_says_how_many_roles_it_shows(client: Client) -> None:
    page = client.get("/jobs")
    assert options(page, "category") == ["Care (2)", "Engineering (1)"]
    assert options(page, "tag") == ["People (1)", "Shifts (3)"]
    assert options(page, "education") == ["Bachelor's degree (1)", "Master's degree (1)"]
    assert options(page, "experience") == ["1 to 2 years (2)", "10 years or more (1)"]
    narrowed = client.get("/jobs/care?education=bachelor")
    assert options(narrowed, "category") == ["Care (1)"]
    assert options(narrowed, "tag") == ["People (1)", "Shifts (1)"]
    assert options(narrowed, "education") == ["Bachelor's degree (1)", "Master's degree (1)"]
    assert options(narrowed, "experience") == ["1 to 2 years (1)"]


def test_every_value_is_offered_without_counts_while_the_index_is_away(client: Client) -> None:
    make_live_role("Nurse", make_category("Care"), tags=("Shifts",))
    make_role("Draft", make_category("Secret"), tags=("Secret tag",))
    page = client.get("/tags/shifts?sort=updated")
    assert options(page, "category") == ["Care"]
    assert options(page, "tag") == ["Shifts"]
    assert len(options(page, "education")) == 7


@pytest.mark.usefixtures("site")
def test_chips_take_one_choice_back_and_keep_the_rest(client: Client) -> None:
    since = "updated_since=2020-02-01"
    page = client.get(f"/jobs/care?tag=shifts&education=master&{since}")
    assert chips(page) == {
        "Remove filter: Tag: Shifts": f"/jobs/care?education=master&{since}",
        "Remove filter: Education: Master's degree": f"/jobs/care?tag=shifts&{since}",
        "Remove filter: Updated since: 1 February 2020": "/jobs/care?tag=shifts&education=master",
    }
    assert read(page).links["/jobs/care"] == "Clear all"
    assert "1 role matches" in read(page).lines
    assert "<details open>" in page.content.decode()
    plain = client.get("/jobs/care")
    assert chips(plain) == {}
    assert "<details>" in plain.content.decode()


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/jobs?category=care", "/jobs/care"),
        ("/jobs?tag=shifts", "/tags/shifts"),
        ("/jobs?tag=shifts&category=care", "/jobs/care?tag=shifts"),
        ("/jobs?category=&tag=&education=&sort=title", "/jobs"),
        ("/jobs?letter=&after=", "/jobs"),
        ("/jobs?experience=1&education=bachelor", "/jobs?education=bachelor&experience=1"),
        ("/jobs?education=master&education=bachelor", "/jobs?education=bachelor"),
        ("/jobs?updated_since=2020-1-5", "/jobs?updated_since=2020-01-05"),
        ("/jobs/care?category=engineering", "/jobs/engineering"),
        ("/jobs/care?category=care", "/jobs/care"),
        ("/tags/shifts?tag=people", "/tags/people"),
        ("/tags/shifts?category=care&sort=updated", "/jobs/care?tag=shifts&sort=updated"),
        ("/jobs?utm_source=x&category=care", "/jobs/care"),
    ],
)
def test_any_other_way_to_write_a_list_leads_to_its_address(
    client: Client, asked: str, address: str
) -> None:
    response = client.get(asked)
    assert (response.status_code, response.headers.get("Location")) == (301, address)
    assert client.get(address).status_code == 200


@pytest.mark.usefixtures("site")
def test_unknown_parameters_change_nothing_but_are_not_canonical(client: Client) -> None:
    response = client.get("/jobs?utm_source=x&education=master&page=7")
    assert response.status_code == 200
    assert '<link rel="canonical" href="/jobs?education=master">' in response.content.decode()


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("address", "is_indexed"),
    [
        *(("/jobs", True), ("/jobs?letter=N", True), ("/jobs/care", True), ("/tags/shifts", True)),
        *(("/jobs/care?letter=N", True), ("/jobs/care?tag=shifts", False)),
        *(("/jobs?education=master", False), ("/jobs?sort=updated", False)),
    ],
)
def test_filtered_and_sorted_lists_are_for_no_index(
    client: Client, address: str, is_indexed: bool
) -> None:
    page = client.get(address).content.decode()
    assert ('<meta name="robots" content="noindex, follow">' in page) != is_indexed


@pytest.mark.usefixtures("site")
def test_no_link_of_a_plain_list_leads_to_a_filtered_one(client: Client) -> None:
    for address in ("/jobs", "/jobs/care", "/tags/shifts", "/jobs/care/nurse"):
        links = read(client.get(address)).links
        assert [url for url in links if "?" in url and "letter=" not in url] == []


@pytest.mark.usefixtures("site")
def test_the_recently_updated_order_shows_its_dates(client: Client) -> None:
    page = read(client.get("/jobs?sort=updated"))
    today = f"{timezone.localtime():%-d %B %Y}"
    assert [line for line in page.lines if "last updated" in line] == [
        f"Welder Engineering, last updated {today}",
        f"Surgeon Care, last updated {today}",
        f"Nurse Care, last updated {today}",
    ]


@pytest.mark.usefixtures("site")
def test_an_impossible_combination_says_what_each_choice_taken_back_gives(client: Client) -> None:
    response = client.get("/jobs/care?education=bachelor&experience=10&letter=N")
    page = read(response)
    assert response.status_code == 404
    assert page.headings[0] == ("h1", "No role matches all of this")
    assert (
        "Category: Care; Education: Bachelor's degree; Experience: 10 years or more; "
        "First letter: N." in page.lines
    )
    assert "Without “Experience: 10 years or more” 1 role" in page.lines
    assert "/jobs/care?education=bachelor&letter=N" in page.links
    assert not any("Without “Category" in line for line in page.lines)  # still nothing


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("path", ["/jobs", "/jobs/care", "/tags/shifts"])
@pytest.mark.parametrize(
    "query",
    [
        *("education=phd", "experience=2", "experience=" + "9" * 5_000, "ai_impact=%00"),
        *("updated_since=2026-02-30", "updated_since=0000-01-01", "letter=%C3%89", "sort=x"),
        *("education=" + "x" * 10_000, "education=%ED%A0%80", "education=%", "letter='%20OR%201=1"),
    ],
)
def test_a_value_that_is_not_understood_is_not_found_and_leads_to_the_rest(
    client: Client, path: str, query: str
) -> None:
    response = client.get(f"{path}?{query}&tag=shifts")
    assert response.status_code == 404
    assert read(response).headings[0] == ("h1", "There is no such list")
    assert ("/jobs/care?tag=shifts" if "care" in path else "/tags/shifts") in read(response).links


@pytest.mark.usefixtures("site")
def test_a_tag_has_a_page_and_roles_lead_there(client: Client) -> None:
    assert read(client.get("/jobs/care/nurse")).links["/tags/people"] == "People"
    response = client.get("/tags/people")
    page = read(response)
    assert "<title>People: jobs – JobDesc</title>" in response.content.decode()
    assert page.headings == [("h1", "People"), ("h2", "Roles")]
    assert [url for url in page.links if url.startswith("/jobs/care/")] == ["/jobs/care/nurse"]


def test_a_tag_in_any_script_has_a_page(client: Client) -> None:
    make_live_role("Nurse", tags=("Ночная смена", "++"))
    slug = Tag.objects.get(name="Ночная смена").slug
    response = client.get(f"/tags/{slug}")
    assert read(response).headings[0] == ("h1", "Ночная смена")
    assert client.get("/jobs/engineering/nurse").status_code == 200  # "++" has no address


def test_the_old_address_of_a_renamed_tag_is_not_found(client: Client) -> None:
    make_live_role("Nurse", tags=("Shifts",))
    tag = Tag.objects.get()
    tag.name, tag.slug = "Shift work", "shift-work"
    tag.save()
    assert client.get("/tags/shifts").status_code == 404
    assert client.get("/tags/shift-work").status_code == 200
    assert LogEntry.objects.latest("position").keys == ["counts", "lists", f"tag:{tag.pk}"]


def test_what_no_visitor_may_see_is_in_no_list_option_count_chip_or_404(
    client: Client, follow: Callable[[], None]
) -> None:
    hidden: dict[str, Any] = {"glance": (MASTER, LONG)}
    make_live_role("Nurse", make_category("Care"), tags=("Open",))
    make_role("Xdraft", make_category("Xdraftcat"), tags=("Xdrafttag",), **hidden)
    planned = make_role("Xplanned", make_category("Xplannedcat"), tags=("Xplannedtag",), **hidden)
    in_an_hour = timezone.now() + timedelta(hours=1)
    publishing.schedule(role=planned, by=publishing.OPERATOR, at=in_an_hour)
    gone = make_live_role("Xgone", make_category("Xgonecat"), tags=("Xgonetag",), **hidden)
    publishing.withdraw(role=gone, by=publishing.OPERATOR)
    follow()
    shown = (
        *("/jobs", "/jobs/care", "/tags/open", "/jobs?sort=updated", "/jobs?letter=N"),
        *("/jobs/care?education=bachelor", "/jobs?updated_since=2999-01-01", "/jobs?after=y~9"),
    )
    for address in shown:
        page = client.get(address).content.decode()
        for secret in ("Xdraft", "Xplanned", "Xgone", "Master", "10 years", "letter=X"):
            assert secret not in page, (address, secret)
    for address in (
        *("/tags/xdrafttag", "/tags/xplannedtag", "/tags/xgonetag", "/jobs?letter=X"),
        *("/jobs/xdraftcat", "/jobs/xplannedcat", "/jobs?education=master", "/jobs?tag=xgonetag"),
    ):
        response = client.get(address)
        assert response.status_code == 404
        assert not re.search("Xdraft|Xplanned|Xgone", response.content.decode())


def test_a_tag_page_ends_with_its_last_role(client: Client, follow: Callable[[], None]) -> None:
    role = make_live_role("Nurse", tags=("Shifts",))
    follow()
    assert client.get("/tags/shifts").status_code == 200
    publishing.withdraw(role=role, by=publishing.OPERATOR)
    # The index still counts the role; the database no longer shows the tag.
    assert client.get("/tags/shifts").status_code == 404
    make_live_role("Other")
    assert options(client.get("/jobs"), "tag") == []
