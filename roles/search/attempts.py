"""How a query is understood: as it was typed, or, where that finds little, more generously."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from roles.search.documents import key, stem
from roles.search.excerpts import Sought
from roles.search.index import top
from roles.search.ranking import Word, first, holding_all, holding_some
from roles.search.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tantivy import Query

    from roles.search.index import Snapshot
    from roles.search.live import Live
    from roles.search.ranking import WholeName
    from roles.search.typed import Typed

# With fewer roles than this, what was typed may have been meant otherwise.
LITTLE: Final = 3
# One letter begins too much.
SHORTEST_BEGINNING: Final = 2


@dataclass(frozen=True, slots=True)
class Attempt:
    """A query that finds something, or the last one that did not.

    `whole` is the part of it whose roles hold all the words, and come first; None: no role does.
    `corrections` are the words it took for others, by what was typed; `better_known` are others
    that may have been meant where it took none.
    """

    query: Query
    whole: Query | None
    sought: Sought
    total: int
    corrections: Mapping[str, str] = field(default_factory=dict)
    better_known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Attempts:
    """The ways to understand what was typed, against one state of the index."""

    typed: Typed
    snapshot: Snapshot
    live: Live

    def best(self) -> Attempt:
        """The first way that finds enough, or anything.

        Raises:
            IndexUnavailable: when the index turns out to be damaged.
        """
        exact = self._all_words(self.typed)
        total = self._total(exact)
        if total >= LITTLE:
            return Attempt(exact, exact, self._sought({}), total)
        generous = self._generous(exact, total)
        if generous and (generous.total >= LITTLE or not self._may_be_loosened()):
            return generous
        return self._some_words(generous)

    def _may_be_loosened(self) -> bool:
        """Whether some of the words are better than few roles; who quotes wants no others."""
        return len(self.typed.required) > 1 and not self.typed.phrases

    def _generous(self, exact: Query, exact_total: int) -> Attempt | None:
        """All words, of which the last may begin any name, and unknown ones were mistyped."""
        corrections = self._corrections
        query = self._all_words(self.typed.respelt(corrections), begins_names=True)
        if exact_total:
            query = first(exact, query)
        total = self._total(query)
        if not total:
            return None
        better_known = {} if corrections else self._better_known(total)
        return Attempt(query, query, self._sought(corrections), total, corrections, better_known)

    def _some_words(self, best: Attempt | None) -> Attempt:
        """As many of the words as any role holds; first come those that `best` finds."""
        corrections = self._corrections
        typed = self.typed.loosened().respelt(corrections)
        words = self._words(typed, begins_names=True)
        sought = self._sought(corrections)
        for at_least in _fewer_and_fewer(len(words)):
            query = holding_some(typed, words, at_least=at_least)
            if best:
                query = first(best.query, query)
                return replace(best, query=query, total=self._total(query))
            if total := self._total(query):
                return Attempt(query, None, sought, total, corrections)
        return Attempt(query, None, sought, 0)

    def _all_words(self, typed: Typed, *, begins_names: bool = False) -> Query:
        words = self._words(typed, begins_names=begins_names)
        return holding_all(typed, words, self._names(typed))

    def _words(self, typed: Typed, *, begins_names: bool) -> list[Word]:
        required = typed.required
        return [
            Word(
                text=word,
                spellings=self._vocabulary.spellings(required, place),
                begins_titles=(begins := _may_begin(required, place)),
                begins_names=begins and begins_names,
            )
            for place, word in enumerate(required)
        ]

    def _names(self, typed: Typed) -> list[WholeName]:
        """All that was typed, and what is left of it without noise."""
        names = dict.fromkeys((typed.words, typed.required))
        return [self._vocabulary.whole_name(words) for words in names if words]

    @cached_property
    def _corrections(self) -> dict[str, str]:
        unknown = [word for place, word in enumerate(self.typed.required) if not self._known(place)]
        meant = {word: self._vocabulary.correction(word) for word in unknown}
        return {word: other for word, other in meant.items() if other}

    def _known(self, place: int) -> bool:
        words = self.typed.required
        word, vocabulary = words[place], self._vocabulary
        return (
            vocabulary.knows(word)
            or bool(vocabulary.spellings(words, place))
            or (_may_begin(words, place) and vocabulary.begins_a_name(word))
        )

    def _better_known(self, total: int) -> dict[str, str]:
        """Words that were meant, maybe, in the place of rare ones: they find more."""
        meant = {word: self._vocabulary.better_known(word) for word in self.typed.required}
        others = {word: other for word, other in meant.items() if other}
        if others and self._total(self._all_words(self.typed.respelt(others))) > total:
            return others
        return {}

    def _sought(self, corrections: Mapping[str, str]) -> Sought:
        required = self.typed.required
        forms = [
            form
            for place, word in enumerate(required)
            for form in self._forms(required, place, corrections.get(word, word))
        ]
        forms += [{word} for phrase in self.typed.phrases for word in phrase]
        last = required[-1] if required and not self.typed.phrases else ""
        return Sought(
            forms=tuple(frozenset(map(stem, words)) for words in forms),
            key=key(" ".join(required)),
            beginning=last if len(last) >= SHORTEST_BEGINNING else "",
        )

    def _forms(self, words: tuple[str, ...], place: int, meant: str) -> list[set[str]]:
        """A word as a text may have it: one form, or two where names spell it in two."""
        own = {words[place], meant}
        spellings = self._vocabulary.spellings(words, place)
        own.update(spelling[0] for spelling in spellings if len(spelling) == 1)
        apart = next((spelling for spelling in spellings if len(spelling) > 1), None)
        return [own | {part} for part in apart] if apart else [own]

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self.snapshot.searcher, self.live)

    def _total(self, query: Query) -> int:
        return top(self.snapshot.searcher, self.live.where(query), limit=1)[1]


def _may_begin(words: tuple[str, ...], place: int) -> bool:
    """Whether a word is the last, and so may not have been typed to its end."""
    return place == len(words) - 1 and len(words[place]) >= SHORTEST_BEGINNING


def _fewer_and_fewer(words: int) -> list[int]:
    """All but one, half, any."""
    return sorted({max(1, words - 1), (words + 1) // 2, 1}, reverse=True)
