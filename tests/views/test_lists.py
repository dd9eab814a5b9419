from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from roles import reading
from roles.views import lists
from tests.factories import make_category, make_live_role
from tests.views.reader import read

pytestmark = pytest.mark.django_db


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


def test_letters_without_roles_are_no_links(client: Client, follow: Callable[[], None]) -> None:
    for title in ("Accountant", "3D Artist"):
        make_live_role(title)
    follow()
    links = read(client.get("/jobs?letter=A")).links
    assert {url for url in links if url.startswith("/jobs?")} == {
        "/jobs?letter=%23",
        "/jobs?letter=A",
    }


def test_a_letter_shows_its_roles_and_is_marked(client: Client) -> None:
    for title in ("Accountant", "Baker"):
        make_live_role(title)
    response = client.get("/jobs?letter=B")
    page = read(response)
    assert "Baker Engineering" in page.lines
    assert "Accountant Engineering" not in page.lines
    current = '<a href="/jobs?letter=B" aria-current="page">'
    assert current in " ".join(response.content.decode().split())


def test_pages_follow_each_other_and_miss_no_role(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LIST_SIZE", 2)
    titles = ["Alpha", "Beta & Co", "Beta & Co", "Gamma", "Öko"]
    for number, title in enumerate(titles):
        make_live_role(title, slug=f"role-{number}")
    seen, address = [], "/jobs"
    while address:
        page = read(client.get(address))
        seen += [line for line in page.lines if line.endswith(" Engineering")]
        address = next((url for url, name in page.links.items() if name == "Next page →"), "")
    assert seen == [f"{title} Engineering" for title in titles]


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


@pytest.mark.parametrize("after", ["~", "no position", "a~" + "9" * 200, "%EF%BF%BD~1", "a~٣"])
def test_a_broken_position_is_never_an_error(client: Client, after: str) -> None:
    make_live_role("Accountant")
    assert client.get(f"/jobs?after={after}").status_code in (200, 404)


def test_a_category_shows_its_introduction_and_its_roles_alone(client: Client) -> None:
    category = make_category("Care", introduction="Work with **people**.\n\n<b>x</b>")
    make_live_role("Nurse", category, summary="Nurses people.")
    make_live_role("Welder")
    response = client.get("/jobs/care")
    page = read(response)
    assert page.headings == [("h1", "Care"), ("h2", "Roles")]
    assert b"Work with <strong>people</strong>." in response.content
    assert b"&lt;b&gt;x&lt;/b&gt;" in response.content
    assert "Nurse Nurses people." in page.lines
    assert "/jobs/engineering/welder" not in page.links


def test_a_category_has_letters_once_it_has_many_roles(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MANY_ROLES", 1)
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
