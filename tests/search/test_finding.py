"""Search finds what is live, in the order a visitor wants it, whatever is typed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from roles import publishing, search
from roles.publishing import OPERATOR
from roles.records import Faq, GlanceFact, QualificationGroup
from tests.factories import make_category, make_live_role, make_role, published

Follow = Callable[[], None]
MICROSECOND = timedelta(microseconds=1)


def titles(query: str, at: datetime | None = None, **page: int) -> list[str]:
    return [hit.title for hit in search.find(query, at or timezone.now(), **page).hits]


def nearest(text: str, at: datetime | None = None) -> list[str]:
    return [hit.title for hit in search.nearest_titles(text, at or timezone.now())]


def test_a_word_counts_most_in_the_title_and_least_in_the_rest(follow: Follow) -> None:
    make_live_role("F", outlook="Falconry.")
    make_live_role("E", duties=("Teach falconry",))
    make_live_role("D", summary="All about falconry.")
    make_live_role("C", tags=("falconry",))
    make_live_role("B", also_called=("Falconry Guide",))
    make_live_role("Falconry Assistant")
    follow()
    assert titles("falconry") == ["Falconry Assistant", "B", "C", "D", "E", "F"]


@pytest.mark.parametrize(
    "fields",
    [
        {"glance": (GlanceFact("Typical education", "A zither course"),)},
        {"overview": "Plays the *zither*."},
        {"qualifications": (QualificationGroup("Zither", "", ("One",)),)},
        {"qualifications": (QualificationGroup("", "A zither.", ()),)},
        {"qualifications": (QualificationGroup("Skills", "", ("Zither",)),)},
        {"outlook": "More zither."},
        {"faqs": (Faq("Why a zither?", "Because."),)},
        {"faqs": (Faq("Why?", "The zither."),)},
    ],
)
def test_every_section_of_a_role_is_searched(follow: Follow, fields: dict[str, Any]) -> None:
    make_live_role("Musician", **fields)
    follow()
    assert titles("zither") == ["Musician"]


def test_an_exact_title_comes_before_a_role_that_names_it_more_often(follow: Follow) -> None:
    make_live_role("Data Engineer Manager", tags=("data engineer",), summary="Data engineer data.")
    make_live_role("Data Engineer")
    follow()
    assert titles("data ENGINEER")[0] == "Data Engineer"


def test_an_exact_alternative_title_comes_before_a_title_that_holds_its_words(
    follow: Follow,
) -> None:
    make_live_role("Platform Engineer for Sites")
    make_live_role("Site Reliability Engineer", also_called=("Platform Engineer", "SRE"))
    follow()
    assert titles("platform engineer")[0] == "Site Reliability Engineer"


@pytest.mark.parametrize(
    "query",
    [
        "managing engineers",
        "engineer manag",
        "ENGINEERING, MANAGER!",
        "éngineering mánager",
        "enginering manger",
        "manager ngineering",
    ],
)
def test_forms_accents_beginnings_and_misspellings_find_the_role(
    follow: Follow, query: str
) -> None:
    make_live_role("Engineering Manager")
    make_live_role("Nurse")
    follow()
    assert titles(query) == ["Engineering Manager"]


def test_results_say_when_no_role_holds_all_the_words(follow: Follow) -> None:
    make_live_role("Nurse")
    follow()
    now = timezone.now()
    assert search.find("nurse", now).approximate is False
    assert search.find("nurze", now).approximate is True
    assert search.find("nurse zeppelin", now).approximate is True


def test_a_hit_shows_what_is_public_and_why_it_was_found(follow: Follow) -> None:
    category = make_category("Operations", slug="operations")
    role = make_role("Site Reliability Engineer", category, also_called=("Rigger", "SRE"))
    edition = published(role)
    follow()
    assert search.find("sre", timezone.now()) == search.SearchResults(
        hits=[
            search.Hit(
                title="Site Reliability Engineer",
                url="/jobs/operations/site-reliability-engineer",
                category="Operations",
                category_url="/jobs/operations",
                summary="What a Site Reliability Engineer does.",
                updated=edition.updated,
                reason="Also called SRE",
            )
        ],
        total=1,
    )
    assert [hit.reason for hit in search.find("reliability", timezone.now()).hits] == [""]


def test_a_renamed_category_shows_at_once(follow: Follow) -> None:
    role = make_live_role("Nurse")
    follow()
    role.category.name = "Care"
    role.category.save()
    assert search.find("nurse", timezone.now()).hits[0].category == "Care"


def test_drafts_are_never_found(follow: Follow) -> None:
    make_live_role("Nurse")
    make_role("Zeppelin Pilot", also_called=("Aeronaut",))
    changed = make_live_role("Baker")
    changed.summary = "Now with zeppelin."
    changed.save()
    follow()
    for query in ("zeppelin", "aeronaut", "pilot", "zepelin"):
        assert titles(query) == []
        assert nearest(query) == []


def test_a_schedule_holds_to_the_microsecond(follow: Follow) -> None:
    goes_live = timezone.now() + timedelta(hours=1)
    role = make_live_role("Baker", summary="Bread.")
    role.summary = "Zwieback."
    role.save()
    publishing.schedule(role=role, by=OPERATOR, at=goes_live, change_note="New")
    publishing.schedule(role=make_role("Confectioner"), by=OPERATOR, at=goes_live)
    follow()
    before = goes_live - MICROSECOND
    assert (titles("zwieback", before), titles("zwieback", goes_live)) == ([], ["Baker"])
    assert (titles("bread", before), titles("bread", goes_live)) == (["Baker"], [])
    assert (titles("confectioner", before), titles("confectioner", goes_live)) == (
        [],
        ["Confectioner"],
    )
    assert (nearest("confectionr", before), nearest("confectionr", goes_live)) == (
        [],
        ["Confectioner"],
    )


def test_a_withdrawn_role_is_gone_even_before_the_index_knows(follow: Follow) -> None:
    role = make_live_role("Zeppelin Pilot")
    follow()
    publishing.withdraw(role=role, by=OPERATOR)
    assert (titles("zeppelin"), nearest("zeppelin")) == ([], [])
    follow()
    results = search.find("zeppelin", timezone.now())
    assert (results.hits, results.total, nearest("zeppelin")) == ([], 0, [])


def test_a_cancelled_schedule_is_forgotten(follow: Follow) -> None:
    goes_live = timezone.now() + timedelta(hours=1)
    edition = publishing.schedule(role=make_role("Zeppelin Pilot"), by=OPERATOR, at=goes_live)
    follow()
    publishing.cancel_schedule(edition=edition, by=OPERATOR)
    follow()
    assert titles("zeppelin", goes_live) == []


def test_words_of_the_edition_before_are_forgotten(follow: Follow) -> None:
    role = make_live_role("Baker", summary="Bread.")
    follow()
    role.summary = "Rolls."
    role.save()
    published(role, change_note="Rolls are in")
    follow()
    assert (titles("bread"), titles("rolls")) == ([], ["Baker"])


def test_a_renamed_and_a_deleted_tag_are_followed(follow: Follow) -> None:
    role = make_live_role("Analyst", tags=("sql", "charts"))
    follow()
    sql, charts = role.tags.get(name="sql"), role.tags.get(name="charts")
    sql.name = "databases"
    sql.save()
    charts.delete()
    follow()
    assert (titles("databases"), titles("sql"), titles("charts")) == (["Analyst"], [], [])


def test_pages_of_hits_follow_each_other(follow: Follow) -> None:
    for number in range(7):
        make_live_role(f"Baker {number}")
    follow()
    now = timezone.now()
    pages = [search.find("baker", now, limit=3, offset=offset) for offset in (0, 3, 6, 9)]
    assert [len(page.hits) for page in pages] == [3, 3, 1, 0]
    assert [page.total for page in pages] == [7, 7, 7, 7]
    assert len({hit.url for page in pages for hit in page.hits}) == 7


@pytest.mark.parametrize("roles", [1, 3])
def test_a_search_costs_one_query(
    follow: Follow, django_assert_num_queries: Any, roles: int
) -> None:
    for number in range(roles):
        make_live_role(f"Baker {number}")
    follow()
    with django_assert_num_queries(1):
        assert len(titles("baker")) == roles
    with django_assert_num_queries(1):
        assert len(nearest("bakr")) == roles


HOSTILE = [
    "",
    " ",
    "\0",
    "ba\0ker",
    '"()*',
    "night AND",
    'title:"',
    "+-!{}[]^~*?:\\/",
    "a" * 10_000,
    "baker " * 2_000,
    "'; DROP TABLE roles_edition; --",
    "%",
    "_",
    "😀👩‍🚀",
    "مهندس برمجيات",
    "\u202eבא\u202c",
    "İstanbul ﬁ ß",
    "\ud800",
    "1" * 400,
    "NaN",
    "𝕭𝖆𝖐𝖊𝖗",
    "日本語の仕事",
]


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("with_index", [True, False])
def test_whatever_is_typed_answers(follow: Follow, query: str, *, with_index: bool) -> None:
    make_live_role("Nurse")
    if with_index:
        follow()
    for text in (query, f"{query} nurse", f"nurse {query}"):
        assert set(titles(text)) <= {"Nurse"}
        assert set(nearest(text)) <= {"Nurse"}
        assert search.find(text, timezone.now()).degraded in (False, not with_index)


@pytest.mark.parametrize("offset", [-1, 1_001, 10**30])
def test_a_page_that_cannot_be_is_empty(follow: Follow, offset: int) -> None:
    make_live_role("Nurse")
    follow()
    assert search.find("nurse", timezone.now(), offset=offset) == search.SearchResults()


def test_without_an_index_live_titles_are_searched_and_it_says_so(db: None) -> None:
    make_live_role("Night Nurse")
    make_live_role("Nurse", summary="Also at night.")
    make_role("Night Watchman")
    publishing.withdraw(role=make_live_role("Night Porter"), by=OPERATOR)
    results = search.find("night", timezone.now())
    assert ([hit.title for hit in results.hits], results.total) == (["Night Nurse"], 1)
    assert results.degraded is True
    assert nearest("night") == []


def test_the_nearest_titles_of_an_address_come_best_first(follow: Follow) -> None:
    for title in ("Software Engineer", "Site Engineer", "Site Reliability Engineer", "Nurse"):
        make_live_role(title)
    follow()
    assert nearest("site-relaibility-enginer") == [
        "Site Reliability Engineer",
        "Site Engineer",
        "Software Engineer",
    ]
    assert nearest("zzz") == []


def test_dates_far_apart_do_not_confuse_the_index(follow: Follow) -> None:
    with time_machine.travel(datetime(1970, 1, 2, tzinfo=UTC), tick=False):
        make_live_role("Nurse")
        follow()
    assert titles("nurse", datetime(8999, 12, 31, tzinfo=UTC)) == ["Nurse"]
    assert titles("nurse", datetime(1969, 12, 31, tzinfo=UTC)) == []
