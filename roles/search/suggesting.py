"""Words half typed in, live roles out: what a search box offers while it is being filled in."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from tantivy import Occur, Query

from roles.enums import Order
from roles.models import Edition
from roles.search.documents import SCHEMA, WORDS
from roles.search.index import IndexUnavailable, engine, numbers, stored_index, top
from roles.search.queries import both, live_at
from roles.search.typed import MAX_CHARACTERS, words_of
from roles.text.sorting import letter_of, sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from tantivy import DocAddress, Searcher

    # Whether a word of a name begins with what was typed.
    Begins = Callable[[str, str], bool]

# How many of the engine's best are put in order by hand.
CANDIDATES: Final = 24
# Below it one letter is too much of a word to be a slip.
SHORTEST_MISSPELT: Final = 4
LAST_CHARACTER: Final = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A live role whose title, or else the alternative title `also_called`, begins as typed."""

    title: str
    url: str
    category: str
    also_called: str = ""

    @property
    def text(self) -> str:
        return f"{self.also_called} — {self.title}" if self.also_called else self.title


@dataclass(frozen=True, slots=True)
class _Typed:
    words: list[str]
    begins: Begins
    names_one: bool

    def rank(self, name: str, *, is_title: bool) -> tuple[object, ...] | None:
        """A sort key, low for a good match; None where a word typed begins none of the name's."""
        own, typed, begins = WORDS.analyze(name), self.words, self.begins
        if not all(any(begins(other, word) for other in own) for word in typed):
            return None
        is_whole = own == typed and (is_title or self.names_one)
        from_start = len(own) >= len(typed) and all(map(begins, own, typed))
        last_is_whole = typed[-1] in own
        return not is_whole, not is_title, not from_start, not last_is_whole, len(own), own


@dataclass(frozen=True, slots=True)
class _Match:
    """The name of a role that fits best; matches of the lowest `rank` come first."""

    rank: tuple[object, ...]
    address: DocAddress
    also_called: str


def suggest(text: str, at: datetime, *, limit: int = 8) -> list[Suggestion]:
    """Roles live at `at` with a name in which every word typed begins a word.

    A title that was typed whole comes first, or an alternative title that one role alone has; then
    titles, then alternative titles; of each, first those that begin with the words. Where no name
    fits, one slip of the keyboard is forgiven in every word of four letters or more. While the
    index cannot be read: titles that begin with `text`.

    Args:
        text: whatever has been typed so far.
        at: a moment with a time zone.
        limit: how many at most.
    """
    words = words_of(text)
    if not words:
        return []
    try:
        return _from_index(words, at, limit)
    except IndexUnavailable:
        stored_index().distrust()
        return _from_titles(text, at, limit)


def begins_nearly(word: str, typed: str) -> bool:
    """Whether `word` begins with `typed`, but for one letter missing, added, wrong or swapped.

    >>> begins_nearly("plumber", "pulm")
    True
    """
    if word.startswith(typed) or len(typed) < SHORTEST_MISSPELT:
        return word.startswith(typed)
    same = next(n for n, letter in enumerate(typed) if not word.startswith(letter, n))
    rest, left = word[same:], typed[same:]
    swapped = left[1::-1] + left[2:]
    return rest[1:].startswith((left, left[1:])) or rest.startswith((left[1:], swapped))


def _from_index(words: list[str], at: datetime, limit: int) -> list[Suggestion]:
    searcher = stored_index().searcher()
    names_one = _names_one_role(searcher, words, at)
    for wanted, begins in (
        (_begun(words, names_one=names_one), str.startswith),
        (_nearly_begun(words), begins_nearly),
    ):
        candidates, _ = top(searcher, both(wanted, live_at(at)), limit=CANDIDATES)
        typed = _Typed(words, begins, names_one)
        matches = [_match(searcher, address, typed) for address in candidates]
        best = sorted(filter(None, matches), key=attrgetter("rank"))[:limit]
        if best:
            return _suggestions(searcher, best, at)
    return []


def _names_one_role(searcher: Searcher, words: list[str], at: datetime) -> bool:
    """Whether one live role alone has what was typed as an alternative title."""
    _, owners = top(searcher, both(_also_called(words), live_at(at)), limit=1)
    return owners == 1


def _from_titles(text: str, at: datetime, limit: int) -> list[Suggestion]:
    typed = text[:MAX_CHARACTERS].encode(errors="ignore").decode().replace("\0", " ")
    start = sort_key(typed)
    titles = Edition.objects.live(at).filter(
        letter=letter_of(start), sort_title__gte=start, sort_title__lt=start + LAST_CHARACTER
    )
    return [_suggestion(edition) for edition in titles.for_list().in_order(Order.TITLE)[:limit]]


def _match(searcher: Searcher, address: DocAddress, typed: _Typed) -> _Match | None:
    with engine():
        document = searcher.doc(address)
    title = typed.rank(document.get_all("title")[0], is_title=True)
    if title and not typed.names_one:
        return _Match(title, address, "")
    ranked = [
        (rank, name)
        for name in document.get_all("also_called")
        if (rank := typed.rank(name, is_title=False))
    ]
    best = min([*ranked, *([(title, "")] if title else [])], default=None)
    return best and _Match(best[0], address, best[1])


def _suggestions(searcher: Searcher, matches: list[_Match], at: datetime) -> list[Suggestion]:
    """What is shown of them comes from the live editions, in one query."""
    ids = numbers(searcher, "edition", [match.address for match in matches])
    live = Edition.objects.live(at).for_list().in_bulk(ids)
    return [
        _suggestion(live[pk], match.also_called)
        for pk, match in zip(ids, matches, strict=True)
        if pk in live
    ]


def _suggestion(edition: Edition, also_called: str = "") -> Suggestion:
    return Suggestion(edition.title, edition.get_absolute_url(), edition.category.name, also_called)


def _begun(words: list[str], *, names_one: bool) -> Query:
    """The order of `_Typed.rank`, as far as the engine knows it: it chooses what that sorts."""
    whole = " ".join(words)
    return _first_that_holds(
        Query.term_query(SCHEMA, "whole_title", whole),
        _also_called(words) if names_one else Query.empty_query(),
        _beginning("whole_title", f"{whole} "),
        _beginning("whole_title", whole),
        _all_begin("title_words", words),
        _beginning("whole_also_called", f"{whole} "),
        _beginning("whole_also_called", whole),
        _all_begin("also_called_words", words),
    )


def _also_called(words: list[str]) -> Query:
    return Query.term_query(SCHEMA, "whole_also_called", " ".join(words))


def _nearly_begun(words: list[str]) -> Query:
    return _first_that_holds(
        _all_begin("title_words", words, most_slips=1),
        _all_begin("also_called_words", words, most_slips=1),
    )


def _first_that_holds(*queries: Query) -> Query:
    """What any of the queries finds, ranked by the first one that does."""
    return Query.disjunction_max_query(
        [
            Query.const_score_query(query, float(score))
            for score, query in enumerate(reversed(queries), start=1)
        ]
    )


def _all_begin(field: str, words: Sequence[str], *, most_slips: int = 0) -> Query:
    beginnings = [
        _beginning(field, word, slips=most_slips if len(word) >= SHORTEST_MISSPELT else 0)
        for word in words
    ]
    return Query.boolean_query([(Occur.Must, query) for query in beginnings])


def _beginning(field: str, text: str, *, slips: int = 0) -> Query:
    return Query.fuzzy_term_query(SCHEMA, field, text, distance=slips, prefix=True)
