"""Two people act on one role at the same moment, in real threads on a real database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from roles import drafting, publishing
from roles.errors import PublishingError
from roles.models import FAR_FUTURE, LogEntry, Role
from tests.factories import make_live_role, make_role

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Runs the acts in threads that start together; what each returned or raised, in order."""
    results: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=10)
            results[place] = act()
        except Exception as error:  # noqa: BLE001  whatever it is, the test looks at it
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.fixture(autouse=True)
def _real_file(settings: Any) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an in-memory SQLite database is one connection; threads share it")


def publish(role: Role) -> Any:
    return publishing.publish(role=role, by=publishing.OPERATOR, change_note="Changed")


def test_of_two_who_publish_one_draft_one_wins_and_the_other_is_told() -> None:
    role = make_role()
    results = at_once(lambda: publish(role), lambda: publish(role))
    assert sorted(type(result).__name__ for result in results) == ["Edition", "NothingToPublish"]
    assert role.editions.count() == 1


def test_publishing_scheduling_and_withdrawing_at_once_never_overlap() -> None:
    role = make_live_role()
    for round_number in range(5):
        role.summary = f"Round {round_number}"
        role.save()
        drafting.save_revision(role, by=None)
        results = at_once(
            lambda: publish(role),
            lambda: publishing.schedule(
                role=role,
                by=publishing.OPERATOR,
                at=timezone.now() + timedelta(seconds=30),
                change_note="Later",
            ),
            lambda: publishing.withdraw(role=role, by=publishing.OPERATOR),
            lambda: publish(role),
        )
        unexpected = [r for r in results if isinstance(r, Exception)]
        assert [r for r in unexpected if not isinstance(r, PublishingError)] == []
        ranges = sorted(
            pair
            for pair in role.editions.values_list("live_from", "live_until")
            if pair[0] < pair[1]
        )
        assert all(before[1] <= after[0] for before, after in pairwise(ranges))
        assert sum(until == FAR_FUTURE for _, until in ranges) <= 1


def test_the_log_stays_gapless_when_many_publish_at_once() -> None:
    roles = [make_role(f"Role {number}") for number in range(6)]
    results = at_once(*[lambda role=role: publish(role) for role in roles])
    assert [r for r in results if isinstance(r, Exception)] == []
    positions = list(LogEntry.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(positions[0], positions[0] + 6))


def test_a_reader_never_misses_an_entry_that_commits_late() -> None:
    seen: list[int] = []
    roles = [make_role(f"Role {number}") for number in range(8)]
    done = threading.Event()

    def follow() -> None:
        position = 0
        while True:
            finished = done.is_set()
            for entry in LogEntry.objects.after(position):
                seen.append(entry.position)
                position = entry.position
            if finished:
                return
            time.sleep(0.001)  # without it this thread takes the processor from the writers

    def write() -> None:
        try:
            results = at_once(*[lambda role=role: publish(role) for role in roles])
            assert [r for r in results if isinstance(r, Exception)] == []
        finally:
            done.set()

    results = at_once(follow, write)
    assert [r for r in results if isinstance(r, Exception)] == []
    assert seen == list(LogEntry.objects.order_by("position").values_list("position", flat=True))


def test_of_two_who_undo_one_wins_and_what_was_live_is_live_again() -> None:
    role = make_live_role()
    role.summary = "New."
    role.save()
    drafting.save_revision(role, by=None)
    edition = publish(role)
    acts = [lambda: publishing.undo(edition=edition, by=publishing.OPERATOR)] * 2
    results = at_once(*acts)
    assert sorted(type(result).__name__ for result in results) == ["Edition", "TooLateToUndo"]
    assert role.editions.live(timezone.now()).get().number == 1


def test_undo_and_publishing_at_once_never_overlap() -> None:
    role = make_live_role()
    for round_number in range(5):
        role.summary = f"Round {round_number}"
        role.save()
        drafting.save_revision(role, by=None)
        edition = publish(role)
        role.summary = f"Round {round_number}, again"
        role.save()
        drafting.save_revision(role, by=None)
        results = at_once(
            lambda edition=edition: publishing.undo(edition=edition, by=publishing.OPERATOR),
            lambda: publish(role),
        )
        unexpected = [r for r in results if isinstance(r, Exception)]
        assert [r for r in unexpected if not isinstance(r, PublishingError)] == []
        assert role.editions.live(timezone.now()).get().summary == role.summary
