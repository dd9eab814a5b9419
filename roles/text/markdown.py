"""The safe subset of CommonMark: what editors write prose in.

Paragraphs, lists, block quotes, emphasis, inline code, links (http, https, mailto, and addresses
of this site), hard breaks, escapes and entities are markup. Everything else (headings, code
blocks, rules, images, tables, HTML) shows as the text it is.
"""

from __future__ import annotations

import re
from textwrap import indent
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from roles.text.escaping import escape_inline
from roles.text.html import trusted

if TYPE_CHECKING:
    from django.utils.safestring import SafeString
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

_NOT_MARKUP = [
    *("code", "fence", "heading", "lheading", "hr", "reference"),
    *("html_block", "html_inline", "image"),
]
_SAFE_ADDRESS = re.compile(r"https?://|mailto:|/(?!/)", re.IGNORECASE)
_TEXT_MARK = re.compile(r"!\[|`{3,}")
_EXTERNAL_ADDRESS = re.compile(r"https?:", re.IGNORECASE)


class _Subset(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 (the parser's own name)
        return _SAFE_ADDRESS.match(url) is not None


def _text_as_typed(state: StateInline, silent: bool) -> bool:
    """Take the marks of images and fences as text, not as "!" and a link, nor as inline code."""
    mark = _TEXT_MARK.match(state.src, state.pos)
    if not mark:
        return False
    if not silent:
        state.pending += mark[0]
    state.pos = mark.end()
    return True


def _guard_external_links(state: StateCore) -> None:
    for block in state.tokens:
        for token in block.children or ():
            if token.type == "link_open" and _EXTERNAL_ADDRESS.match(str(token.attrGet("href"))):
                token.attrSet("rel", "noopener")


def _parser() -> MarkdownIt:
    # Blocks nested deeper than maxNesting are dropped, so the limit is far above what people write.
    parser = _Subset("commonmark", {"html": False, "maxNesting": 100}).disable(_NOT_MARKUP)
    parser.inline.ruler.before("backticks", "text_as_typed", _text_as_typed)
    parser.core.ruler.push("guard_external_links", _guard_external_links)
    return parser


_PARSER = _parser()

# One line of words, as most answers are: reading that as Markdown takes a hundred times as long.
_WORDS_ALONE = re.compile(r"[^\W\d_][^\\`*_\[\]<&\x00-\x1f]*(?<!\s)")


def to_html(markdown: str) -> SafeString:
    """Render the subset as HTML that templates may trust."""
    return trusted(_PARSER.render(markdown).rstrip("\n"))


def to_plain(markdown: str) -> str:
    """Return what a reader sees, as plain text.

    Paragraphs stand one blank line apart, line ends inside a paragraph stay, list items are
    "- item" or "1. item", and a link is its text, with the address in brackets where it differs.
    """
    if _WORDS_ALONE.fullmatch(markdown):
        return markdown
    return _blocks(SyntaxTreeNode(_PARSER.parse(markdown)))


def from_plain(text: str) -> str:
    """Return Markdown that shows normalised plain text character for character.

    Line ends inside a paragraph become hard breaks. A paragraph without line ends stays as it
    is unless Markdown would read markup in it.
    """
    return "\n\n".join(_verbatim(block) for block in text.split("\n\n"))


def _verbatim(block: str) -> str:
    lines = block.split("\n")
    as_typed = "\\\n".join(lines)
    if _shows(as_typed, block):
        return as_typed
    return "\\\n".join(escape_inline(line) for line in lines)


def _shows(markdown: str, text: str) -> bool:
    """Tell whether Markdown without any markup but hard breaks shows this text."""
    tokens = _PARSER.parse(markdown)
    shown = {child.type for token in tokens for child in token.children or ()}
    return shown <= {"text", "hardbreak"} and len(tokens) == 3 and to_plain(markdown) == text


def _blocks(parent: SyntaxTreeNode) -> str:
    parts: list[str] = []
    for node in parent.children:
        parts += [_block(node), "\n" if node.hidden else "\n\n"]
    return "".join(parts[:-1])


def _block(node: SyntaxTreeNode) -> str:
    if node.type == "paragraph":
        return "".join(_inline(child) for child in node.children[0].children)
    if node.type == "bullet_list":
        return "\n".join(_item("- ", item) for item in node.children)
    if node.type == "ordered_list":
        start = int(node.attrs.get("start", 1))
        return "\n".join(_item(f"{n}. ", item) for n, item in enumerate(node.children, start))
    return _blocks(node)


def _item(mark: str, item: SyntaxTreeNode) -> str:
    return mark + indent(_blocks(item), " " * len(mark))[len(mark) :]


def _inline(node: SyntaxTreeNode) -> str:
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    if node.type == "link":
        return _link(node)
    if node.children:
        return "".join(_inline(child) for child in node.children)
    return node.content


def _link(node: SyntaxTreeNode) -> str:
    text = "".join(_inline(child) for child in node.children)
    address = str(node.attrs["href"])
    if not address or text in (address, address.removeprefix("mailto:")):
        return text
    return f"{text} ({address})" if text else address
