"""HTML as programs put it on the clipboard, made safe and quick to read.

nh3 (html5ever) reads any HTML as a browser would, and gives back well-formed HTML of what is on a
short list. Nothing after it writes HTML: what comes out is text.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import nh3

from roles.text.pasted_blocks import BLOCKS, INLINE, VOID, blocks_of

if TYPE_CHECKING:
    from roles.text.pasted_blocks import Clipboard

_DROPPED: Final = {
    *("script", "style", "title", "template", "noscript", "iframe", "object", "select", "textarea"),
    *("svg", "math", "audio", "video", "canvas"),
}
_READ_ATTRIBUTES: Final = {"style", "class"}

# What html5ever takes more time for than its size says: elements in each other, inline elements
# that are never closed (it repeats them in every block that follows), attributes of one element.
_DEEPEST, _DEEPEST_INLINE, _MOST_ATTRIBUTES, _MOST_TAGS = 250, 25, 2_000, 100_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)")
_BETWEEN_ATTRIBUTES = re.compile(r"[\s/\"']")
_IMAGE_IN_ADDRESS = re.compile(r"data:image/[\w.+-]{1,40};base64,[\w/+=]+", re.IGNORECASE)
_CLOSED_BY_THE_NEXT: Final = {"p", "li", "tr", "td", "th", "thead", "tbody", "tfoot", "option"}
_NEVER_OPEN: Final = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
    *("source", "track", "wbr"),
}
# Parts that hold no words, by their beginnings and ends; one that does not end goes on for good.
_NO_WORDS: Final = [
    (re.compile(begin, re.IGNORECASE), re.compile(end, re.IGNORECASE))
    for begin, end in (
        (r"<!--\[if[^\]<>]{0,100}\]>", r"<!\[endif\]-->"),  # for Office alone
        (r"<script\b", r"</script\s{0,9}>"),
        (r"<style\b", r"</style\s{0,9}>"),
    )
]

# Noncharacters: `roles.text.pasting` marks places in a line with some of them.
_NONCHARACTERS = dict.fromkeys(range(0xFDD0, 0xFDF0))


def read(html: str) -> Clipboard | None:
    """Read HTML of any kind; None when it nests too deep or is too odd to be read in good time."""
    html = html.encode(errors="replace").decode()  # half a surrogate pair is no UTF-8
    for begin, end in _NO_WORDS:
        first, *parts = begin.split(html)
        html = first + "".join("".join(end.split(part, maxsplit=1)[1:]) for part in parts)
    html = _IMAGE_IN_ADDRESS.sub("", html.translate(_NONCHARACTERS))
    if _too_odd(html):
        return None
    attributes = dict.fromkeys(BLOCKS | INLINE, _READ_ATTRIBUTES) | {
        "a": _READ_ATTRIBUTES | {"href", "name", "id"}
    }
    clean = nh3.clean(
        html,
        tags=BLOCKS | INLINE | VOID,
        clean_content_tags=_DROPPED,
        attributes=attributes,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return blocks_of(clean)


def _too_odd(html: str) -> bool:
    opened: Counter[str] = Counter()
    depth = {True: 0, False: 0}  # of blocks, of inline elements
    for number, match in enumerate(_TAG.finditer(html)):
        tag = match[2].lower()
        if number == _MOST_TAGS or len(_BETWEEN_ATTRIBUTES.findall(match[3])) > _MOST_ATTRIBUTES:
            return True
        if tag in _NEVER_OPEN or tag in _CLOSED_BY_THE_NEXT:
            continue
        step = 1 if not match[1] else -1 if opened[tag] else 0
        opened[tag] += step
        depth[tag in BLOCKS] += step
        if depth[True] > _DEEPEST or depth[False] > _DEEPEST_INLINE:
            return True
    return False
