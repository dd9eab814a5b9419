"""What the index knows of words: which it holds, how else they are spelt there, what was meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from roles.search.documents import WEIGHTS, key, stem
from roles.search.index import engine, top
from roles.search.ranking import (
    WholeName,
    also_called,
    beginning_a_name,
    in_any_field,
    like,
    together_in_names,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tantivy import Query, Searcher

    from roles.search.live import Live

# In shorter words, any other word is only a slip away.
SHORTEST_CORRECTED: Final = 4
SHORTEST_WITH_TWO_SLIPS: Final = 7
SHORTEST_PART: Final = 2
# A last word may lack so many letters: "social work" is nearly the title "Social Worker".
LAST_LETTERS: Final = 4
SHORTEST_GOING_ON: Final = 3
MOST_GOING_ON: Final = 200
# How many words of names are looked at to find the one that was meant.
CANDIDATES: Final = 1_000
# A word so rare may itself be a slip, when a word so many times as frequent is one letter away.
RARE: Final = 2
FAR_MORE_FREQUENT: Final = 10


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of live roles. The index has others too, of which nobody is to learn."""

    searcher: Searcher
    live: Live

    def knows(self, word: str) -> bool:
        """Whether the word stands in any form anywhere."""
        return self._stands(word) and self._finds(in_any_field(word))

    def begins_a_name(self, word: str) -> bool:
        return self._finds(beginning_a_name(word))

    def spellings(self, words: Sequence[str], place: int) -> tuple[tuple[str, ...], ...]:
        """How else the word at `place` is spelt: as one with its neighbour, or in names as two.

        >>> vocabulary.spellings(["dev", "ops", "engineer"], 0)
        (('devops',),)
        >>> vocabulary.spellings(["frontend"], 0)
        (('front', 'end'),)
        """
        joined = [
            words[start] + words[start + 1]
            for start in (place - 1, place)
            if 0 <= start < len(words) - 1
        ]
        return (
            *((word,) for word in joined if self.knows(word)),
            *(parts for parts in _parts(words[place]) if self._in_a_name(parts)),
        )

    def correction(self, word: str) -> str | None:
        """The word of a live role's name that was meant, where `word` stands nowhere.

        The one with the fewest slips; of those, one with the same first letter, and the most
        frequent. Nobody mistypes the first letter of a short word.
        """
        for slips in _slips(word):
            if nearest := self._like(word, slips):
                return nearest[0][0]
        return None

    def better_known(self, word: str) -> str | None:
        """A far more frequent word of names that is one slip away from this rare one."""
        if not _slips(word):
            return None
        _, own = top(self.searcher, self.live.where(in_any_field(word)), limit=1)
        if own > RARE:
            return None
        others = (found for found in self._like(word, 1) if found[0] != word)
        other, frequency = next(others, ("", 0))
        return other if frequency >= FAR_MORE_FREQUENT * own else None

    def whole_name(self, words: Sequence[str]) -> WholeName:
        """What was typed, as far as there are roles of that name."""
        text, name_key = " ".join(words), key(" ".join(words))
        return WholeName(
            title=text if self._holds("whole_title", text) else "",
            title_key=name_key if self._holds("title_key", name_key) else "",
            going_on=self._titles_going_on(name_key),
            also_called_key=name_key,
            sharing=self._sharing(name_key),
        )

    def _titles_going_on(self, name_key: str) -> tuple[str, ...]:
        if len(name_key) < SHORTEST_GOING_ON:
            return ()
        with engine():
            found = self.searcher.terms_with_prefix("title_key", name_key, limit=MOST_GOING_ON)
        return tuple(other for other, _ in found if 0 < len(other) - len(name_key) <= LAST_LETTERS)

    def _sharing(self, name_key: str) -> int:
        if not self._holds("also_called_key", name_key):
            return 0
        with engine():
            found = self.searcher.search(self.live.where(also_called(name_key)), limit=2)
        return len(found.hits)

    def _in_a_name(self, words: tuple[str, str]) -> bool:
        """Whether some name has these words one after the other."""
        in_names = all(self._holds("names", word) for word in words)
        return in_names and self._finds(together_in_names(words))

    def _finds(self, query: Query) -> bool:
        """Whether it matches any live role."""
        with engine():
            return bool(self.searcher.search(self.live.where(query), limit=1, count=False).hits)

    def _stands(self, word: str) -> bool:
        """Whether the word stands in any form in any document, live or not."""
        return any(self._holds(field, stem(word)) for field in WEIGHTS)

    def _holds(self, field: str, term: str) -> bool:
        with engine():
            return self.searcher.doc_freq(field, term) > 0

    def _like(self, word: str, slips: int) -> list[tuple[str, int]]:
        """Words of names so many slips away at most, and how many live roles each of them names.

        The likeliest come first.
        """
        counting = {"words": {"terms": {"field": "names", "size": CANDIDATES}}}
        with engine():
            found = self.searcher.aggregate(self.live.where(like(word, slips)), counting)
        near = [
            (_distance(word, other, slips), other[0] != word[0], -int(bucket["doc_count"]), other)
            for bucket in found["words"]["buckets"]
            if (other := str(bucket["key"]))[0] == word[0] or len(word) >= SHORTEST_WITH_TWO_SLIPS
        ]
        return [
            (other, -frequency)
            for distance, _, frequency, other in sorted(near)
            if distance <= slips
        ]


def _slips(word: str) -> range:
    if len(word) < SHORTEST_CORRECTED:
        return range(0)
    return range(1, 3 if len(word) >= SHORTEST_WITH_TWO_SLIPS else 2)


def _parts(word: str) -> Iterator[tuple[str, str]]:
    for place in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        yield word[:place], word[place:]


def _distance(one: str, other: str, most: int) -> int:
    """Letters missing, added, wrong, or swapped with the next; more than `most` is not counted.

    Optimal string alignment: the engine's own measure.
    """
    # A slip changes at most two of the letters that occur.
    if abs(len(one) - len(other)) > most or len(set(one) ^ set(other)) > 2 * most:
        return most + 1
    older: list[int] = []
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, other_letter in enumerate(other, start=1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != other_letter))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == other_letter:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
