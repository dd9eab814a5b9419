"""Which documents are live, as cheaply as can be told.

A range of dates in every query costs more than its words do. But nearly all documents are settled:
they were live when they were indexed, and no moment is set for their end. Only the others have to
be asked for their dates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final

from tantivy import Order, Query

from roles.dates import from_microseconds
from roles.models import FAR_FUTURE
from roles.search.index import engine, numbers, top
from roles.search.queries import begins_after, both, live_at, not_over, unsettled, without

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tantivy import Searcher

    from roles.facets import Chosen
    from roles.search.counting import FacetCounts
    from roles.search.index import Snapshot

# How many counts of lists are remembered: what many visitors choose, not every combination.
MOST_COUNTS: Final = 200


@dataclass(frozen=True, slots=True)
class Live:
    """The live documents of one commit, which stay the same from `begin` until before `end`.

    `are_all`: there are no others. `are_settled`: the others are all unsettled.
    """

    begin: datetime
    end: datetime
    are_all: bool
    are_settled: bool
    _counts: dict[Chosen, FacetCounts] = field(default_factory=dict)
    _counting: Lock = field(default_factory=Lock)

    def where(self, wanted: Query) -> Query:
        """What matches `wanted`, ranked by it, and is live."""
        if self.are_all:
            return wanted
        if self.are_settled:
            return without(wanted, without(unsettled(), live_at(self.begin)))
        return both(wanted, live_at(self.begin))

    def remember(self, chosen: Chosen, count: Callable[[], FacetCounts]) -> FacetCounts:
        """The counts of a list, from memory where they were asked before."""
        with self._counting:
            known = self._counts.pop(chosen, None)
        counts = known or count()
        with self._counting:
            self._counts[chosen] = counts
            if len(self._counts) > MOST_COUNTS:
                del self._counts[next(iter(self._counts))]
        return counts


def live_in(snapshot: Snapshot, at: datetime) -> Live:
    """The live documents at `at`.

    Raises:
        IndexUnavailable: when the index turns out to be damaged.
    """
    known = snapshot.live
    if known is None or not known.begin <= at < known.end:
        known = snapshot.live = _find(snapshot.searcher, at)
    return known


def _find(searcher: Searcher, at: datetime) -> Live:
    others = without(Query.exists_query("edition"), live_at(at))
    return Live(
        at,
        _next_moment(searcher, at),
        are_all=not _any(searcher, others),
        # Otherwise someone asks for a moment before they were indexed.
        are_settled=not _any(searcher, without(others, unsettled())),
    )


def _any(searcher: Searcher, query: Query) -> bool:
    return bool(top(searcher, query, limit=1)[0])


def _next_moment(searcher: Searcher, at: datetime) -> datetime:
    """When the next schedule begins or ends."""
    moments = [
        value
        for field_name, query in (("live_from", begins_after(at)), ("live_until", not_over(at)))
        for value in _first(searcher, query, field_name)
    ]
    return from_microseconds(min(moments)) if moments else FAR_FUTURE


def _first(searcher: Searcher, query: Query, field_name: str) -> list[int]:
    """The lowest value of an integer field, if any document matches."""
    with engine():
        found = searcher.search(
            query, limit=1, count=False, order_by_field=field_name, order=Order.Asc
        )
        return numbers(searcher, field_name, [address for _, address in found.hits])
