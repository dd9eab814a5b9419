"""What two sequences of texts have in common, in an order that both share."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Up to so many pairs of entries difflib compares all with all; beyond, only what stands between
# the entries that occur once on both sides ("patience diff"), so that no pair of texts is slow.
MOST_PAIRS = 160_000


class Step(NamedTuple):
    """Entries that both sequences have, and what stands behind them in each, up to the next."""

    kept: Sequence[str]
    removed: Sequence[str]
    added: Sequence[str]


class Block(NamedTuple):
    """A stretch of `size` equal entries, from `before` on in one sequence, `after` in the other."""

    before: int
    after: int
    size: int


def steps(before: Sequence[str], after: Sequence[str]) -> Iterator[Step]:
    """The way from one sequence to the other: all of `before` is kept or removed, in its order,
    and all of `after` is kept or added.
    """
    old = new = 0
    kept: Sequence[str] = ()
    for block in [*_blocks(before, after), Block(len(before), len(after), 0)]:
        removed, added = before[old : block.before], after[new : block.after]
        if removed or added:
            yield Step(kept, removed, added)
            kept = ()
        kept = [*kept, *before[block.before : block.before + block.size]]
        old, new = block.before + block.size, block.after + block.size
    if kept:
        yield Step(kept, (), ())


def longest_rising(numbers: Sequence[int]) -> list[int]:
    """The indices of a longest strictly rising subsequence."""
    lasts: list[int] = []  # the smallest number with which a subsequence of each length ends
    ends: list[int] = []  # and its index
    previous: list[int] = []
    for index, number in enumerate(numbers):
        length = bisect_left(lasts, number)
        previous.append(ends[length - 1] if length else -1)
        lasts[length:] = [number, *lasts[length + 1 :]]
        ends[length:] = [index, *ends[length + 1 :]]
    chain = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chain.append(index)
        index = previous[index]
    return chain[::-1]


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[Block]:
    start = _alike(zip(before, after, strict=False))
    ends = zip(reversed(before[start:]), reversed(after[start:]), strict=False)
    end = _alike(ends)
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    yield Block(0, 0, start)
    yield from _shifted(_middle(old, new), start, start)
    yield Block(len(before) - end, len(after) - end, end)


def _alike(pairs: Iterable[tuple[str, str]]) -> int:
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _shifted(blocks: Iterable[Block], before: int, after: int) -> Iterator[Block]:
    return (Block(before + old, after + new, size) for old, new, size in blocks)


def _middle(before: Sequence[str], after: Sequence[str]) -> Iterator[Block]:
    if len(before) * len(after) <= MOST_PAIRS:
        yield from _compared(before, after)
        return
    old = new = 0
    for anchor in [*_anchors(before, after), Block(len(before), len(after), 0)]:
        between = before[old : anchor.before], after[new : anchor.after]
        if len(between[0]) * len(between[1]) <= MOST_PAIRS:
            yield from _shifted(_compared(*between), old, new)
        yield anchor
        old, new = anchor.before + anchor.size, anchor.after + anchor.size


def _compared(before: Sequence[str], after: Sequence[str]) -> Iterator[Block]:
    if before and after:
        matcher = SequenceMatcher(str.isspace, before, after, autojunk=False)
        yield from (Block(*block) for block in matcher.get_matching_blocks())


def _anchors(before: Sequence[str], after: Sequence[str]) -> Iterator[Block]:
    """What occurs once on both sides, in an order that both share."""
    once = _once(before).keys() & _once(after).keys()
    old = [place for place, entry in enumerate(before) if entry in once]
    places = _once(after)
    new = [places[before[place]] for place in old]
    return (Block(old[index], new[index], 1) for index in longest_rising(new))


def _once(entries: Sequence[str]) -> dict[str, int]:
    counts = Counter(entries)
    return {entry: place for place, entry in enumerate(entries) if counts[entry] == 1}
