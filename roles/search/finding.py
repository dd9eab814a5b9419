"""Words in, ranked live roles out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from roles.enums import Order
from roles.facets import Chosen
from roles.models import Edition
from roles.search.attempts import Attempts
from roles.search.counting import FacetCounts, counts_of
from roles.search.hits import Hit, hits_of, plain_hit
from roles.search.index import IndexUnavailable, stored_index, top
from roles.search.live import live_in
from roles.search.queries import both, matching
from roles.search.typed import parse, respelt

if TYPE_CHECKING:
    from datetime import datetime

    from tantivy import Query

    from roles.search.typed import Typed

# What search offers at most; nobody turns more pages, and a deeper one costs more.
MAX_OFFSET: Final = 1_000
NOTHING_CHOSEN: Final = Chosen()


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of hits, best first, and how many there are in all.

    `counts` are the options of the filters among all that was found; None without an index.
    `corrected`: the query that was searched instead, because a word of what was typed stands
    nowhere. `did_you_mean`: a query that finds more, and differs by a letter.
    `whole`: how many hold all the words; they come first, and the others hold most of them.
    `degraded`: the index cannot be read now; these are titles that hold the words, A to Z.
    `lacks_words`: only words to leave out were given, and none to look for.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    counts: FacetCounts | None = None
    corrected: str = ""
    did_you_mean: str = ""
    whole: int = 0
    degraded: bool = False
    lacks_words: bool = False


def find(
    query: str,
    at: datetime,
    *,
    chosen: Chosen = NOTHING_CHOSEN,
    limit: int = 20,
    offset: int = 0,
) -> SearchResults:
    """Searches the roles that are live at `at`.

    Args:
        query: whatever a visitor typed; "phrases" and -minus words are understood.
        at: a moment with a time zone.
        chosen: what the visitor narrowed the search down to.
        limit: how many hits at most.
        offset: how many of the best to leave out; past 1,000 there are none.
    """
    typed = parse(query)
    if not typed or not 0 <= offset <= MAX_OFFSET:
        return SearchResults(lacks_words=bool(typed.excluded) and not typed)
    try:
        return _find_in_index(query, typed, chosen, at, limit, offset)
    except IndexUnavailable:
        stored_index().distrust()
        return _find_in_titles(typed, chosen, at, limit, offset)


def _find_in_index(
    query: str, typed: Typed, chosen: Chosen, at: datetime, limit: int, offset: int
) -> SearchResults:
    snapshot = stored_index().snapshot()
    live = live_in(snapshot, at)
    attempt = Attempts(typed, snapshot, live).best()

    def narrowed(wanted: Query) -> Query:
        return live.where(wanted if chosen == NOTHING_CHOSEN else both(wanted, matching(chosen)))

    addresses, total = top(snapshot.searcher, narrowed(attempt.query), limit=limit, offset=offset)
    whole = total if attempt.whole is attempt.query else 0
    if attempt.whole and not whole:
        _, whole = top(snapshot.searcher, narrowed(attempt.whole), limit=1)
    hits = hits_of(snapshot.searcher, addresses, attempt.sought, at)
    # The index may hold, for a moment, what is no longer live.
    lost = len(addresses) - len(hits)
    return SearchResults(
        hits=hits,
        total=total - lost,
        counts=counts_of(snapshot, live, attempt.query, chosen),
        corrected=respelt(query, attempt.corrections) if attempt.corrections else "",
        did_you_mean=respelt(query, attempt.better_known) if attempt.better_known else "",
        whole=max(0, whole - lost),
    )


def _find_in_titles(
    typed: Typed, chosen: Chosen, at: datetime, limit: int, offset: int
) -> SearchResults:
    holds_all = reduce(and_, (Q(title__icontains=word) for word in typed.all_words))
    holds_excluded = (Q(title__icontains=" ".join(words)) for words in typed.excluded)
    rows = Edition.objects.live(at).matching(chosen).filter(holds_all)
    rows = reduce(lambda left, unwanted: left.exclude(unwanted), holds_excluded, rows)
    page = rows.for_list().in_order(Order.TITLE)[offset : offset + limit]
    hits = [plain_hit(edition, edition.summary) for edition in page]
    total = rows.count()
    return SearchResults(hits, total, whole=total, degraded=True)
