from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from roles import reading
from roles.views import lists
from tests.factories import make_category, make_live_role
from tests.views.reader import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists have letters from the second role on."""
    monkeypatch.setattr(lists, "MANY_ROLES", 1)


@pytest.mark.usefixtures("few_are_many")
def test_all_roles_stand_under_their_letters(client: Client) -> None:
    for title in ("iOS Developer", "Accountant", "3D Artist", "Élève", "Aide"):
        make_live_role(title)
    page = read(client.get("/jobs"))
    assert page.headings == [
        *(("h1", "Jobs A to Z"), ("h2", "#Other"), ("h2", "A"), ("h2", "E"), ("h2", "I"))
    ]
    start = page.lines.index("#Other", page.lines.index("Z"))
    assert [line.removesuffix(" Engineering") for line in page.lines[start:-2]] == [
        *("#Other", "3D Artist", "A", "Accountant", "Aide", "E", "Élève", "I", "iOS Developer")
    ]


@pytest.mark.usefixtures("few_are_many")
def test_letters_without_roles_are_no_links(client: Client, follow: Callable[[], None]) -> None:
    for title in ("Accountant", "3D Artist"):
        make_live_role(title)
    follow()
    links = read(client.get("/jobs?letter=A")).links
    assert {url for url in links if url.startswith("/jobs?")} == {
        "/jobs?letter=%23",
        "/jobs?letter=A",
    }


@pytest.mark.usefixtures("few_are_many")
def test_every_letter_is_a_link_while_the_index_cannot_be_read(client: Client) -> None:
    for title in ("Accountant", "3D Artist"):
        make_live_role(title)
    links = read(client.get("/jobs")).links
    assert len([url for url in links if url.startswith("/jobs?letter=")]) == 27


def test_a_letter_shows_its_roles_and_is_marked(client: Client) -> None:
    for title in ("Accountant", "Baker"):
        make_live_role(title)
    response = client.get("/jobs?letter=B")
    page = read(response)
    assert "Baker Engineering" in page.lines
    assert "Accountant Engineering" not in page.lines
    current = '<a href="/jobs?letter=B" aria-current="page">'
    assert current in " ".join(response.content.decode().split())


def test_pages_lead_on_and_back_by_the_same_addresses(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "role_list", partial(reading.role_list, size=2))
    titles = ["Alpha", "Beta & Co", "Beta & Co", "Gamma", "Öko"]
    for number, title in enumerate(titles):
        make_live_role(title, slug=f"role-{number}")
    seen, forth, address = [], [], "/jobs"
    while address:
        forth.append(address)
        response = client.get(address)
        page = read(response)
        seen += [line for line in page.lines if line.endswith(" Engineering")]
        address = turned(response, "next")
    assert seen == [f"{title} Engineering" for title in titles]
    back, address = [], forth[-1]
    while address:
        back.append(address)
        address = turned(client.get(address), "prev")
    assert back == forth[::-1]


def turned(response: HttpResponse, rel: str) -> str:
    """Where the next or previous page is: the same in the head and in the visible link."""
    body = response.content.decode()
    in_head = re.findall(rf'<link rel="{rel}" href="([^"]+)">', body)
    visible = re.findall(rf'<a[^>]*?href="([^"]+)"\s+rel="{rel}"', body)
    assert in_head == visible
    return unescape(visible[0]) if visible else ""


@pytest.mark.parametrize("path", ["/jobs", "/jobs/engineering"])
@pytest.mark.parametrize(
    "query",
    [
        *("letter=B", "letter=b", "letter=%00", "letter=AB", "letter=%C3%89"),
        *("after=zz~9", "after=%00~1", "after=" + "9" * 300),
    ],
)
def test_a_place_without_roles_is_not_found(client: Client, path: str, query: str) -> None:
    make_live_role("Accountant")
    assert client.get(f"{path}?{query}").status_code == 404


@pytest.mark.parametrize("order", ["", "&sort=updated"])
@pytest.mark.parametrize(
    "after",
    [
        *("~", "no+position", "a~" + "9" * 200, "a~٣", "a~%00", "x" * 10_000, "9" * 5_000, "%FF"),
        *("1~99999999999999999999", "-"),
    ],
)
def test_a_broken_position_is_not_found_and_leads_to_the_list(
    client: Client, after: str, order: str
) -> None:
    make_live_role("Accountant")
    response = client.get(f"/jobs?{order[1:]}{'&' if order else ''}after={after}")
    assert response.status_code == 404
    assert f"/jobs{order.replace('&', '?')}" in read(response).links


def test_a_filtered_list_that_ends_before_leads_to_its_beginning(client: Client) -> None:
    make_live_role("Accountant")
    page = read(client.get("/jobs?letter=A&after=zz~9"))
    assert ("h1", "The list does not go on from here") in page.headings
    assert page.links["/jobs?letter=A"] == "First letter: A"


@pytest.mark.parametrize("more", ["&after=zz~9", "&education=phd"])
def test_no_way_out_leads_to_another_list_without_roles(client: Client, more: str) -> None:
    make_live_role("Accountant")
    page = read(client.get(f"/jobs?letter=B{more}"))
    assert "/jobs?letter=B" not in page.links
    assert "/jobs" in page.links


def test_a_category_shows_its_introduction_and_its_roles_alone(client: Client) -> None:
    category = make_category("Care", introduction="Work with **people**.\n\n<b>x</b>")
    make_live_role("Nurse", category, summary="Nurses people.")
    make_live_role("Welder")
    response = client.get("/jobs/care")
    page = read(response)
    assert page.headings == [("h1", "Care"), ("h2", "Roles")]
    assert "1 role" in page.lines
    assert b"Work with <strong>people</strong>." in response.content
    assert b"&lt;b&gt;x&lt;/b&gt;" in response.content
    assert "Nurse Nurses people." in page.lines
    assert "/jobs/engineering/welder" not in page.links


def test_a_category_has_letters_once_it_has_many_roles(client: Client, few_are_many: None) -> None:
    make_live_role("Accountant")
    assert "/jobs/engineering?letter=A" not in read(client.get("/jobs/engineering")).links
    make_live_role("Baker")
    assert "/jobs/engineering?letter=A" in read(client.get("/jobs/engineering")).links
    assert "/jobs/engineering?letter=A" in read(client.get("/jobs/engineering?letter=B")).links


def test_home_counts_live_roles_and_shows_the_newest_first(client: Client) -> None:
    make_live_role("Accountant")
    make_live_role("Nurse", make_category("Care"))
    make_live_role("Carer", make_category("Care"))
    page = read(client.get("/"))
    assert "3 roles in 2 categories · All jobs, A to Z" in page.lines
    assert [line for line in page.lines if line.startswith(("Care", "Engineering"))][:2] == [
        *("Care2 roles", "Engineering1 role")
    ]
    newest = [name for url, name in page.links.items() if url.count("/") == 3]
    assert newest == ["Carer", "Nurse", "Accountant"]


@pytest.mark.parametrize("address", ["/", "/jobs"])
def test_an_empty_site_says_so(client: Client, address: str) -> None:
    page = read(client.get(address))
    assert "The first roles are still being written. Please come back soon." in page.lines


@pytest.mark.parametrize("query", ["sort=updated", "updated_since=2020-01-01"])
def test_a_list_in_which_dates_matter_depends_on_every_publication(
    client: Client, query: str
) -> None:
    make_live_role("Nurse")
    assert client.get(f"/jobs?{query}").headers["Surrogate-Key"] == "lists"
