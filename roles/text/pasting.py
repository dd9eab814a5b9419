"""What editors paste, put into the form of the section it is pasted into."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from textwrap import indent
from typing import TYPE_CHECKING, Final

from roles.text import groups
from roles.text.bullets import decode_lines, encode_lines
from roles.text.clipboard import read
from roles.text.escaping import escape_inline
from roles.text.markdown import from_plain, to_plain
from roles.text.normal import normal_line, normal_markdown, normal_text
from roles.text.pasted_blocks import Item, Run

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable

    from roles.text.pasted_blocks import Block

LONGEST_TEXT: Final = 100_000  # characters of words; a whole role has some 15,000
LONGEST_HEADING: Final = 80  # characters of a bold line that stands for a heading
DEEPEST_LIST: Final = 5
# Where a mark stands in a line until the words around it are escaped: no text holds these.
_BOLD, _SLANT, _OPEN, _CLOSE = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
_MARKS: Final = {_BOLD: "**", _SLANT: "*", _OPEN: "["}
_ODD_IN_ADDRESS = re.compile(r"[()<>\\`\"']")
_SPACES = re.compile("[ \t\u00a0\u202f\u2007]+")
_AROUND_BREAK = re.compile(r" ?\n ?")


class Form(StrEnum):
    """How a section is written."""

    PROSE = "prose"  # Markdown without headings
    GROUPS = "groups"  # `Heading:` lines, prose, "- " bullets
    LINES = "lines"  # one entry a line
    TEXT = "text"  # plain paragraphs
    LINE = "line"  # one plain line


@dataclass(frozen=True, slots=True)
class Pasted:
    """The text to insert, and, in a few words each, what of the original is not in it."""

    text: str
    removed: tuple[str, ...]


def cleaned(html: str, form: Form) -> Pasted | None:
    """Put HTML of any origin into a section's form; no word a reader would see is lost.

    Returns None for HTML that is too long, too deeply nested or too odd to be read in good time:
    its plain text can still be pasted.
    """
    clipboard = read(html)
    if clipboard is None or sum(len(block.plain) for block in clipboard.blocks) > LONGEST_TEXT:
        return None
    text = _ENCODERS[form](clipboard.blocks)
    removed = clipboard.removed
    plain = [block for block in clipboard.blocks if _is_plain(block, form)]
    runs = [run for block in plain for run in block.runs if run.text.strip()]
    removed["links"] += sum(bool(href) for href, _ in groupby(run.href for run in runs))
    removed["looks"] += sum(run.strong or run.emphasis for run in runs)
    return Pasted(text, tuple(_told(removed, form)))


def _is_plain(block: Block, form: Form) -> bool:
    """Tell whether the form has no bold, italics and links for this block."""
    return form != Form.PROSE and (form != Form.GROUPS or block.item is not None)


def _told(removed: Counter[str], form: Form) -> Iterable[str]:
    for kind, (one, several) in _WORDS.items():
        if number := removed[kind]:
            yield one if number == 1 else several.format(number)
    if removed["headings"] and form == Form.PROSE:
        yield "headings, which are bold lines now"
    if removed["tracked"]:
        yield "tracked changes: insertions are kept, deletions left out"
    if removed["looks"]:
        yield "bold and italics"


_WORDS: Final = {
    "images": ("an image", "{} images"),
    "tables": ("a table, whose rows are lines now", "{} tables, whose rows are lines now"),
    "links": ("a link; its words are kept", "{} links; their words are kept"),
    "comments": ("a comment", "{} comments"),
}


# --- Sections in their forms ----------------------------------------------------------------------


def _line(blocks: list[Block]) -> str:
    return normal_line(" ".join(block.plain for block in blocks))


def _lines(blocks: list[Block]) -> str:
    entries = [line for block in blocks for line in _entries(block)]
    return encode_lines(decode_lines("\n".join(entries)))


def _entries(block: Block) -> list[str]:
    """A paragraph's lines are entries; those of a list item belong together."""
    return [normal_line(block.plain)] if block.item else block.plain.split("\n")


def _text(blocks: list[Block]) -> str:
    parts: list[str] = []
    for in_list, together in groupby(blocks, key=lambda block: block.item is not None):
        if in_list:
            parts.append("\n".join(f"- {normal_line(block.plain)}" for block in together))
        else:
            parts += (block.plain for block in together)
    return normal_text("\n\n".join(parts))


def _prose(blocks: list[Block]) -> str:
    parts: list[str] = []
    for in_list, together in groupby(blocks, key=lambda block: block.item is not None):
        if in_list:
            parts.append("\n".join(_items(together)))
        else:
            parts += map(_paragraph, together)
    return normal_markdown("\n\n".join(parts))


def _paragraph(block: Block) -> str:
    if block.heading:
        return _inline([Run(normal_line(block.plain), strong=True)])
    text = _inline(block.runs)
    return indent(text, "> ", lambda _: True) if block.quoted else text


@dataclass(slots=True)
class _OpenList:
    kind: str
    indent: int
    number: int = 0

    @property
    def mark(self) -> str:
        return f"{self.number}. " if self.kind == "number" else "- "


def _items(blocks: Iterable[Block]) -> Iterable[str]:
    """Markdown of list items; a nested one stands below the first letter of the item around it."""
    lists: list[_OpenList] = []
    for block in blocks:
        item = block.item or Item("bullet", 1)
        depth = min(item.depth, DEEPEST_LIST)
        del lists[depth:]
        if len(lists) < depth:
            below = lists[-1].indent + len(lists[-1].mark) if lists else 0
            lists.append(_OpenList(item.kind, below))
        elif lists[-1].kind != item.kind:
            lists[-1] = _OpenList(item.kind, lists[-1].indent)
        last = lists[-1]
        last.number += 1
        lines = _inline(block.runs).replace("\n", "\n" + " " * len(last.mark))
        yield indent(last.mark + lines, " " * last.indent)


def _groups(blocks: list[Block]) -> str:
    lines: list[str] = []
    for block in blocks:
        if block.heading or _is_bold_line(block):
            lines += ["", f"{normal_line(block.plain).rstrip(': ')}:"]
        elif block.item:
            lines.append(f"- {normal_line(block.plain)}")
        else:
            lines += ["", _inline(block.runs)]
    return groups.encode(groups.decode("\n".join(lines)))


def _is_bold_line(block: Block) -> bool:
    is_bold = all(run.strong for run in block.runs if run.text.strip())
    return is_bold and not block.item and len(block.plain) <= LONGEST_HEADING


_ENCODERS: Final[dict[Form, Callable[[list[Block]], str]]] = {
    Form.PROSE: _prose,
    Form.GROUPS: _groups,
    Form.LINES: _lines,
    Form.TEXT: _text,
    Form.LINE: _line,
}


# --- Words in Markdown ----------------------------------------------------------------------------


def _inline(runs: list[Run]) -> str:
    """Markdown that shows the very words; where bold or a link would change them, without those."""
    parts = _merged(runs)
    shown = _shown(parts)
    if any(part.strong or part.emphasis or part.href for part in parts):
        markdown = normal_markdown(_with_marks(parts))
        if to_plain(markdown) == shown:
            return markdown
    return from_plain(shown)


def _merged(runs: list[Run]) -> list[Run]:
    """Neighbours of one look as one, with single spaces and none at the ends."""
    parts: list[Run] = []
    before = "\n"
    for look, together in groupby(runs, key=lambda run: replace(run, text="")):
        text = _SPACES.sub(" ", "".join(run.text for run in together))
        text = _AROUND_BREAK.sub("\n", text)
        if before.isspace():
            text = text.lstrip(" ")
        if text:
            parts.append(replace(look, text=text))
            before = text[-1]
    while parts and not parts[-1].text.strip():
        parts.pop()
    return [*parts[:-1], *(replace(part, text=part.text.rstrip()) for part in parts[-1:])]


def _with_marks(parts: list[Run]) -> str:
    addresses = []
    line = ""
    for href, together in groupby(parts, key=lambda part: part.href):
        words = "".join(map(_marked, together))
        line += f"{_OPEN}{words}{_CLOSE}" if href else words
        addresses += [_address(href)] if href else []
    escaped = "\\\n".join(map(escape_inline, line.split("\n")))
    for mark, sign in _MARKS.items():
        escaped = escaped.replace(mark, sign)
    return re.sub(_CLOSE, lambda _: f"]({addresses.pop(0)})", escaped)


def _marked(part: Run) -> str:
    """The words between stand-ins of their marks, which touch no white space (CommonMark 6.2)."""
    words = part.text.strip()
    mark = _BOLD * part.strong + _SLANT * part.emphasis
    return part.text.replace(words, f"{mark}{words}{mark[::-1]}") if words else part.text


def _shown(parts: list[Run]) -> str:
    """What `to_plain` makes of them: an address follows the words of its link where it differs."""
    shown = ""
    for href, together in groupby(parts, key=lambda part: part.href):
        words = "".join(part.text for part in together)
        address = to_plain(f"[.]({_address(href)})")[3:-1]
        same = not href or words in (address, address.removeprefix("mailto:"))
        shown += words if same else f"{words} ({address})"
    return normal_text(shown)


def _address(href: str) -> str:
    return _ODD_IN_ADDRESS.sub(lambda odd: f"%{ord(odd[0]):02X}", href)
