"""What the index knows of words: which it holds, how else they are spelt there, what was meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tantivy import Query

from roles.search.documents import SCHEMA, STEMS, WEIGHTS, key
from roles.search.index import engine
from roles.search.queries import both
from roles.search.ranking import WholeName, also_called, like

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tantivy import Searcher

# In shorter words, any other word is only a slip away.
SHORTEST_CORRECTED: Final = 4
SHORTEST_WITH_TWO_SLIPS: Final = 7
SHORTEST_PART: Final = 2
# How many words of names are looked at to find the one that was meant.
CANDIDATES: Final = 1_000
# A word so rare may itself be a slip, when a word so many times as frequent is one letter away.
RARE: Final = 2
FAR_MORE_FREQUENT: Final = 10


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of the index; those of names only as far as `live` matches their roles."""

    searcher: Searcher
    live: Query

    def frequency(self, word: str) -> int:
        """In how many documents the word stands, in any form, in the field that has it most."""
        (stem,) = STEMS.analyze(word) or [word]
        with engine():
            return max(self.searcher.doc_freq(field, stem) for field in WEIGHTS)

    def spellings(self, words: Sequence[str], place: int) -> tuple[tuple[str, ...], ...]:
        """How names spell the word at `place` otherwise: one word for it and its neighbour, or two
        words for it.

        >>> vocabulary.spellings(["dev", "ops", "engineer"], 0)
        (('devops',),)
        >>> vocabulary.spellings(["frontend"], 0)
        (('front', 'end'),)
        """
        joined = [words[start] + words[start + 1] for start in (place - 1, place)
                  if 0 <= start < len(words) - 1]
        return (
            *((word,) for word in joined if self._in_names(word)),
            *(parts for parts in _parts(words[place]) if all(map(self._in_names, parts))),
        )

    def correction(self, word: str) -> str | None:
        """The word of a live role's name that was meant, where `word` stands nowhere.

        The one with the fewest slips; of those, one with the same first letter, and the most
        frequent.
        """
        for slips in _slips(word):
            if nearest := self._like(word, slips):
                return nearest[0][0]
        return None

    def better_known(self, word: str) -> str | None:
        """A far more frequent word of names that is one slip away from this rare one."""
        own = self.frequency(word)
        if own > RARE or not _slips(word):
            return None
        others = (found for found in self._like(word, 1) if found[0] != word)
        other, frequency = next(others, ("", 0))
        return other if frequency >= FAR_MORE_FREQUENT * own else None

    def whole_name(self, words: Sequence[str]) -> WholeName:
        """What was typed, as one name."""
        text = " ".join(words)
        return WholeName(text, key(text), is_unique=self._is_unique(key(text)))

    def _is_unique(self, name_key: str) -> bool:
        with engine():
            if not self.searcher.doc_freq("also_called_key", name_key):
                return False
            found = self.searcher.search(both(also_called(name_key), self.live), limit=2)
        return len(found.hits) == 1

    def _in_names(self, word: str) -> bool:
        with engine():
            return self.searcher.doc_freq("names", word) > 0

    def _like(self, word: str, slips: int) -> list[tuple[str, int]]:
        """Words of names that are so many slips away at most, the likeliest first, with the number
        of live roles each names."""
        counting = {"words": {"terms": {"field": "names", "size": CANDIDATES}}}
        with engine():
            found = self.searcher.aggregate(both(like(word, slips), self.live), counting)
        near = [
            (distance, other[:1] != word[:1], -int(bucket["doc_count"]), other)
            for bucket in found["words"]["buckets"]
            if (distance := _distance(word, other := str(bucket["key"]), slips)) <= slips
        ]
        return [(other, -frequency) for _, _, frequency, other in sorted(near)]


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
