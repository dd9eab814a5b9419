"""Which rows of two lists are the same row: unchanged, changed, or moved to another place."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from roles.text.matching import longest_rising

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

LEAST_LIKENESS = 0.5
FARTHEST = 20  # places, among the rows that have no partner yet
LONGEST_COMPARED = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as it is compared: its text, and what names it, if anything does."""

    text: str
    name: Hashable = None


@dataclass(frozen=True, slots=True)
class Pair:
    """The index of one row in both lists, None where it is missing.

    `moved` is true when it stands elsewhere among the rows that both lists have.
    """

    before: int | None
    after: int | None
    moved: bool = False


def pairs(
    before: Sequence[Entry], after: Sequence[Entry], *, by_likeness: bool = True
) -> list[Pair]:
    """All rows in the order of `after`; removed ones stand behind the row they stood behind.

    Two rows are the same one when they are equal, else when they have the same name, else, unless
    `by_likeness` is false, when they are alike.
    """
    origins = _origins(before, after, by_likeness)
    rows = sorted(origins)
    staying = {origins[rows[index]] for index in longest_rising([origins[row] for row in rows])}
    removed = _removed(len(before), set(origins.values()), staying)
    result = removed[None]
    for place in range(len(after)):
        origin = origins.get(place)
        result.append(Pair(origin, place, moved=origin is not None and origin not in staying))
        if origin in staying:
            result += removed[origin]
    return result


def _removed(count: int, kept: set[int], staying: set[int]) -> Mapping[int | None, list[Pair]]:
    """What is in the first list alone, by the last row before it that did not move."""
    result: dict[int | None, list[Pair]] = defaultdict(list)
    last = None
    for place in range(count):
        if place in staying:
            last = place
        elif place not in kept:
            result[last].append(Pair(place, None))
    return result


def _origins(before: Sequence[Entry], after: Sequence[Entry], by_likeness: bool) -> dict[int, int]:
    """The index in `before` of each row of `after` that was there already."""
    equal = _same(dict(enumerate(before)), dict(enumerate(after)))
    named = _same(*_names(before, after, equal))
    found = equal | named
    return found | _alike(before, after, found) if by_likeness else found


def _names(
    before: Sequence[Entry], after: Sequence[Entry], found: Mapping[int, int]
) -> tuple[dict[int, Hashable], dict[int, Hashable]]:
    """The names of the rows without a partner."""
    old, new = _left(before, after, found)
    return (
        {place: before[place].name for place in old if before[place].name is not None},
        {place: after[place].name for place in new if after[place].name is not None},
    )


def _left(
    before: Sequence[Entry], after: Sequence[Entry], found: Mapping[int, int]
) -> tuple[list[int], list[int]]:
    taken = set(found.values())
    old = [place for place in range(len(before)) if place not in taken]
    return old, [place for place in range(len(after)) if place not in found]


def _same(before: dict[int, Any], after: dict[int, Any]) -> dict[int, int]:
    """Pairs each value of `after` with the first equal one that is left in `before`."""
    places: dict[Hashable, list[int]] = defaultdict(list)
    for place, value in reversed(before.items()):
        places[value].append(place)
    return {place: places[value].pop() for place, value in after.items() if places.get(value)}


def _alike(
    before: Sequence[Entry], after: Sequence[Entry], found: Mapping[int, int]
) -> dict[int, int]:
    """Pairs the rest, the most alike first; only rows near each other, so that it stays quick."""
    old, new = _left(before, after, found)
    scores = sorted(_scores(before, after, old, new), reverse=True)
    result: dict[int, int] = {}
    taken = set()
    for _, _, one, other in scores:
        if one not in taken and other not in result:
            taken.add(one)
            result[other] = one
    return result


def _scores(
    before: Sequence[Entry], after: Sequence[Entry], old: list[int], new: list[int]
) -> Iterator[tuple[float, int, int, int]]:
    """How alike two rows are, minus how far apart, and their places."""
    counts = {place: _trigrams(after[place].text) for place in new}
    for rank, one in enumerate(old):
        trigrams = _trigrams(before[one].text)
        start = max(rank - FARTHEST, 0)
        for other_rank, other in enumerate(new[start : rank + FARTHEST + 1], start):
            if (score := _likeness(trigrams, counts[other])) >= LEAST_LIKENESS:
                yield score, -abs(rank - other_rank), one, other


def _trigrams(text: str) -> Counter[str]:
    """Stretches of three letters: a slip of the pen changes few of them, another word all."""
    padded = f"  {text[:LONGEST_COMPARED].casefold()} "
    return Counter(padded[place : place + 3] for place in range(len(padded) - 2))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """From 0, nothing in common, to 1 (Sørensen-Dice)."""
    return 2 * (one & other).total() / (one.total() + other.total())
