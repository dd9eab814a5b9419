"""Questions and answers told apart, however the lines between them are set."""

from __future__ import annotations

import re

from roles.text.bullets import without_bullet

QUESTION_LENGTH = 200

_QUESTION_ENDS = ("?", "？", "؟", "?”", '?"')
_ASKING = re.compile(
    r"(?:how|what|when|where|which|who|why|is|are|do|does|can|could|should|will|would)\b"
    rf".{{0,{QUESTION_LENGTH}}}(?<![.!:;,…])$",
    re.IGNORECASE,
)


def pairs(lines: list[str]) -> list[tuple[str, list[str]]]:
    """Return (question, lines of its answer) for each pair; blank lines inside answers stay.

    Lines that alternate are pairs, question mark or not. Otherwise a line that ends in a
    question mark is a question, unless it follows one.
    """
    filled = [line for line in lines if line.strip()]
    if _alternate(filled):
        return [(filled[i], [filled[i + 1]]) for i in range(0, len(filled), 2)]
    return _by_question_mark(lines)


def _alternate(filled: list[str]) -> bool:
    return (
        len(filled) % 2 == 0
        and all(_may_be_question(line) for line in filled[::2])
        and not any(_is_question(line) for line in filled[1::2])
    )


def _by_question_mark(lines: list[str]) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    last = max((i for i, line in enumerate(lines) if line.strip()), default=0)
    for index, line in enumerate(lines):
        after_question = bool(found) and not any(text.strip() for text in found[-1][1])
        begins = line.strip() and (not found or (_is_question(line) and index < last))
        if begins and not after_question:
            found.append((line, []))
        elif found:
            found[-1][1].append(line)
    return found


def _is_question(line: str) -> bool:
    text = line.strip()
    is_short = len(text) <= QUESTION_LENGTH and without_bullet(text) is None
    return is_short and text.endswith(_QUESTION_ENDS)


def _may_be_question(line: str) -> bool:
    return _is_question(line) or bool(_ASKING.match(line.strip()))
