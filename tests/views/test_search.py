from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from roles import search
from tests.factories import make_category, make_live_role, make_role
from tests.views.reader import read

Follow = Callable[[], None]

pytestmark = pytest.mark.django_db


def test_results_show_what_one_chooses_by(client: Client, follow: Follow) -> None:
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
    make_live_role()
    for address in ("/search", "/search?q=", "/search?q=%20%20"):
        page = read(client.get(address))
        assert ("h2", "What to type") in page.headings
        assert page.links["/jobs/engineering"] == "Engineering"
        assert "No role found" not in " ".join(page.lines)


def test_nothing_found_shows_the_words_and_a_way_on(client: Client, follow: Follow) -> None:
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
def test_no_query_is_an_error(client: Client, follow: Follow, query: str, indexed: bool) -> None:
    make_live_role()
    if indexed:
        follow()
    response = client.get(f"/search?q={query}")
    assert response.status_code == 200
    assert b"<script>" not in response.content
    assert b"\0" not in response.content


def test_more_hits_are_pages_away(client: Client, follow: Follow) -> None:
    for number in range(22):
        make_live_role("Tester", slug=f"tester-{number}")
    follow()
    first = read(client.get("/search?q=tester"))
    assert ("h2", "Roles 1–20 of 22") in first.headings
    assert first.links["/search?q=tester&start=20"] == "Next page →"
    second = read(client.get("/search?q=tester&start=20"))
    assert ("h2", "Roles 21–22 of 22") in second.headings
    assert second.links["/search?q=tester"] == "← Previous page"
    found = {url for url in (*first.links, *second.links) if url.count("/") == 3}
    assert len(found) == 22
    past = read(client.get("/search?q=tester&start=40"))
    assert ("h2", "There are only 22 roles for “tester”") in past.headings
    assert past.links["/search?q=tester&start=20"] == "← Previous page"


def test_the_last_page_that_is_offered_says_so(
    client: Client, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MAX_OFFSET", 20)
    for number in range(41):
        make_live_role("Tester", slug=f"tester-{number}")
    follow()
    last = read(client.get("/search?q=tester&start=20"))
    assert [line for line in last.lines if "no more than these of 41" in line] != []
    assert "Next page →" not in last.links.values()


@pytest.mark.parametrize("start", ["-1", "x", "99999", "1" * 5000, "%D9%A3", "1001"])
def test_a_strange_start_is_never_an_error(client: Client, follow: Follow, start: str) -> None:
    make_live_role()
    follow()
    assert client.get(f"/search?q=tester&start={start}").status_code == 200


def test_results_are_kept_by_no_cache_but_the_empty_search_is(client: Client) -> None:
    assert "Surrogate-Key" not in client.get("/search?q=tester").headers
    assert client.get("/search").headers["Surrogate-Key"] == "lists"


def test_every_search_has_the_address_of_the_empty_one(
    client: Client, follow: Follow, settings: Any
) -> None:
    settings.SITE_URL = "https://jobs.test"
    make_live_role()
    follow()
    for address in ("/search", "/search?q=tester", "/search?q=tester&start=20", "/search?q=xyzzy"):
        body = client.get(address).content.decode()
        assert '<link rel="canonical" href="https://jobs.test/search">' in body
        assert body.count('<meta name="description" content="Find a job role by') == 1
        assert "noindex" not in body


def test_the_words_are_marked_and_nothing_is_markup(client: Client, follow: Follow) -> None:
    make_live_role("Nurse", duties=("Draw <b>blood</b> & test it",))
    follow()
    body = client.get("/search?q=drawing+blood").content.decode()
    marked = "<mark>Draw</mark> &lt;b&gt;<mark>blood</mark>&lt;/b&gt; &amp; test it"
    assert marked in body


def test_a_misspelling_is_searched_as_it_was_meant(client: Client, follow: Follow) -> None:
    make_live_role("Nurse")
    follow()
    page = read(client.get("/search?q=nurze"))
    assert page.links["/search?q=nurse"] == "nurse"
    assert page.links["/jobs/engineering/nurse"] == "Nurse"


def test_did_you_mean_keeps_what_was_chosen(client: Client, follow: Follow) -> None:
    for number in range(10):
        make_live_role("Baker", slug=f"baker-{number}", summary="Work.")
    make_live_role("Writer", also_called=("Biker",), summary="Work.")
    follow()
    page = read(client.get("/search?q=biker&category=engineering"))
    assert page.links["/search?q=baker&category=engineering"] == "baker"


def test_only_a_minus_asks_for_a_word(client: Client, follow: Follow) -> None:
    make_live_role()
    follow()
    assert ("h2", "Add a word to search for") in read(client.get("/search?q=-tester")).headings


def test_filters_narrow_a_search_and_chips_take_them_back(client: Client, follow: Follow) -> None:
    make_live_role("Night Nurse", make_category("Care"))
    make_live_role("Nurse of Trees", make_category("Trade"))
    follow()
    page = read(client.get("/search?q=nurse&category=care"))
    assert page.links["/jobs/care/night-nurse"] == "Night Nurse"
    assert "/jobs/trade/nurse-of-trees" not in page.links
    assert page.links["/search?q=nurse"] in ("Remove filter: Category: Care", "Clear all")
    body = client.get("/search?q=nurse").content.decode()
    assert '<option value="trade">Trade (1)</option>' in body
    assert '<input type="hidden" name="q" value="nurse">' in body


def test_nothing_found_with_filters_leads_out_of_them(client: Client, follow: Follow) -> None:
    make_live_role("Nurse", make_category("Care"))
    make_live_role("Baker", make_category("Trade"))
    follow()
    page = read(client.get("/search?q=nurse&category=trade"))
    assert ("h2", "No role found for “nurse” with these filters") in page.headings
    assert page.links["/search?q=nurse"] == "Search without filters"


@pytest.mark.parametrize(
    "parameter", ["education=phd", "category=nowhere", "tag=%00", "experience=" + "9" * 5000]
)
def test_a_filter_that_is_not_understood_says_so(client: Client, parameter: str) -> None:
    response = client.get(f"/search?q=nurse&{parameter}")
    assert response.status_code == 404
    page = read(response)
    assert ("h2", "This filter is not understood") in page.headings
    assert page.links["/search?q=nurse"] == "Search for “nurse” without filters"


def test_nothing_found_offers_the_nearest_titles_and_the_categories(
    client: Client, follow: Follow
) -> None:
    make_live_role("Software Engineer")
    make_role("Softwere Secret")
    follow()
    page = read(client.get("/search?q=sftwre-engneer"))
    assert page.links["/jobs/engineering/software-engineer"] == "Software Engineer"
    assert page.links["/jobs/engineering"] == "Engineering"


def test_what_is_too_long_is_searched_by_its_beginning(client: Client, follow: Follow) -> None:
    make_live_role("Nurse")
    follow()
    page = read(client.get("/search?q=nurse" + "%20" * 200 + "zeppelin"))
    assert [line for line in page.lines if line.startswith("Only the beginning of")] != []
    assert page.links["/jobs/engineering/nurse"] == "Nurse"


def test_without_an_index_titles_are_searched_with_filters(client: Client) -> None:
    make_live_role("Night Nurse", make_category("Care"))
    make_live_role("Day Nurse", make_category("Trade"))
    page = read(client.get("/search?q=nurse&category=care"))
    assert page.links["/jobs/care/night-nurse"] == "Night Nurse"
    assert "/jobs/trade/day-nurse" not in page.links
    assert [line for line in page.lines if line.startswith("Only titles are searched")] != []


def test_a_search_of_titles_that_finds_nothing_says_what_was_searched(client: Client) -> None:
    make_live_role("Nurse", summary="Works at night.")
    page = read(client.get("/search?q=night"))
    assert ("h2", "No role found for “night”") in page.headings
    assert [line for line in page.lines if line.startswith("Only titles are searched")] != []


@pytest.mark.parametrize(("start", "previous"), [(20, ""), (40, "&start=20"), (800, "&start=20")])
def test_behind_the_last_page_the_way_back_is_the_last_page(
    client: Client, follow: Follow, start: int, previous: str
) -> None:
    for number in range(21):
        make_live_role(f"Nurse {number}")
    follow()
    links = read(client.get(f"/search?q=nurse&start={start}")).links
    assert links[f"/search?q=nurse{previous}"] == "← Previous page"
