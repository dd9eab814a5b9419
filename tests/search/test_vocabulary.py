"""What the index knows of words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from roles import publishing, search
from roles.publishing import OPERATOR
from roles.search.index import stored_index
from roles.search.live import live_in
from roles.search.vocabulary import Vocabulary, _distance
from tests.factories import make_live_role, make_role

Follow = Callable[[], None]


def vocabulary() -> Vocabulary:
    snapshot = stored_index().snapshot()
    return Vocabulary(snapshot.searcher, live_in(snapshot, timezone.now()))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("acountant", "accountant"),
        ("accuontant", "accountant"),
        ("flebotomist", "phlebotomist"),
        ("nurze", "nurse"),
        ("nrs", None),
        ("kids", None),
        ("zeppelin", None),
        ("bakery", "baker"),
    ],
)
def test_the_word_that_was_meant(follow: Follow, typed: str, meant: str | None) -> None:
    make_live_role("Accountant", also_called=("Phlebotomist",), tags=("visual aids",))
    make_live_role("Nurse")
    make_live_role("Baker", also_called=("Maker",))
    follow()
    assert vocabulary().correction(typed) == meant


def test_of_words_as_near_the_most_frequent_is_meant(follow: Follow) -> None:
    make_live_role("Barter")
    make_live_role("Banter", also_called=("Good Banter",))
    make_live_role("Banter Two")
    follow()
    assert vocabulary().correction("bafter") == "banter"


def test_only_words_of_live_roles_are_offered(follow: Follow) -> None:
    publishing.schedule(
        role=make_role("Zeppelineer"), by=OPERATOR, at=timezone.now() + timedelta(hours=1)
    )
    make_live_role("Nurse")
    follow()
    assert vocabulary().correction("zepelineer") is None


HIDDEN = ["Acountant", "Acountantess", "Acoun Tant"]


@pytest.mark.parametrize("title", HIDDEN)
@pytest.mark.parametrize("hide", ["schedule", "withdraw"])
def test_a_hidden_role_has_no_say_in_what_a_search_finds(
    follow: Follow, title: str, hide: str
) -> None:
    for live in ("Accountant", "Acoun Keeper", "Tant Keeper"):
        make_live_role(live)
    follow()
    if hide == "schedule":
        at = timezone.now() + timedelta(hours=1)
        publishing.schedule(role=make_role(title, also_called=(title,)), by=OPERATOR, at=at)
    else:
        role = make_live_role(title, also_called=(title,))
        follow()
        publishing.withdraw(role=role, by=OPERATOR)
    follow()
    results = search.find("acountant", timezone.now())
    assert [hit.title for hit in results.hits] == ["Accountant"]
    assert (results.corrected, results.did_you_mean) == ("accountant", "")


def test_names_may_be_spelt_as_one_word_or_two(follow: Follow) -> None:
    make_live_role("DevOps Engineer", also_called=("Front End Builder", "Sales Rep", "Air Guard"))
    follow()
    words = ["dev", "ops", "engineer", "frontend", "repair"]
    assert [vocabulary().spellings(words, place) for place in range(5)] == [
        (("devops",),),
        (("devops",),),
        (),
        (("front", "end"),),
        (),
    ]


WORDS = st.text(alphabet="abc", max_size=6)


@given(WORDS, WORDS, st.integers(0, 2))
def test_distance_is_that_of_optimal_string_alignment(one: str, other: str, most: int) -> None:
    distance = _alignment(one, other)
    assert min(_distance(one, other, most), most + 1) == min(distance, most + 1)


def _alignment(one: str, other: str) -> int:
    if not one or not other:
        return len(one) + len(other)
    costs = [
        _alignment(one[:-1], other) + 1,
        _alignment(one, other[:-1]) + 1,
        _alignment(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    ]
    if one[-2:] == other[-2:][::-1] and len(one) > 1 and len(other) > 1:
        costs.append(_alignment(one[:-2], other[:-2]) + 1)
    return min(costs)
