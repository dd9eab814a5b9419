"""Addresses made of titles: "C++ Developer" is c-plus-plus-developer."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 150

# Letters that Unicode does not take apart into an ASCII letter and a mark.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_SPOKEN = (
    (re.compile(r"(?<=\w)\+\+"), " plus plus "),
    (re.compile(r"(?<=\b[A-Za-z])#"), " sharp "),
    (re.compile(r"(?<![\w.])\.(?=[A-Za-z])"), " dot "),
    (re.compile(r"&"), " and "),
    (re.compile(r"[-‐‑‒–—―/\\|_·•:;,+]"), " "),
)


def slug_from(title: str) -> str:
    """Return ASCII words joined by hyphens, at most `MAX_LENGTH` characters, cut at a word.

    A title with letters that have no ASCII form (Cyrillic, Chinese, ...) keeps its letters. A
    title without any letter or digit gives "".
    """
    text = unicodedata.normalize("NFKC", title)
    for pattern, words in _SPOKEN:
        text = pattern.sub(words, text)
    letters = _ascii(text.lower().translate(_LETTERS))
    return _cut("-".join(_words(unicodedata.normalize("NFKC", letters))))


def _ascii(text: str) -> str:
    """Take the marks off Latin letters; a text with other letters is returned as it is."""
    if text.isascii():
        return text
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return text if any(c.isalpha() and not c.isascii() for c in bare) else bare


def _words(text: str) -> list[str]:
    kept = (c if unicodedata.category(c)[0] in "LMN" else " " if c.isspace() else "" for c in text)
    return "".join(kept).split()


def _cut(slug: str) -> str:
    if len(slug) <= MAX_LENGTH:
        return slug
    at_word = slug[: MAX_LENGTH + 1].rpartition("-")[0]
    return (at_word or slug[:MAX_LENGTH]).rstrip("-")
