"""Normalisation: what every text goes through on its way in, whatever the way.

Two texts that a reader cannot tell apart come out equal: one kind of line end, one kind of space,
no control characters, Unicode NFC, no spaces at line ends, at most one blank line in a row.
"""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n{3,}")
_NO_BREAK_SPACES = "\u00a0\u202f\u2007"
_BYTE_ORDER_MARK = 0xFEFF
_REPLACEMENT = "\ufffd"

# Two spaces at a line end are a hard break in Markdown, and would be lost with the line ends.
# Not before a list item, a quote or a blank line: there the paragraph ends, and a backslash shows.
_SPACED_BREAK = re.compile(r"(?<=\S) {2,}\n(?=[ ]*(?![-+*>]|\d+[.)])\S)")


def _replacements() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])
    del table[ord("\n")]
    table[_BYTE_ORDER_MARK] = None
    table |= dict.fromkeys(range(0xD800, 0xE000), _REPLACEMENT)  # lone surrogates: not UTF-8
    return table | {ord(space): " " for space in "\t" + _NO_BREAK_SPACES}


_TABLE = _replacements()


def _cleaned(text: str) -> str:
    return unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text).translate(_TABLE))


def _joined(lines: list[str]) -> str:
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def normal_text(text: str) -> str:
    """Plain text of several lines; lines lose the spaces at both ends."""
    return _joined([line.strip() for line in _cleaned(text).split("\n")])


def normal_line(text: str) -> str:
    """Plain text of one line: every run of white space, line ends too, becomes one space."""
    return " ".join(_cleaned(text).split())


def normal_markdown(text: str) -> str:
    r"""Markdown: as `normal_text`, but indentation stays, and a break of two spaces becomes "\"."""
    broken = _SPACED_BREAK.sub("\\\\\n", _cleaned(text))
    return _joined([line.rstrip() for line in broken.split("\n")])
