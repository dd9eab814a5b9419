"""Whether a change of words changes what they say: numbers, requirements, or only their spelling.

Pure rules of thumb, made to err on the side of "it says something else": whoever publishes sees
the reason, and may know better.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise
from typing import Final

_TOKEN: Final = re.compile(
    r"[$€£¥]?\d+(?:[.,]\d+)*[%+]?"  # 3, 1,500, $2.50, 40%, 10+
    r"|[^\W\d_][\w'’]*[+#]*"  # words; C++ and C# are words, too
    r"|[<>≤≥=%$€£¥]"
)
_THOUSANDS: Final = re.compile(r",(?=\d{3}(?!\d))")

_NUMBERS: Final = frozenset(
    [
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
        *("twelve", "fifteen", "twenty", "thirty", "forty", "fifty", "sixty", "hundred"),
        *("thousand", "million", "billion", "dozen", "half", "third", "quarter", "double"),
        *("twice", "percent", "usd", "eur", "gbp", "hourly", "daily", "weekly", "monthly"),
        *("yearly", "annual", "annually", "january", "february", "march", "april", "june"),
        *("july", "august", "september", "october", "november", "december"),
    ]
)
# Words of a requirement by how they begin, so that "licence", "licensed" and "license" are one.
_REQUIREMENTS: Final = (
    *("accredit", "apprentic", "bachelor", "certif", "clearance", "degree", "desirab", "diploma"),
    *("doctor", "essential", "licenc", "mandator", "master", "maxim", "minim", "necessar"),
    *("optional", "phd", "prefer", "qualif", "recommend", "registr", "requir"),
)
# Short ones, in which one letter makes another word.
_EXACTLY: Final = frozenset(
    [
        *("no", "not", "none", "never", "nor", "without", "only", "must", "should"),
        *("shall", "may", "might", "can", "cannot", "need", "needs"),
        *("least", "most", "more", "less", "any", "all"),
    ]
)
_NEGATIONS: Final = ("un", "in", "im", "il", "ir", "non", "dis", "mis")
_ARTICLES: Final = frozenset(("a", "an", "the"))
_SHORT, _LONG = 3, 8  # letters


class Change(StrEnum):
    """What a change of words does to what they say; the first is the least."""

    SPELLING = "spelling"  # or punctuation, casing, spacing
    WORDS = "words"
    REQUIREMENT = "requirement"
    NUMBER = "number"


def change(before: str, after: str) -> Change:
    """What became of a stretch of text: the most that any of its words did.

    >>> change("3 years, recieved", "5 years, received").value
    'number'
    """
    old, new = _tokens(before), _tokens(after)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    found = {
        _change(old[a:b], new[c:d], old[max(0, a - 1) : a])
        for name, a, b, c, d in steps
        if name != "equal"
    }
    return max(found, key=list(Change).index, default=Change.SPELLING)


def ends_in_number(text: str) -> bool:
    """Whether the last word is a number: "at least 3", which says little without the next word."""
    return bool((words := _tokens(text)) and _is_number(words[-1]))


def _tokens(text: str) -> list[str]:
    found = _TOKEN.findall(text.replace("’", "'"))
    return [_THOUSANDS.sub("", token).casefold().removesuffix("'s") for token in found]


def _change(old: list[str], new: list[str], before: list[str]) -> Change:
    if [word for word in old if _is_number(word)] != [word for word in new if _is_number(word)]:
        return Change.NUMBER
    if _requirements(old) != _requirements(new):
        return Change.REQUIREMENT
    return Change.SPELLING if _is_spelling(old, new, before) else Change.WORDS


def _is_number(word: str) -> bool:
    return word in _NUMBERS or not word[0].isalpha()


def _requirements(words: list[str]) -> set[str]:
    found = set()
    for word in words:
        written = word.replace("licens", "licenc")
        if word in _EXACTLY or word.endswith("n't"):
            found.add("not" if word.endswith("n't") else word)
        found |= {start for start in _REQUIREMENTS if written.startswith(start)}
    return found


def _is_spelling(old: list[str], new: list[str], before: list[str]) -> bool:
    if "".join(old) == "".join(new):  # "data base", "e-mail"
        return True
    if not old or not new:
        return (old or new) == before or _ARTICLES.issuperset(old or new)
    return len(old) == len(new) and all(map(_is_misspelt, old, new))


def _is_misspelt(word: str, other: str) -> bool:
    if word == other or {word, other} <= _ARTICLES:
        return True
    shorter, longer = sorted((word, other), key=len)
    if longer.endswith(shorter) and longer.removesuffix(shorter) in _NEGATIONS:
        return False
    if len(longer) <= _SHORT and word[0] != other[0]:
        return False
    return _distance(word, other) <= (2 if len(shorter) >= _LONG else 1)


def _distance(word: str, other: str) -> int:
    """Letters to add, drop, replace or swap with the next (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, (previous, letter) in enumerate(pairwise(f" {word}"), start=1):
        costs = [row]
        for column, (left, right) in enumerate(pairwise(f" {other}"), start=1):
            cost = min(last[column] + 1, costs[-1] + 1, last[column - 1] + (letter != right))
            if before and column > 1 and (letter, previous) == (left, right):
                cost = min(cost, before[column - 2] + 1)
            costs.append(cost)
        before, last = last, costs
    return last[-1]
