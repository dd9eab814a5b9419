"""The follower: hands the publication log's entries to what is derived from the database.

One thread asks the log once a second how far it has come, and at once after a change made on this
host. Each consumer then catches up in a thread of its own, so that a slow one (a search index
after a large import) does not keep another (the page cache) waiting.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from roles import bell, indexnow, search
from roles.models import LogEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from roles.models import LogMark

logger = logging.getLogger(__name__)

POLL_SECONDS: Final = 1.0
# How often another process of this host is listened for: not worth a query, only a look at a file.
LISTEN_SECONDS: Final = 0.05
# While the database is away, or a consumer fails, the pause doubles up to this.
LONGEST_PAUSE: Final = 8.0
BATCH_SIZE: Final = 1_000


class Consumer(Protocol):
    """What follows the log.

    Its methods are called from several threads, but `consume`, `tick` and `restart` from one at a
    time.
    """

    name: str

    @property
    def mark(self) -> LogMark | None:
        """The last entry it has dealt with; None when it has to `restart`."""

    def heard(self, position: int | None, *, made_here: bool = False) -> None:
        """The log has come to `position`; None: the database did not answer. Must be quick.

        Args:
            made_here: by a commit of this process.
        """

    def consume(self, entries: Sequence[LogEntry]) -> None:
        """Deals with the entries after `mark`, oldest first, and moves `mark`.

        The same entries come again when it raises or leaves `mark` where it was.
        """

    def tick(self) -> None:
        """Called about once a second, after catching up: for what waits for a moment to come."""

    def restart(self, head: LogMark) -> None:
        """Starts over from the database: what it holds, if anything, does not come from this log.

        Args:
            head: how far the log has come at least.
        """


@dataclass(frozen=True, slots=True)
class ConsumerState:
    """How far a consumer is: `behind` counts log entries, None when it has to start over."""

    name: str
    position: int | None
    behind: int | None
    failing: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """What a process needs to serve, and how far what it derives has come."""

    database_answers: bool
    migrations_applied: bool
    consumers: list[ConsumerState]

    @property
    def ready(self) -> bool:
        return self.database_answers and self.migrations_applied


class _Errand(Thread):
    """One consumer, catching up whenever it is told that the log is at `head`."""

    def __init__(self, consumer: Consumer) -> None:
        super().__init__(name=f"follower: {consumer.name}", daemon=True)
        self.consumer = consumer
        self.failures = 0
        self._head: LogMark | None = None
        self._told = Event()
        self._stopped = False
        self._not_before = 0.0

    def tell(self, head: LogMark) -> None:
        self._head = head
        if monotonic() >= self._not_before:
            self._told.set()

    def stop(self) -> None:
        self._stopped = True
        self._told.set()

    def run(self) -> None:
        while True:
            self._told.wait()
            self._told.clear()
            if self._stopped or self._head is None:
                break
            self.catch_up(self._head)
        connection.close()

    def catch_up(self, head: LogMark) -> None:
        """Never raises: what fails is logged, and tried again after a pause."""
        try:
            catch_up(self.consumer, head)
            self.consumer.tick()
        except Exception:  # whatever goes wrong in one consumer must not end it, or the others
            self.failures += 1
            self._not_before = monotonic() + _pause(self.failures)
            if self.failures == 1:
                logger.exception("The %s failed; trying again.", self.consumer.name)
            connection.close()
        else:
            if self.failures:
                logger.info("The %s works again.", self.consumer.name)
            self.failures = 0


def catch_up(consumer: Consumer, head: LogMark) -> None:
    """Hands over, in batches, what `consumer` has not dealt with; raises what it raises.

    Args:
        head: how far the log has come at least.
    """
    mark = consumer.mark
    if mark == head:
        return
    if mark is None or not LogEntry.objects.holds(mark):
        consumer.restart(head)
        return
    while entries := list(LogEntry.objects.after(mark.position)[:BATCH_SIZE]):
        consumer.consume(entries)
        before, mark = mark, consumer.mark
        if mark is None or mark == before:
            return


def _pause(failures: int) -> float:
    return min(POLL_SECONDS * 2.0**failures, LONGEST_PAUSE)


class Follower:
    """Keeps the consumers of this process up with the log, from `start` to `stop`."""

    running: ClassVar[Follower | None] = None

    def __init__(self, consumers: Iterable[Consumer]) -> None:
        self._errands = [_Errand(consumer) for consumer in consumers]
        self._watcher = Thread(target=self._watch, name="follower", daemon=True)
        self._wake = Event()
        self._stopped = False
        self._failures = 0

    def start(self) -> None:
        for thread in (*self._errands, self._watcher):
            thread.start()

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()
        for errand in self._errands:
            errand.stop()
        for thread in (*self._errands, self._watcher):
            thread.join()

    def announce(self, position: int) -> None:
        """Tells the consumers at once of an entry this process has committed."""
        for errand in self._errands:
            errand.consumer.heard(position, made_here=True)
        self._wake.set()

    def states(self, head: LogMark) -> list[ConsumerState]:
        return [_state(errand.consumer, head, errand.failures) for errand in self._errands]

    def _watch(self) -> None:
        while not self._stopped:
            rung = bell.last_rung()  # first, so that none is missed while the log is read
            self._look()
            self._wait(_pause(self._failures) if self._failures else POLL_SECONDS, rung)
            self._wake.clear()
        connection.close()

    def _wait(self, seconds: float, rung: int) -> None:
        """Until the time is over, or something was committed in this process or on this host."""
        over = monotonic() + seconds
        while (left := over - monotonic()) > 0 and bell.last_rung() == rung:
            if self._wake.wait(min(left, LISTEN_SECONDS)):
                break

    def _look(self) -> None:
        try:
            head = LogEntry.objects.head()
        except Exception:  # whatever the database or its driver raises, it did not answer
            self._failures += 1
            if self._failures == 1:
                logger.exception("The publication log cannot be read; trying again.")
            connection.close()
            self._tell(None)
        else:
            if self._failures:
                logger.info("The publication log can be read again.")
            self._failures = 0
            self._tell(head)

    def _tell(self, head: LogMark | None) -> None:
        for errand in self._errands:
            errand.consumer.heard(head.position if head else None)
            if head:
                errand.tell(head)


def _state(consumer: Consumer, head: LogMark, failures: int = 0) -> ConsumerState:
    mark = consumer.mark
    if mark is None:
        return ConsumerState(consumer.name, None, None, bool(failures))
    behind = max(0, head.position - mark.position)
    return ConsumerState(consumer.name, mark.position, behind, bool(failures))


def start(consumers: Iterable[Consumer]) -> Follower:
    """Starts the follower of this server process."""
    Follower.running = Follower(consumers)
    Follower.running.start()
    return Follower.running


def announce(position: int) -> None:
    """Tells the followers of this host, that of this process first, that an entry was committed."""
    bell.ring()
    if Follower.running:
        Follower.running.announce(position)


def state() -> State:
    """Asks the database, and the consumers of this process.

    In a process without a follower, such as a command, those are asked that keep their place on
    this host's disk.
    """
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return State(database_answers=True, migrations_applied=False, consumers=[])
        head = LogEntry.objects.head()
    except Exception:  # noqa: BLE001  as in `Follower._look`
        connection.close()
        return State(database_answers=False, migrations_applied=False, consumers=[])
    consumers = (
        Follower.running.states(head)
        if Follower.running
        else [_state(consumer, head) for consumer in stored_consumers()]
    )
    return State(database_answers=True, migrations_applied=True, consumers=consumers)


def stored_consumers() -> list[Consumer]:
    """Those that keep their place in DATA_DIR, where any process of the host finds it."""
    return [search.SearchIndex(), *([indexnow.IndexNow()] if indexnow.is_on() else [])]
