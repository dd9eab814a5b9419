"""Well-formed HTML -> blocks of words: paragraphs, headings, list items, and what was left out.

What Word, LibreOffice and Google Docs write is read for what it means: Word's lists are paragraphs
with a style, its tracked changes and comments elements of a class, and Google Docs wraps
everything in a bold element that is not bold.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Final

_HEADINGS: Final = {f"h{level}" for level in range(1, 7)}
_LISTS: Final = {"ul": "bullet", "ol": "number", "menu": "bullet"}
_STRONG, _EMPHASIS = {"b", "strong"}, {"i", "em"}
_TRACKED: Final = {"ins", "del"}
INLINE: Final = {"a", "span", "font", "u", "s", "strike", *_STRONG, *_EMPHASIS, *_TRACKED}
VOID: Final = {"br", "hr", "img"}
BLOCKS: Final = {
    *("p", "div", "li", "dl", "dt", "dd", "pre", "blockquote", "address", "article", "aside"),
    *("center", "fieldset", "figcaption", "figure", "footer", "form", "header", "main", "nav"),
    *("section", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"),
    *_HEADINGS,
    *_LISTS,
}
_HIDDEN = re.compile(r"(?<![\w-])display:\s*none|mso-hide:\s*all", re.IGNORECASE)
_WEIGHT = re.compile(r"(?<![\w-])font-weight:\s*(bold|[6-9]\d\d|normal|[1-5]\d\d)", re.IGNORECASE)
_SLANT = re.compile(r"(?<![\w-])font-style:\s*(italic|normal)", re.IGNORECASE)
_WORD_LIST = re.compile(r"mso-list:[^;]*\blevel(\d)", re.IGNORECASE)
_WORD_BULLET = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
_WORD_COMMENTS = re.compile(r"mso-element:\s*comment-list", re.IGNORECASE)
_WORD_COMMENT_SIGN = re.compile(r"\bMsoCommentReference\b", re.IGNORECASE)
_WORD_DELETED = re.compile(r"\bmsoDel\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|mailto:", re.IGNORECASE)
_NUMBER = re.compile(r"\s*\(?[0-9a-zA-Z]{1,4}[.)]")
_TYPED_BULLET = re.compile(r"\s*[•·▪◦‣●\uf0b7][\s\u00a0]+")
_WHITE = re.compile(r"[ \t\n\r\f]+")


@dataclass(slots=True)
class Item:
    """A list item: "bullet" or "number", and how many lists it stands in."""

    kind: str
    depth: int


@dataclass(frozen=True, slots=True)
class Run:
    r"""Words of one look; "\n" is a line break, `href` an address that pages may link to."""

    text: str
    strong: bool = False
    emphasis: bool = False
    href: str = ""


@dataclass(slots=True)
class Block:
    """A paragraph, a heading or a list item; one item may hold several lines."""

    runs: list[Run] = field(default_factory=list)
    heading: bool = False
    quoted: bool = False
    item: Item | None = None

    @property
    def plain(self) -> str:
        return "".join(run.text for run in self.runs).strip()


@dataclass(frozen=True, slots=True)
class Clipboard:
    """The blocks in their order; `removed` counts what is not in them, by kind."""

    blocks: list[Block]
    removed: Counter[str]


def blocks_of(html: str) -> Clipboard:
    """Read HTML whose elements are all in `INLINE`, `BLOCKS` and `VOID`, and well nested."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Clipboard(reader.finished(), reader.removed)


@dataclass(frozen=True, slots=True)
class _Look:
    """What the elements around a text make of it."""

    strong: bool = False
    emphasis: bool = False
    href: str = ""
    heading: bool = False
    quoted: bool = False
    as_typed: bool = False
    skipped: bool = False
    bullet: bool = False
    lists: tuple[str, ...] = ()
    item: Item | None = None


class _Reader(HTMLParser):
    """Reads the well-formed HTML that nh3 gives back."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = [_Look()]
        self.blocks: list[Block] = []
        self.block: Block | None = None
        self.rows: list[tuple[int, list[int]]] = []  # where each open row and its cells begin
        self.removed: Counter[str] = Counter()

    def finished(self) -> list[Block]:
        self._end_block()
        return self.blocks

    # --- Elements -------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        look = self._look(tag, values)
        if not look.skipped:
            self._count(tag, values, look)
            self._place(tag)
        if tag not in VOID:
            self.looks.append(look)

    def handle_endtag(self, tag: str) -> None:
        look = self.looks.pop() if len(self.looks) > 1 else self.looks[0]
        if tag in BLOCKS:
            self._end_block()
        if tag == "tr" and not look.skipped and self.rows:
            self._join_cells(*self.rows.pop())

    def _look(self, tag: str, values: dict[str, str]) -> _Look:
        look, style, name = self.looks[-1], values.get("style", ""), values.get("class", "")
        if look.skipped:
            return look
        if _WORD_COMMENT_SIGN.search(name):
            self.removed["comments"] += 1
            return replace(look, skipped=True)
        if tag == "del" or _WORD_DELETED.search(name):
            self.removed["tracked"] += 1
            return replace(look, skipped=True)
        if _HIDDEN.search(style) or _WORD_COMMENTS.search(style):
            return replace(look, skipped=True)
        look = replace(
            look,
            strong=_says(_WEIGHT, style, tag in _STRONG or look.strong),
            emphasis=_says(_SLANT, style, tag in _EMPHASIS or look.emphasis),
        )
        if tag in _LISTS:
            return replace(look, lists=(*look.lists, _LISTS[tag]), item=None)
        if tag == "li":
            kind = look.lists[-1] if look.lists else "bullet"
            return replace(look, item=Item(kind, max(1, len(look.lists))))
        if tag in _HEADINGS:
            return replace(look, heading=True, strong=False)
        if word_list := _WORD_LIST.search(style):
            return replace(look, item=Item("bullet", int(word_list[1])))
        return replace(
            look,
            href=_address(values) if tag == "a" else look.href,
            bullet=look.bullet or bool(_WORD_BULLET.search(style)),
            quoted=look.quoted or tag == "blockquote",
            as_typed=look.as_typed or tag == "pre",
        )

    def _count(self, tag: str, values: dict[str, str], look: _Look) -> None:
        if tag == "img":
            self.removed["images"] += 1
        elif tag == "table":
            self.removed["tables"] += 1
        elif tag == "ins":
            self.removed["tracked"] += 1
        elif tag == "a" and not look.href and not _is_bookmark(values):
            self.removed["links"] += 1

    def _place(self, tag: str) -> None:
        if tag == "br":
            self._break_line()
        if tag in BLOCKS or tag == "hr":
            self._end_block()
        if tag == "tr":
            self.rows.append((len(self.blocks), []))
        elif tag in ("td", "th") and self.rows:
            self.rows[-1][1].append(len(self.blocks))

    def _join_cells(self, start: int, cells: list[int]) -> None:
        """Makes one line of a row, unless a cell of it holds more than one paragraph."""
        ends = [*cells[1:], len(self.blocks)]
        if not cells or any(end - begin > 1 for begin, end in zip(cells, ends, strict=True)):
            return
        row = self.blocks[start:]
        if len(row) < 2 or any(block.item or block.heading for block in row):
            return
        runs = [run for block in row for run in (Run(" – "), *block.runs)][1:]
        self.blocks[start:] = [Block(runs)]

    # --- Words ----------------------------------------------------------------------------------

    def handle_data(self, data: str) -> None:
        look = self.looks[-1]
        if look.skipped:
            return
        if look.bullet:
            if look.item and _NUMBER.match(data):
                look.item.kind = "number"
            return
        if not look.as_typed:
            self._add(_WHITE.sub(" ", data))
            return
        for number, line in enumerate(data.split("\n")):
            if number:
                self._break_line()
            self._add(line)

    def _break_line(self) -> None:
        """Ends the line, and the paragraph where a break already stands before it."""
        if self.block and self.block.runs[-1].text == "\n":
            self._end_block()
        self._add("\n")

    def _add(self, text: str) -> None:
        look = self.looks[-1]
        if look.skipped or (self.block is None and not text.strip()):
            return
        block = self.block = self.block or self._next_block(look)
        if not block.runs:
            text = text.lstrip()
            if look.item is None and not look.heading and (sign := _TYPED_BULLET.match(text)):
                block.item, text = Item("bullet", 1), text[sign.end() :]
        block.runs.append(Run(text, look.strong, look.emphasis, look.href))

    def _next_block(self, look: _Look) -> Block:
        last = self.blocks[-1] if self.blocks else None
        if look.item and last and last.item is look.item:
            last.runs.append(Run("\n"))
            return self.blocks.pop()
        return Block(heading=look.heading, quoted=look.quoted, item=look.item)

    def _end_block(self) -> None:
        if self.block and self.block.plain:
            self.blocks.append(self.block)
            self.removed["headings"] += self.block.heading
        self.block = None


def _address(values: dict[str, str]) -> str:
    """Where a link leads; empty for what leads nowhere outside the document it was copied from."""
    href = values.get("href", "").strip()
    return href if _ADDRESS.match(href) and not re.search(r"\s", href) else ""


def _is_bookmark(values: dict[str, str]) -> bool:
    is_commented = "mso-comment-reference" in values.get("style", "")
    return "href" not in values and (is_commented or not {"name", "id"}.isdisjoint(values))


def _says(rule: re.Pattern[str], style: str, otherwise: bool) -> bool:
    """What a style says of bold or italics: the "b" around Google Docs' text is not bold."""
    said = rule.search(style)
    return said[1][0].lower() in "bi6789" if said else otherwise
