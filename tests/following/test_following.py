"""The follower hands every entry to every consumer, in order, whatever fails meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError, transaction

from roles import following
from roles.following import ConsumerState, Follower
from roles.models import LOG_START, LogEntry, LogMark
from tests.factories import make_live_role
from tests.following.stepping import step

if TYPE_CHECKING:
    from collections.abc import Sequence


class Recorder:
    """A consumer that remembers what it was told, and fails when asked to."""

    def __init__(self, name: str = "recorder", mark: LogMark | None = LOG_START) -> None:
        self.name = name
        self.mark = mark
        self.positions: list[int] = []
        self.batches = 0
        self.heard_positions: list[int | None] = []
        self.restarts: list[LogMark] = []
        self.ticks = 0
        self.failures_left = 0
        self.blocked: Event | None = None

    def heard(self, position: int | None, *, made_here: bool = False) -> None:
        self.heard_positions.append(position)

    def consume(self, entries: Sequence[LogEntry]) -> None:
        if self.blocked:
            self.blocked.wait()
        if self.failures_left:
            self.failures_left -= 1
            raise ZeroDivisionError
        self.batches += 1
        self.positions += [entry.position for entry in entries]
        self.mark = entries[-1].mark

    def tick(self) -> None:
        self.ticks += 1

    def restart(self, head: LogMark) -> None:
        self.restarts.append(head)
        self.mark = head


def append(count: int = 1) -> None:
    with transaction.atomic():
        for _ in range(count):
            LogEntry.objects.append(action="test", keys=["lists"])


def _publish_and_fail() -> None:
    with transaction.atomic():
        make_live_role("Nurse")
        raise ZeroDivisionError


@contextmanager
def running(*consumers: Recorder) -> Iterator[Follower]:
    follower = following.start(consumers)
    try:
        yield follower
    finally:
        follower.stop()
        Follower.running = None


def wait_until(holds: Callable[[], Any], seconds: float = 10) -> None:
    deadline = monotonic() + seconds
    while not holds():
        assert monotonic() < deadline, "waited in vain"
        sleep(0.005)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(following, "LONGEST_PAUSE", 0.05)


@pytest.mark.django_db
class TestCatchingUp:
    def test_entries_come_once_and_in_order(self) -> None:
        consumer = Recorder()
        append(3)
        step(consumer)
        append(2)
        step(consumer)
        step(consumer)
        assert consumer.positions == [1, 2, 3, 4, 5]
        assert consumer.batches == 2

    def test_many_entries_come_in_batches(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(following, "BATCH_SIZE", 10)
        consumer = Recorder()
        append(25)
        step(consumer)
        assert (consumer.positions, consumer.batches) == (list(range(1, 26)), 3)

    def test_a_consumer_without_a_place_in_the_log_starts_over(self) -> None:
        append(2)
        consumer = Recorder(mark=None)
        step(consumer)
        assert consumer.restarts == [LogEntry.objects.head()]
        assert consumer.positions == []

    def test_a_consumer_of_another_log_starts_over(self) -> None:
        append(3)
        consumer = Recorder()
        step(consumer)
        LogEntry.objects.filter(position=3).delete()
        step(consumer)
        assert consumer.restarts == [LogEntry.objects.head()]

    def test_asking_costs_one_query_while_there_is_nothing_new(
        self, django_assert_num_queries: Any
    ) -> None:
        append()
        consumer = Recorder()
        step(consumer)
        with django_assert_num_queries(1):
            step(consumer)

    def test_one_that_makes_no_headway_is_left_for_the_next_time(self) -> None:
        append()

        class Busy(Recorder):
            def consume(self, entries: Sequence[LogEntry]) -> None:
                self.batches += 1

        consumer = Busy()
        step(consumer)
        assert consumer.batches == 1


@pytest.mark.django_db(transaction=True)
class TestRunning:
    def test_a_change_in_this_process_is_handed_on_at_once(self) -> None:
        consumer = Recorder()
        with running(consumer):
            wait_until(lambda: consumer.heard_positions == [0])
            started = monotonic()
            make_live_role("Nurse")
            assert consumer.heard_positions[1] == 1
            wait_until(lambda: consumer.positions == [1])
            assert monotonic() - started < following.POLL_SECONDS

    def test_a_change_that_is_rolled_back_is_not_announced(self) -> None:
        consumer = Recorder()
        with running(consumer):
            wait_until(lambda: consumer.heard_positions == [0])
            with pytest.raises(ZeroDivisionError):
                _publish_and_fail()
            make_live_role("Baker")
            wait_until(lambda: consumer.positions == [1])
            assert 2 not in consumer.heard_positions

    def test_a_change_in_another_process_of_this_host_is_heard_at_once(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(following, "POLL_SECONDS", 60.0)
        consumer = Recorder()
        with running(consumer) as follower:
            wait_until(lambda: consumer.heard_positions == [0])
            Follower.running = None  # as in a process of its own
            for position in (1, 2):
                append()
                wait_until(lambda position=position: consumer.positions[-1:] == [position])
            Follower.running = follower

    @pytest.mark.usefixtures("quick")
    def test_a_change_on_another_host_is_found_by_asking(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("roles.bell.ring", lambda: None)
        consumer = Recorder()
        with running(consumer) as follower:
            Follower.running = None  # so that nothing is announced
            append(2)
            wait_until(lambda: consumer.positions == [1, 2])
            Follower.running = follower

    @pytest.mark.usefixtures("quick")
    def test_one_that_fails_is_logged_once_and_tried_again_while_others_go_on(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        failing, sound = Recorder("failing one"), Recorder("sound one")
        failing.failures_left = 3
        with caplog.at_level(logging.INFO, "roles.following"), running(failing, sound) as follower:
            append(2)
            wait_until(lambda: sound.positions == [1, 2])
            wait_until(lambda: failing.positions == [1, 2])
            wait_until(lambda: len(caplog.messages) == 2)
            assert caplog.messages == [
                "The failing one failed; trying again.",
                "The failing one works again.",
            ]
            assert follower.states(LogEntry.objects.head()) == [
                ConsumerState("failing one", 2, 0, failing=False),
                ConsumerState("sound one", 2, 0, failing=False),
            ]

    def test_a_slow_one_keeps_no_other_waiting(self) -> None:
        slow, quick = Recorder("slow"), Recorder("quick")
        slow.blocked = Event()
        with running(slow, quick) as follower:
            append(2)
            wait_until(lambda: quick.positions == [1, 2])
            assert follower.states(LogEntry.objects.head())[0] == ConsumerState("slow", 0, 2)
            slow.blocked.set()
            wait_until(lambda: slow.positions == [1, 2])

    @pytest.mark.usefixtures("quick")
    def test_an_outage_of_the_database_is_survived(
        self, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        consumer = Recorder()

        def refuse(*args: Any) -> None:
            raise OperationalError("connection refused")

        with caplog.at_level(logging.INFO, "roles.following"), running(consumer):
            wait_until(lambda: consumer.heard_positions)
            monkeypatch.setattr("roles.models.publication_log.LogEntryQuerySet.head", refuse)
            wait_until(lambda: consumer.heard_positions.count(None) >= 3)
            monkeypatch.undo()
            append()
            wait_until(lambda: consumer.positions == [1])
            assert consumer.heard_positions[-1] == 1
            assert caplog.messages == [
                "The publication log cannot be read; trying again.",
                "The publication log can be read again.",
            ]


@pytest.mark.django_db
def test_without_a_follower_a_process_tells_of_the_search_index_alone() -> None:
    append(2)
    assert following.state() == following.State(
        database_answers=True,
        migrations_applied=True,
        consumers=[ConsumerState("search index", None, None)],
    )
