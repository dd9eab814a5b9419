"""Suggestions: the role a visitor means, from its first letters, and nothing that is not live."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from roles import publishing, search
from roles.publishing import OPERATOR
from roles.search.suggesting import CANDIDATES, Suggestion, begins_nearly
from tests.factories import make_category, make_live_role, make_role
from tests.search.test_finding import HOSTILE, MICROSECOND, Follow


def suggested(text: str, at: datetime | None = None, **limit: int) -> list[str]:
    return [found.text for found in search.suggest(text, at or timezone.now(), **limit)]


def test_a_suggestion_shows_the_role_its_category_and_its_address(follow: Follow) -> None:
    make_live_role("Night Nurse", make_category("Health Care", slug="health"))
    follow()
    assert search.suggest("ni", timezone.now()) == [
        Suggestion("Night Nurse", "/jobs/health/night-nurse", "Health Care")
    ]


def test_an_alternative_title_stands_before_the_title_it_leads_to(follow: Follow) -> None:
    make_live_role("Site Reliability Engineer", also_called=("Rigger", "SRE"))
    follow()
    assert suggested("sr") == ["SRE — Site Reliability Engineer"]
    assert suggested("sit") == ["Site Reliability Engineer"]


def test_titles_come_first_and_then_alternative_titles(follow: Follow) -> None:
    make_live_role("B", also_called=("Baker",))
    make_live_role("C", also_called=("Chief Baker",))
    make_live_role("Baker Assistant")
    make_live_role("Baker's Helper to the Chief")
    make_live_role("Bakery Manager")
    make_live_role("Assistant Baker")
    follow()
    assert suggested("bake") == [
        "Baker Assistant",
        "Bakery Manager",
        "Baker's Helper to the Chief",
        "Assistant Baker",
        "Baker — B",
        "Chief Baker — C",
    ]


def test_whole_words_come_before_longer_ones(follow: Follow) -> None:
    for title in ("Database Administrator", "Data Protection Officer", "Big Data Analyst"):
        make_live_role(title)
    follow()
    assert suggested("data") == [
        "Data Protection Officer",
        "Database Administrator",
        "Big Data Analyst",
    ]


def test_what_was_typed_whole_comes_first(follow: Follow) -> None:
    make_live_role("PA System Technician")
    make_live_role("Secretary", also_called=("PA",))
    follow()
    assert suggested("pa") == ["PA — Secretary", "PA System Technician"]
    make_live_role("PA")
    follow()
    assert suggested("pa") == ["PA", "PA — Secretary", "PA System Technician"]


def test_an_alternative_title_typed_whole_leads_though_the_title_begins_so_too(
    follow: Follow,
) -> None:
    make_live_role("Nurse Midwife")
    make_live_role("Registered Nurse", also_called=("Nurse",))
    follow()
    assert suggested("nurse") == ["Nurse — Registered Nurse", "Nurse Midwife"]
    assert suggested("nurs") == ["Nurse Midwife", "Registered Nurse"]


def test_an_alternative_title_of_several_roles_leads_no_title(follow: Follow) -> None:
    for title in ("Chemist", "Sailor"):
        make_live_role(title, also_called=("Mate",))
    make_live_role("Mate of a Tug")
    follow()
    assert suggested("mate") == ["Mate of a Tug", "Mate — Chemist", "Mate — Sailor"]


def test_every_word_typed_begins_a_word_of_one_name(follow: Follow) -> None:
    make_live_role("Data Engineer", also_called=("Pipeline Builder",), tags=("sql",))
    make_live_role("Engineer")
    follow()
    assert suggested("eng dat") == ["Data Engineer"]
    assert suggested("DÁTA  éng") == ["Data Engineer"]
    assert suggested("data builder") == []
    assert suggested("sql") == []
    assert suggested("ata") == []


@pytest.mark.parametrize("typed", ["plum", "pulm", "plmu", "plumm", "pium", "xplu", "plmber"])
def test_one_slip_is_forgiven_where_nothing_fits(follow: Follow, typed: str) -> None:
    make_live_role("Plumber")
    make_live_role("Roofer", also_called=("Plumbing Roofer",))
    follow()
    assert suggested(typed)[0] == "Plumber"


def test_no_slip_is_forgiven_where_something_fits_or_a_word_is_short(follow: Follow) -> None:
    make_live_role("Plumber")
    make_live_role("Plumer")
    follow()
    assert suggested("plume") == ["Plumer"]
    assert suggested("plx") == []
    assert suggested("pxxm") == []


def test_short_words_that_are_alike_take_no_place_of_the_same(follow: Follow) -> None:
    for number in range(CANDIDATES):
        make_live_role(f"Plumber XB {number}")
    make_live_role("Plumber Above")
    follow()
    assert suggested("plmber ab") == ["Plumber Above"]


def edited(word: str) -> set[str]:
    """Every word one slip away from `word`, by the letters a and b."""
    places = range(len(word) + 1)
    return {
        word,
        *(word[:n] + word[n + 1 :] for n in places),
        *(word[:n] + letter + word[n:] for n in places for letter in "ab"),
        *(word[:n] + letter + word[n + 1 :] for n in places[:-1] for letter in "ab"),
        *(word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in places[:-2]),
    }


LETTERS = st.text("ab", max_size=7)


@given(word=LETTERS, typed=st.text("ab", min_size=4, max_size=7))
def test_a_slip_is_one_letter_missing_added_wrong_or_swapped(word: str, typed: str) -> None:
    beginnings = {word[:n] for n in range(len(word) + 1)}
    assert begins_nearly(word, typed) == bool(beginnings & edited(typed))


@given(word=LETTERS, typed=st.text("ab", max_size=3))
def test_a_short_word_has_no_slips(word: str, typed: str) -> None:
    assert begins_nearly(word, typed) == word.startswith(typed)


def test_no_more_than_the_limit_are_suggested_and_the_best_of_many(follow: Follow) -> None:
    for number in range(30):
        make_live_role(f"Assistant Baker {number}")
    make_live_role("Baker")
    follow()
    assert len(suggested("bak")) == 8
    assert suggested("bak", limit=2)[0] == "Baker"
    assert len(suggested("bak", limit=2)) == 2


def test_drafts_and_withdrawn_roles_are_never_suggested(follow: Follow) -> None:
    make_live_role("Nurse")
    make_role("Zeppelin Pilot", also_called=("Zeppelin Captain",))
    changed = make_live_role("Baker")
    changed.title = "Zeppelin Baker"
    changed.save()
    role = make_live_role("Zeppelin Rigger", also_called=("Zeppelin Sailor",))
    follow()
    publishing.withdraw(role=role, by=OPERATOR)
    assert (suggested("zep"), suggested("zepelin")) == ([], [])
    follow()
    assert (suggested("zep"), suggested("zepelin")) == ([], [])


@pytest.mark.parametrize("with_index", [True, False])
def test_a_schedule_holds_to_the_microsecond(follow: Follow, *, with_index: bool) -> None:
    goes_live = timezone.now() + timedelta(hours=1)
    role = make_live_role("Baker")
    role.title = "Confectioner"
    role.save()
    publishing.schedule(role=role, by=OPERATOR, at=goes_live, change_note="New")
    if with_index:
        follow()
    before = goes_live - MICROSECOND
    assert (suggested("bak", before), suggested("bak", goes_live)) == (["Baker"], [])
    assert (suggested("con", before), suggested("con", goes_live)) == ([], ["Confectioner"])


def test_what_is_not_live_takes_no_place_of_what_is(follow: Follow) -> None:
    make_live_role("Assistant Baker")
    for number in range(CANDIDATES):
        role = make_role(f"Baker {number}")
        publishing.schedule(role=role, by=OPERATOR, at=timezone.now() + timedelta(hours=1))
    follow()
    assert suggested("bak") == ["Assistant Baker"]


def test_a_scheduled_alternative_title_takes_no_lead_away(follow: Follow) -> None:
    make_live_role("Secretary", also_called=("PA",))
    make_live_role("PA System Technician")
    scheduled = make_role("Butler", also_called=("PA",))
    publishing.schedule(role=scheduled, by=OPERATOR, at=timezone.now() + timedelta(hours=1))
    follow()
    assert suggested("pa") == ["PA — Secretary", "PA System Technician"]


def test_a_renamed_category_shows_at_once(follow: Follow) -> None:
    role = make_live_role("Nurse")
    follow()
    role.category.name = "Care"
    role.category.save()
    assert [found.category for found in search.suggest("nur", timezone.now())] == ["Care"]


def test_without_an_index_titles_that_begin_so_are_suggested(db: None) -> None:
    make_live_role("Élevator Nurse", also_called=("Lift Nurse",))
    make_live_role("Elevator Mechanic")
    make_live_role("Lift Elevator Operator")
    make_role("Elevator Draft")
    publishing.withdraw(role=make_live_role("Elevator Boy"), by=OPERATOR)
    assert suggested("ele") == ["Elevator Mechanic", "Élevator Nurse"]
    assert suggested("ELEVATOR n") == ["Élevator Nurse"]
    assert suggested("%") == suggested("_") == []


@pytest.mark.parametrize("roles", [0, 1, 12])
@pytest.mark.parametrize("with_index", [True, False])
def test_suggestions_cost_one_query_at_most(
    follow: Follow, django_assert_max_num_queries: Any, roles: int, *, with_index: bool
) -> None:
    for number in range(roles):
        make_live_role(f"Baker {number}")
    if with_index:
        follow()
    for text in ("bak", "bakr"):
        with django_assert_max_num_queries(1):
            search.suggest(text, timezone.now())


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("with_index", [True, False])
def test_whatever_is_typed_answers(follow: Follow, text: str, *, with_index: bool) -> None:
    make_live_role("Nurse")
    if with_index:
        follow()
    for typed in (text, f"{text} nurse", f"nurse {text}"):
        assert set(suggested(typed)) <= {"Nurse"}


def test_a_damaged_index_is_no_error(follow: Callable[[], None], data_dir: Path) -> None:
    make_live_role("Nurse")
    follow()
    for file in data_dir.glob("search/v*/*/*"):
        file.write_bytes(b"")
    assert suggested("nur") == ["Nurse"]
