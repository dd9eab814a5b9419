"""Fills an empty database with invented live roles of five editions each, and its search index.

Run by `make bench` as `python -m benchmarks.seed 1000`, in an environment that names the database.

The first roles are imported and published like any others. The rest are copies of their rows under
titles of their own: the regular way reads and renders each. The five editions of a copy say the
same, and the publication log tells of the last one alone.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from itertools import cycle, islice
from random import Random
from typing import TYPE_CHECKING, Any, Final

import django
from django.db import connection, transaction
from django.utils import timezone

django.setup()

# Only now that Django is set up.
from benchmarks.copies import PARTS, Copy, originals
from benchmarks.invented import invented_roles, titles
from benchmarks.rows import go_on_after, insert, next_id, stored
from roles import search
from roles.interchange.applying import apply
from roles.interchange.planning import plan
from roles.interchange.source import Decoded
from roles.models import Edition, LogEntry, LogHead, Redirect, Revision, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from roles.records import RoleRecord

CHUNK: Final = 1_000
EDITIONS: Final = 5
OLDEST: Final = timedelta(days=700)

TagOfEdition: Any = Edition.tags.through


def seed(number: int, published: int = 250) -> None:
    """Makes `number` roles live, each with an entry of the publication log and its addresses.

    Args:
        published: how many of them in the regular way; these have one edition each.
    """
    _publish(islice(invented_roles(number), published))
    copies = _Copies(Random(number))
    rest = islice(titles(), published, number)
    while chunk := list(islice(rest, CHUNK)):
        with transaction.atomic():
            copies.insert(chunk)
    go_on_after(Role, Revision, Edition)
    search.rebuild(lambda: None)


def _publish(records: Iterable[RoleRecord]) -> None:
    read = [("invented", Decoded(record, line)) for line, record in enumerate(records, start=1)]
    apply(plan(read, publish=True, at=timezone.now()))


class _Copies:
    """Writes roles whose rows are those of the published ones, taken in turn."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._now = timezone.now()
        self._originals = cycle(originals())
        self._next = {model: next_id(model) for model in (Role, Revision, Edition)}

    def insert(self, titles: list[str]) -> None:
        copies = [self._copy(title) for title in titles]
        insert(Role, (copy.role() for copy in copies))
        for model, owner in PARTS:
            insert(model, (row for copy in copies for row in copy.parts(model, owner)))
        insert(Revision, (copy.revision() for copy in copies))
        insert(Edition, (row for copy in copies for row in copy.editions()))
        insert(TagOfEdition, (row for copy in copies for row in copy.tags_of_editions()))
        insert(Redirect, (stored(Redirect, copy.address()) for copy in copies))
        self._log(copies)

    def _copy(self, title: str) -> Copy:
        copy = Copy(
            next(self._originals),
            title,
            self._moments(),
            pk=self._next[Role],
            revision_pk=self._next[Revision],
            edition_pk=self._next[Edition],
        )
        self._next[Role] += 1
        self._next[Revision] += 1
        self._next[Edition] += EDITIONS
        return copy

    def _moments(self) -> list[datetime]:
        """Of the editions of one role: some of the last two years."""
        seconds = self._random.sample(range(int(OLDEST.total_seconds())), EDITIONS)
        return sorted(self._now - timedelta(seconds=ago) for ago in seconds)

    def _log(self, copies: list[Copy]) -> None:
        head = LogHead.objects.select_for_update().get()
        places = range(head.position + 1, head.position + 1 + len(copies))
        insert(
            LogEntry,
            (
                stored(LogEntry, {"position": place, "at": self._now, **copy.log_entry()})
                for place, copy in zip(places, copies, strict=True)
            ),
        )
        head.position += len(copies)
        head.save()


def tidy() -> None:
    """Lets PostgreSQL do at once what it does by itself some minutes after so many rows came."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    seed(*map(int, sys.argv[1:]))
    tidy()
