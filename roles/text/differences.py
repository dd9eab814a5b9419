"""What differs between two texts: by lines first, then by words inside the lines that changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from roles.text.matching import steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LINE = re.compile(r"[^\n]*\n+|[^\n]+")  # with the blank lines behind it
_WORD = re.compile(r"\w+(?:['’.,]\w+)*|\n+|[^\S\n]+|[^\w\s]")
_SPACE = re.compile(r"\s")
_LETTER = re.compile(r"\w")

# Lines with less in common than this share of their letters are shown as replaced.
LEAST_LIKENESS = 0.3
MOST_TOGETHER = 4_000  # characters
LONGEST_GAP = 3  # characters: "the", "of"
CONTEXT = 120  # characters that stay visible around a change
LEAST_FOLD = 240  # characters; a shorter stretch is not worth hiding

Change = tuple[str, str, str]  # what is kept, and then what is removed and added behind it


class Kind(StrEnum):
    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"
    FOLDED = "folded"  # kept as well, but shown on demand only


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text that both texts have, or only one of them."""

    kind: Kind
    text: str

    @property
    def blank(self) -> str:
        """What to call text that nobody can see; empty for text that can be seen."""
        if self.text.strip():
            return ""
        return "line break" if "\n" in self.text else "space"


def difference(before: str, after: str) -> tuple[Part, ...]:
    """The parts of two texts: kept and removed ones make up `before`, kept and added ones `after`.

    Words are compared inside changed lines alone, and only where that is quick (see
    `roles.text.matching.MOST_PAIRS`), so that texts of 100 kB take no longer than a page.
    """
    found: list[Change] = []
    for kept, removed, added in steps(_LINE.findall(before), _LINE.findall(after)):
        found.append(("".join(kept), "", ""))
        for old, new in _to_compare(removed, added):
            found += _by_words(old, new)
    return tuple(_parts(found))


def folded(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts as they are read first: of long kept stretches only what is next to a change."""
    last = len(parts) - 1
    return tuple(
        shown
        for place, part in enumerate(parts)
        for shown in _fold(part, is_first=place == 0, is_last=place == last)
    )


def _to_compare(removed: Sequence[str], added: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Changed lines all together, for they may have been split or joined; many, one by one."""
    old, new = "".join(removed), "".join(added)
    if len(old) + len(new) > MOST_TOGETHER and len(removed) == len(added):
        return zip(removed, added, strict=True)
    return [(old, new)]


def _by_words(removed: str, added: str) -> list[Change]:
    words = steps(_WORD.findall(removed), _WORD.findall(added))
    found = [("".join(kept), "".join(old), "".join(new)) for kept, old, new in words]
    common = sum(len(_LETTER.findall(kept)) for kept, _, _ in found)
    letters = max(len(_LETTER.findall(removed)), len(_LETTER.findall(added)))
    if common < LEAST_LIKENESS * letters:
        return [("", removed, added)]
    return _readable(found)


def _readable(found: list[Change]) -> list[Change]:
    """Without the little words and spaces that happen to be the same between two changes."""
    result: list[Change] = []
    for kept, removed, added in found:
        is_gap = len(kept.strip()) <= LONGEST_GAP and "\n" not in kept
        if result and is_gap and (removed or added):
            before, old, new = result[-1]
            result[-1] = (before, old + kept + removed, new + kept + added)
        else:
            result.append((kept, removed, added))
    return result


def _parts(found: Iterable[Change]) -> Iterator[Part]:
    kept = ""
    for still_kept, removed, added in found:
        kept += still_kept
        if not removed and not added:
            continue
        if kept:
            yield Part(Kind.KEPT, kept)
        if removed:
            yield Part(Kind.REMOVED, removed)
        if added:
            yield Part(Kind.ADDED, added)
        kept = ""
    if kept:
        yield Part(Kind.KEPT, kept)


def _fold(part: Part, *, is_first: bool, is_last: bool) -> Iterator[Part]:
    text = part.text
    start = 0 if is_first and not is_last else _next_space(text, CONTEXT)
    end = len(text) if is_last else _last_space(text, len(text) - CONTEXT)
    if part.kind != Kind.KEPT or end - start < LEAST_FOLD:
        yield part
        return
    pieces = (
        (Kind.KEPT, text[:start]),
        (Kind.FOLDED, text[start:end]),
        (Kind.KEPT, text[end:]),
    )
    yield from (Part(kind, piece) for kind, piece in pieces if piece)


def _next_space(text: str, at: int) -> int:
    found = _SPACE.search(text, at)
    return found.start() if found else len(text)


def _last_space(text: str, at: int) -> int:
    return max(text.rfind(" ", 0, max(at, 0)), text.rfind("\n", 0, max(at, 0))) + 1
