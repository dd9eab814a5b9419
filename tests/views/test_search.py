from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import make_live_role, make_role
from tests.views.reader import read

pytestmark = pytest.mark.django_db


def test_results_show_what_one_chooses_by(client: Client, follow: Callable[[], None]) -> None:
    role = make_live_role("Site Reliability Engineer", also_called=("SRE",), summary="Keeps it up.")
    make_role("Secretword Engineer")
    follow()
    day = role.editions.get().updated
    page = read(client.get("/search?q=sre"))
    start = page.lines.index("One role")
    assert page.lines[start : start + 5] == [
        "One role",
        "Site Reliability Engineer",
        f"Engineering, last updated {day.day} {day:%B %Y}",
        "Also called SRE",
        "Keeps it up.",
    ]


def test_without_words_the_page_says_what_can_be_searched(client: Client) -> None:
    for address in ("/search", "/search?q=", "/search?q=%20%20"):
        page = read(client.get(address))
        assert [line for line in page.lines if line.startswith("Type a job title")] != []
        assert "No role found" not in " ".join(page.lines)


def test_nothing_found_shows_the_words_and_a_way_on(
    client: Client, follow: Callable[[], None]
) -> None:
    make_live_role()
    follow()
    page = read(client.get("/search?q=xyzzy%3Cb%3E"))
    assert ("h2", "No role found for “xyzzy<b>”") in page.headings


@pytest.mark.parametrize("indexed", [True, False])
@pytest.mark.parametrize(
    "query",
    [
        *("%00", "a%00b", "%FF%FE", "%ED%A0%80", '"()*', "night AND", "title:x", "a" * 10_000),
        *("%F0%9F%99%82", "' OR 1=1 --", "<script>alert(1)</script>", "%0D%0ASet-Cookie:a=b"),
    ],
)
def test_no_query_is_an_error(
    client: Client, follow: Callable[[], None], query: str, indexed: bool
) -> None:
    make_live_role()
    if indexed:
        follow()
    response = client.get(f"/search?q={query}")
    assert response.status_code == 200
    assert b"<script>" not in response.content
    assert b"\0" not in response.content


def test_more_hits_are_pages_away(client: Client, follow: Callable[[], None]) -> None:
    for number in range(22):
        make_live_role("Tester", slug=f"tester-{number}")
    follow()
    first = read(client.get("/search?q=tester"))
    assert first.links["?q=tester&start=20"] == "Next page →"
    second = read(client.get("/search?q=tester&start=20"))
    assert second.links["?q=tester"] == "← Previous page"
    found = {url for url in (*first.links, *second.links) if url.count("/") == 3}
    assert len(found) == 22


@pytest.mark.parametrize("start", ["-1", "x", "99999", "1" * 5000, "%D9%A3", "1001"])
def test_a_strange_start_is_never_an_error(
    client: Client, follow: Callable[[], None], start: str
) -> None:
    make_live_role()
    follow()
    assert client.get(f"/search?q=tester&start={start}").status_code == 200


def test_search_pages_are_kept_by_no_cache_and_no_index(client: Client) -> None:
    response = client.get("/search?q=tester")
    assert "Surrogate-Key" not in response.headers
    assert b'<meta name="robots" content="noindex">' in response.content
