"""The roles whose names are most like a text: for addresses that lead nowhere."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Final

from roles.models import Edition
from roles.search.documents import whole
from roles.search.hits import Hit, plain_hit
from roles.search.index import IndexUnavailable, engine, numbers, stored_index, top
from roles.search.live import live_in
from roles.search.ranking import with_similar_name
from roles.search.typed import words_of

if TYPE_CHECKING:
    from datetime import datetime

    from tantivy import DocAddress, Searcher

CANDIDATES: Final = 30
# By the Sørensen-Dice coefficient of letter pairs: "plumer" and "Plumber" have 0.8.
LIKE_ENOUGH: Final = 0.5


def nearest_titles(text: str, at: datetime, *, limit: int = 5) -> list[Hit]:
    """Live roles whose title or alternative title is most like `text`, a title or an address.

    Empty when nothing is like it, or while the index cannot be read.
    """
    words = words_of(text)
    if not words:
        return []
    try:
        snapshot = stored_index().snapshot()
        query = live_in(snapshot, at).where(with_similar_name(words))
        candidates, _ = top(snapshot.searcher, query, limit=CANDIDATES)
        ids = _most_alike(snapshot.searcher, candidates, words)
    except IndexUnavailable:
        stored_index().distrust()
        return []
    live = Edition.objects.live(at).for_list().in_bulk(ids[:limit])
    return [plain_hit(live[pk]) for pk in ids if pk in live]


def _most_alike(searcher: Searcher, candidates: list[DocAddress], words: list[str]) -> list[int]:
    """The editions that are like the words at all, the most alike first."""
    typed = _letter_pairs(" ".join(words))
    editions = numbers(searcher, "edition", candidates)
    scored = [
        (_likeness(_names(searcher, address), typed), edition)
        for address, edition in zip(candidates, editions, strict=True)
    ]
    scored.sort(key=itemgetter(0), reverse=True)
    return [edition for likeness, edition in scored if likeness >= LIKE_ENOUGH]


def _names(searcher: Searcher, address: DocAddress) -> list[str]:
    """The title, and then the alternative titles."""
    with engine():
        document = searcher.doc(address)
    return [*document.get_all("title"), *document.get_all("also_called")]


def _likeness(names: list[str], letter_pairs: set[str]) -> float:
    return max(_dice(_letter_pairs(whole(name)), letter_pairs) for name in names)


def _letter_pairs(text: str) -> set[str]:
    padded = f" {text} "
    return {padded[place : place + 2] for place in range(len(padded) - 1)}


def _dice(one: set[str], other: set[str]) -> float:
    """The Sørensen-Dice coefficient: 1 for the same, 0 for nothing in common."""
    return 2 * len(one & other) / (len(one) + len(other))
