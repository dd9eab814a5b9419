"""IndexNow as one that follows the publication log."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from roles.indexnow.changes import category_slugs, changed_addresses, renamed
from roles.indexnow.endpoint import Outcome, submit
from roles.indexnow.progress import Progress, ProgressFile
from roles.models import LogEntry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roles.models import LogMark

logger = logging.getLogger(__name__)

MOST_ADDRESSES: Final = 10_000  # in one submission, as the protocol has it
FIRST_PAUSE: Final = timedelta(seconds=10)
LONGEST_PAUSE: Final = timedelta(hours=6)


class NotSubmitted(Exception):
    """The endpoint did not take what has changed; it is tried again later."""


class IndexNow:
    """Tells search engines what has changed for visitors, when they see it and not before.

    Every process may have one: they take turns.
    """

    name = "IndexNow client"

    def __init__(self) -> None:
        self._file = ProgressFile()

    @property
    def mark(self) -> LogMark | None:
        progress = self._file.read()
        return progress.mark if progress else None

    def heard(self, position: int | None, *, made_here: bool = False) -> None:
        """Nothing to do: no visitor waits for it."""

    def consume(self, entries: Sequence[LogEntry]) -> None:
        """Submits what these entries changed, as far as visitors see it by now.

        Raises:
            NotSubmitted
        """
        self._submit_up_to(entries[-1].mark)

    def tick(self) -> None:
        """Submits what earlier entries announced and visitors see since.

        Raises:
            NotSubmitted
        """
        self._submit_up_to(None)

    def restart(self, head: LogMark) -> None:
        """Begins at `head`: what was published before is for the sitemap to tell."""
        with self._file.locked() as mine:
            mark = self.mark
            if mine and (mark is None or not LogEntry.objects.holds(mark)):
                now = timezone.now()
                self._file.write(Progress(head.position, head.at, now, category_slugs()))

    def _submit_up_to(self, mark: LogMark | None) -> None:
        with self._file.locked() as mine:
            progress = self._file.read() if mine else None
            if progress is None:
                return
            if mark is None or mark.position < progress.position:
                mark = progress.mark
            at = timezone.now()
            entries = _newly_visible(progress, mark, at)
            if entries or mark != progress.mark:
                self._submit(progress, mark, entries, at)

    def _submit(
        self, progress: Progress, mark: LogMark, entries: Sequence[LogEntry], at: datetime
    ) -> None:
        if progress.retry_at and at < progress.retry_at:
            raise NotSubmitted(f"{progress.failures} times; the next attempt is later.")
        slugs = category_slugs()
        addresses = changed_addresses(entries, renamed(progress.slugs, slugs), at)
        for start in range(0, len(addresses), MOST_ADDRESSES):
            some = addresses[start : start + MOST_ADDRESSES]
            outcome = submit(some)
            if outcome.problem and outcome.try_again:
                self._file.write(_failed(progress, outcome, at))
                raise NotSubmitted(outcome.problem)
            _log(outcome, len(some))
        self._file.write(Progress(mark.position, mark.at, told=at, slugs=slugs))


def _newly_visible(progress: Progress, mark: LogMark, at: datetime) -> list[LogEntry]:
    """Entries that are new, or whose moment has come, as far as visitors see them at `at`."""
    visible = (
        LogEntry.objects.visible(at)
        .select_related("category", "edition__category")
        .defer("edition__payload", "edition__html")
    )
    entries = list(visible.filter(position__lte=progress.position, visible_from__gt=progress.told))
    if mark != progress.mark:
        new = visible.filter(position__gt=progress.position, position__lte=mark.position)
        entries += new
    return entries


def _failed(progress: Progress, outcome: Outcome, at: datetime) -> Progress:
    pause = min(FIRST_PAUSE * 2 ** min(progress.failures, 20), LONGEST_PAUSE)
    pause = max(pause, timedelta(seconds=outcome.retry_after))
    return replace(progress, failures=progress.failures + 1, retry_at=at + pause)


def _log(outcome: Outcome, count: int) -> None:
    if outcome.problem:
        logger.error("IndexNow refused %d address(es) for good: %s.", count, outcome.problem)
    else:
        logger.info("IndexNow received %d address(es).", count)
