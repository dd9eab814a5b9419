"""Search finds what is live, in the order a visitor wants it, whatever is typed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from roles import publishing, search
from roles.facets import Chosen
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


def test_an_unknown_word_is_taken_for_the_one_that_was_meant(follow: Follow) -> None:
    make_live_role("Nurse")
    follow()
    now = timezone.now()
    assert search.find("nurse", now).corrected == ""
    results = search.find("Nurze jobs", now)
    assert (results.corrected, results.whole) == ("nurse jobs", 1)
    assert [hit.title for hit in results.hits] == ["Nurse"]


def test_results_say_when_no_role_holds_all_the_words(follow: Follow) -> None:
    make_live_role("Nurse", summary="Cares for patients at night.")
    make_live_role("Baker", summary="Bakes at night.")
    follow()
    results = search.find("nurse patients zeppelin", timezone.now())
    assert ([hit.title for hit in results.hits], results.whole) == (["Nurse"], 0)
    assert search.find("nurse night", timezone.now()).whole == 1


def test_the_roles_with_most_of_the_words_come_alone(follow: Follow) -> None:
    make_live_role("Furniture Maker", summary="Builds chairs of wood.")
    make_live_role("Chair Painter")
    follow()
    results = search.find("wood furniture chairs paris", timezone.now())
    assert ([hit.title for hit in results.hits], results.whole) == (["Furniture Maker"], 0)


def test_where_few_roles_hold_all_the_words_those_with_most_follow(follow: Follow) -> None:
    make_live_role("Fire Warden", summary="Fights fires.")
    make_live_role("Boxer", summary="Fights.")
    make_live_role("Baker", summary="Lights fires.")
    make_live_role("Nurse")
    follow()
    results = search.find("fight fires", timezone.now())
    found = [hit.title for hit in results.hits]
    assert (found[0], set(found), results.whole, results.total) == (
        "Fire Warden",
        {"Fire Warden", "Boxer", "Baker"},
        1,
        3,
    )


def test_a_hit_shows_what_is_public_and_why_it_was_found(follow: Follow) -> None:
    category = make_category("Operations", slug="operations")
    role = make_role("Site Reliability Engineer", category, also_called=("Rigger", "SRE"))
    edition = published(role)
    follow()
    results = search.find("sre", timezone.now())
    assert (results.hits, results.total) == (
        [
            search.Hit(
                title="Site Reliability Engineer",
                url="/jobs/operations/site-reliability-engineer",
                category="Operations",
                category_url="/jobs/operations",
                updated=edition.updated,
                also_called="SRE",
                excerpt=(search.Piece("What a Site Reliability Engineer does."),),
            )
        ],
        1,
    )
    assert [hit.also_called for hit in search.find("reliability", timezone.now()).hits] == [""]


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


def test_an_alternative_title_of_several_roles_does_not_beat_a_title(follow: Follow) -> None:
    make_live_role("Heavy Vehicle Operator", also_called=("Truck Driver",))
    make_live_role("Street Sweeper", also_called=("Truck Driver",))
    make_live_role("Truck Driver of Heavy Loads")
    follow()
    assert titles("truck driver")[0] == "Truck Driver of Heavy Loads"


def test_an_exact_title_is_one_in_any_spelling_of_its_words(follow: Follow) -> None:
    make_live_role("Front-End Developer Lead", tags=("frontend developers",))
    make_live_role("Frontend Developer", summary="Pages.")
    follow()
    for query in ("front-end developers", "front end developer", "FrontEnd Developer jobs"):
        assert titles(query)[0] == "Frontend Developer"


@pytest.mark.parametrize(
    ("title", "queries"),
    [
        ("C++ Developer", ["C++", "c++ developer", "c++ jobs"]),
        ("C# Developer", ["C#", "c# developers"]),
        (".NET Developer", [".NET", ".net developer"]),
        ("UI/UX Designer", ["UI/UX", "ui ux", "UX/UI designer", "ux"]),
        ("DevOps Engineer", ["devops", "dev ops", "Dev-Ops engineer", "DEVOPS ENGINEERS"]),
        ("Front-End Developer", ["frontend", "front end", "front-end", "frontend developer"]),
        ("Backend Developer", ["back-end", "back end developer", "backend"]),
        ("Plumber", ["what does a plumber do", "plumber jobs", "how to become a plumber"]),
        ("QA Engineer", ["QA", "qa engineers"]),
        ("Café Manager", ["cafe", "Café", "CAFÉ MANAGERS"]),
    ],
)
def test_odd_words_are_found_however_they_are_typed(
    follow: Follow, title: str, queries: list[str]
) -> None:
    make_live_role(title, summary="Work.")
    for other in ("C Developer", "Net Fisher", "Operator", "Desk Manager at the Front"):
        make_live_role(other, summary="Other work at the end.")
    follow()
    assert [titles(query)[0] for query in queries] == [title] * len(queries)


def test_c_plus_plus_is_not_c(follow: Follow) -> None:
    make_live_role("C++ Developer", summary="Work.")
    make_live_role("C# Developer", summary="Work.")
    follow()
    assert titles("c++") == ["C++ Developer"]
    assert titles("c#") == ["C# Developer"]


def test_words_that_go_with_any_job_are_not_needed(follow: Follow) -> None:
    make_live_role("Nurse", summary="Cares.")
    make_live_role("Job Coach", summary="Helps.")
    follow()
    assert titles("how to become a nurse") == ["Nurse"]
    assert titles("job") == ["Job Coach"]
    assert titles("job coach") == ["Job Coach"]


def test_a_phrase_holds_together_and_a_minus_leaves_out(follow: Follow) -> None:
    make_live_role("Data Engineer")
    make_live_role("Engineer", summary="Engineer of data.")
    make_live_role("Civil Engineer", summary="Bridges.")
    follow()
    assert titles('"data engineer"') == ["Data Engineer"]
    assert set(titles("engineer -civil")) == {"Data Engineer", "Engineer"}
    assert titles('engineer -"data engineer" -bridges') == ["Engineer"]
    assert titles("engineer -engineers") == []


def test_an_unheard_phrase_finds_its_words_and_says_so(follow: Follow) -> None:
    make_live_role("Engineer", summary="Engineer of data.")
    follow()
    results = search.find('"data engineer"', timezone.now())
    assert ([hit.title for hit in results.hits], results.whole) == (["Engineer"], 0)


def test_who_quotes_gets_no_more_than_was_quoted(follow: Follow) -> None:
    make_live_role("Data Engineer", summary="Works at night.")
    make_live_role("Night Engineer", summary="Works with data at night.")
    follow()
    assert titles('"data engineer" works night') == ["Data Engineer"]


def test_only_words_to_leave_out_are_too_little(follow: Follow) -> None:
    make_live_role("Nurse")
    follow()
    assert search.find("-nurse", timezone.now()) == search.SearchResults(lacks_words=True)


def test_a_rare_word_may_have_been_meant_otherwise(follow: Follow) -> None:
    for number in range(10):
        make_live_role(f"Baker {number}", summary="Work.")
    make_live_role("Writer", also_called=("Biker",), summary="Work.")
    follow()
    results = search.find("Biker", timezone.now())
    assert (results.did_you_mean, [hit.title for hit in results.hits]) == ("baker", ["Writer"])
    assert search.find("baker", timezone.now()).did_you_mean == ""


def test_a_word_of_an_unpublished_name_is_no_correction(follow: Follow) -> None:
    make_live_role("Nurse")
    publishing.schedule(
        role=make_role("Zeppelineer"), by=OPERATOR, at=timezone.now() + timedelta(hours=1)
    )
    publishing.withdraw(role=make_live_role("Zeppelinist"), by=OPERATOR)
    follow()
    for query in ("zeppelinee", "zepelineer", "zeppelinst nurse"):
        results = search.find(query, timezone.now())
        assert (results.corrected, results.did_you_mean) == ("", "")


def test_what_is_chosen_narrows_a_search_but_does_not_loosen_it(follow: Follow) -> None:
    care, trade = make_category("Care"), make_category("Trade")
    for title in ("Night Nurse", "Day Nurse", "Ward Nurse"):
        make_live_role(title, care)
    make_live_role("Purse Maker", trade)
    follow()
    now = timezone.now()
    in_care = search.find("nurse", now, chosen=Chosen(category=care.pk))
    assert ({hit.title for hit in in_care.hits}, in_care.total) == (
        {"Night Nurse", "Day Nurse", "Ward Nurse"},
        3,
    )
    nowhere = search.find("nurse", now, chosen=Chosen(category=trade.pk))
    assert (nowhere.hits, nowhere.total, nowhere.corrected) == ([], 0, "")


def test_counts_are_of_what_was_found(follow: Follow) -> None:
    care, trade = make_category("Care"), make_category("Trade")
    make_live_role("Night Nurse", care)
    make_live_role("Day Nurse", care)
    make_live_role("Nurse of Trees", trade)
    make_live_role("Baker", trade)
    follow()
    now = timezone.now()
    counts = search.find("nurse", now).counts
    assert counts
    assert (counts.total, counts.category) == (3, {care.pk: 2, trade.pk: 1})
    chosen = search.find("nurse", now, chosen=Chosen(category=trade.pk)).counts
    assert chosen
    assert (chosen.total, chosen.category, chosen.letter) == (
        1,
        {care.pk: 2, trade.pk: 1},
        {"N": 1},
    )


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
    '"' * 400,
    '"nurse',
    'nurse" "',
    '"night nurse" ' * 20,
    " ".join(f"-{number}" for number in range(1_000)),
    "-" * 400,
    '- -- -" -nurse',
    "c++" * 130,
    ".net" * 100,
    "[a-z]{0,9}(((",
    "a" * 61,
    "e\u0301" * 200,
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
