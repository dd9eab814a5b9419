"""What is live is found out once for as long as it stays so, and exact to the microsecond."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from tantivy import Query

from roles import publishing, search
from roles.facets import Chosen
from roles.publishing import OPERATOR
from roles.search import live
from roles.search.index import numbers, stored_index, top
from roles.search.live import live_in
from tests.factories import make_category, make_live_role, make_role

Follow = Callable[[], None]
MICROSECOND = timedelta(microseconds=1)


def live_roles(at: datetime) -> list[int]:
    snapshot = stored_index().snapshot()
    wanted = live_in(snapshot, at).where(Query.exists_query("edition"))
    found, _ = top(snapshot.searcher, wanted, limit=100)
    return sorted(numbers(snapshot.searcher, "role", found))


def test_a_schedule_begins_and_ends_to_the_microsecond(follow: Follow) -> None:
    now = timezone.now()
    nurse, baker = make_live_role("Nurse"), make_role("Baker")
    goes_live = now + timedelta(hours=1)
    publishing.schedule(role=baker, by=OPERATOR, at=goes_live)
    follow()
    moments = [now + timedelta(minutes=1), goes_live - MICROSECOND, goes_live, now]
    # Twice: from memory, and in whatever order.
    for _ in range(2):
        assert [live_roles(at) for at in moments] == [
            [nurse.pk],
            [nurse.pk],
            [nurse.pk, baker.pk],
            [],
        ]


def test_it_is_found_out_once_between_two_moments(follow: Follow) -> None:
    make_live_role("Nurse")
    goes_live = timezone.now() + timedelta(hours=1)
    publishing.schedule(role=make_role("Baker"), by=OPERATOR, at=goes_live)
    follow()
    snapshot = stored_index().snapshot()
    before = live_in(snapshot, timezone.now())
    assert before.end == goes_live
    assert live_in(snapshot, goes_live - MICROSECOND) is before
    assert live_in(snapshot, goes_live) is not before
    assert (before.are_all, before.are_settled) == (False, True)
    assert live_in(snapshot, goes_live).are_all


def test_a_new_commit_is_looked_at_anew(follow: Follow) -> None:
    make_live_role("Nurse")
    follow()
    at = timezone.now()
    assert search.facet_counts(Chosen(), at).total == 1  # type: ignore[union-attr]
    make_live_role("Baker")
    follow()
    assert search.facet_counts(Chosen(), timezone.now()).total == 2  # type: ignore[union-attr]


def test_counts_of_a_list_are_remembered_until_the_next_moment(
    follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    category = make_category("Care")
    make_live_role("Nurse", category)
    goes_live = timezone.now() + timedelta(hours=1)
    publishing.schedule(role=make_role("Baker", category), by=OPERATOR, at=goes_live)
    follow()
    chosen, now = Chosen(category=category.pk), timezone.now()
    before = search.facet_counts(chosen, now)
    assert before
    assert (before.total, before.letter) == (1, {"N": 1})
    assert search.facet_counts(chosen, now + timedelta(minutes=1)) is before
    other = search.facet_counts(Chosen(), now)
    assert other is not before
    after = search.facet_counts(chosen, goes_live)
    assert after
    assert (after.total, after.letter) == (2, {"N": 1, "B": 1})


def test_memory_is_bounded_and_forgets_what_was_asked_longest_ago(follow: Follow) -> None:
    make_live_role("Nurse")
    follow()
    now = timezone.now()
    first = search.facet_counts(Chosen(), now)
    kept = search.facet_counts(Chosen(letter="N"), now)
    for number in range(live.MOST_COUNTS - 1):
        assert search.facet_counts(Chosen(letter="N"), now) is kept
        search.facet_counts(Chosen(category=number), now)
    assert search.facet_counts(Chosen(letter="N"), now) is kept
    assert search.facet_counts(Chosen(), now) is not first


@pytest.fixture(autouse=True)
def _database(db: Any) -> None:
    """Every test here publishes."""
