"""Words in, ranked live roles out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import and_, itemgetter
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from roles.enums import Order
from roles.models import Edition
from roles.search.documents import WORDS, whole
from roles.search.index import IndexUnavailable, engine, numbers, stored_index, top
from roles.search.queries import (
    both,
    live_at,
    with_all,
    with_all_misspelt,
    with_any_misspelt,
    with_similar_name,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tantivy import DocAddress, Searcher

# What search offers at most; nobody turns more pages, and a deeper one costs more.
MAX_OFFSET: Final = 1_000
CANDIDATES: Final = 30
# By the Sørensen-Dice coefficient of letter pairs: "plumer" and "Plumber" have 0.8.
LIKE_ENOUGH: Final = 0.5


@dataclass(frozen=True, slots=True)
class Hit:
    """A live role that was found, with today's names.

    `reason` says why it was found where its title does not: "Also called SRE"; else empty.
    """

    title: str
    url: str
    category: str
    category_url: str
    summary: str
    updated: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of hits, best first, and how many there are in all.

    `approximate`: no role holds all the words as typed; these hold some, or words much like them.
    `degraded`: the index cannot be read now; these are titles that hold the words, A to Z.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    approximate: bool = False
    degraded: bool = False


def find(query: str, at: datetime, *, limit: int = 20, offset: int = 0) -> SearchResults:
    """Searches the roles that are live at `at`.

    Args:
        query: whatever a visitor typed; only its words count.
        at: a moment with a time zone.
        limit: how many hits at most.
        offset: how many of the best to leave out; past 1,000 there are none.
    """
    words = words_of(query)
    if not words or not 0 <= offset <= MAX_OFFSET:
        return SearchResults()
    try:
        return _find_in_index(words, at, limit, offset)
    except IndexUnavailable:
        stored_index().distrust()
        return _find_in_titles(words, at, limit, offset)


def nearest_titles(text: str, at: datetime, *, limit: int = 5) -> list[Hit]:
    """Live roles whose title or alternative title is most like `text`, a title or an address.

    Empty when nothing is like it, or while the index cannot be read.
    """
    words = words_of(text)
    if not words:
        return []
    try:
        searcher = stored_index().searcher()
        query = both(with_similar_name(words), live_at(at))
        candidates, _ = top(searcher, query, limit=CANDIDATES)
        return _hits(searcher, _most_alike(searcher, candidates, words)[:limit], words, at)
    except IndexUnavailable:
        stored_index().distrust()
        return []


def _find_in_index(words: list[str], at: datetime, limit: int, offset: int) -> SearchResults:
    searcher = stored_index().searcher()
    for wanted in (with_all, with_all_misspelt, with_any_misspelt):
        query = both(wanted(words), live_at(at))
        addresses, total = top(searcher, query, limit=limit, offset=offset)
        if total:
            hits = _hits(searcher, addresses, words, at)
            return SearchResults(hits, total, approximate=wanted is not with_all)
    return SearchResults()


def _find_in_titles(words: list[str], at: datetime, limit: int, offset: int) -> SearchResults:
    holds_all = reduce(and_, (Q(title__icontains=word) for word in words))
    rows = Edition.objects.live(at).filter(holds_all).for_list().in_order(Order.TITLE)
    hits = [_hit(edition, reason="") for edition in rows[offset : offset + limit]]
    return SearchResults(hits, rows.count(), degraded=True)


def _hits(
    searcher: Searcher, addresses: Sequence[DocAddress], words: list[str], at: datetime
) -> list[Hit]:
    """What is shown of these documents comes from the live editions, in one query."""
    ids = numbers(searcher, "edition", addresses)
    rows = Edition.objects.live(at).filter(pk__in=ids).for_list()
    live = {edition.pk: edition for edition in rows}
    return [
        _hit(live[pk], _reason(_names(searcher, address), words))
        for pk, address in zip(ids, addresses, strict=True)
        if pk in live
    ]


def _hit(edition: Edition, reason: str) -> Hit:
    return Hit(
        title=edition.title,
        url=edition.get_absolute_url(),
        category=edition.category.name,
        category_url=edition.category.get_absolute_url(),
        summary=edition.summary,
        updated=edition.updated,
        reason=reason,
    )


def _names(searcher: Searcher, address: DocAddress) -> list[str]:
    """The title, and then the alternative titles."""
    with engine():
        document = searcher.doc(address)
    return [*document.get_all("title"), *document.get_all("also_called")]


def _reason(names: list[str], words: list[str]) -> str:
    """Names the alternative title that holds more of the words than the title does, if any."""
    title, *also_called = names
    closest = max(also_called, key=lambda name: _held(name, words), default=title)
    return f"Also called {closest}" if _held(closest, words) > _held(title, words) else ""


def _held(name: str, words: list[str]) -> int:
    """How many of the words are, or begin, a word of `name`."""
    own = WORDS.analyze(name)
    return sum(any(other.startswith(word) for other in own) for word in words)


def _most_alike(
    searcher: Searcher, candidates: list[DocAddress], words: list[str]
) -> list[DocAddress]:
    """Those that are like the words at all, the most alike first."""
    typed = _letter_pairs(" ".join(words))
    scored = [(_likeness(_names(searcher, address), typed), address) for address in candidates]
    scored.sort(key=itemgetter(0), reverse=True)
    return [address for likeness, address in scored if likeness >= LIKE_ENOUGH]


def _likeness(names: list[str], letter_pairs: set[str]) -> float:
    return max(_dice(_letter_pairs(whole(name)), letter_pairs) for name in names)


def _letter_pairs(text: str) -> set[str]:
    padded = f" {text} "
    return {padded[place : place + 2] for place in range(len(padded) - 1)}


def _dice(one: set[str], other: set[str]) -> float:
    """The Sørensen-Dice coefficient: 1 for the same, 0 for nothing in common."""
    return 2 * len(one & other) / (len(one) + len(other))
