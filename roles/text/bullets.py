"""Bullets as they come pasted from documents, and lists of one entry a line."""

from __future__ import annotations

import re

from roles.text.normal import normal_line, normal_markdown

_SIGN = re.compile(r"\s*[-+*•–●▪◦‣·\uf0b7](?:\s+|$)")
_NUMBER = re.compile(r"\s*\d{1,3}[.)](?:\s+|$)")


def without_sign(line: str) -> str | None:
    """Return what follows a bullet sign ("- ", "• ", ...), or None without one."""
    match = _SIGN.match(line)
    return line[match.end() :].strip() if match else None


def without_bullet(line: str) -> str | None:
    """Return what follows a bullet sign or a number ("1. ", "1) "), or None without one."""
    match = _SIGN.match(line) or _NUMBER.match(line)
    return line[match.end() :].strip() if match else None


def _bare(entry: str) -> str:
    rest: str | None = entry
    while rest is not None:
        entry, rest = rest, without_bullet(rest)
    return entry


def decode_lines(text: str) -> tuple[str, ...]:
    """Read one entry a line; bullets before them and blank lines are dropped."""
    entries = (_bare(normal_line(line)) for line in normal_markdown(text).split("\n"))
    return tuple(entry for entry in entries if entry)


def encode_lines(entries: tuple[str, ...]) -> str:
    """Write one entry a line, the way `decode_lines` reads them."""
    return "\n".join(entries)
