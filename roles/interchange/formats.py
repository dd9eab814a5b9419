"""The formats by name and by suffix."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from roles.interchange import csv, json, jsonl, markdown, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from roles.interchange.source import Decode, Record


@dataclass(frozen=True, slots=True)
class Format:
    """A way to read records and, one at a time, to write them.

    `encode` is None for CSV, which needs its columns first: see `roles.interchange.csv.encode`.
    """

    name: str
    decode: Decode
    encode: Callable[[Record], bytes] | None

    @property
    def suffix(self) -> str:
        """The end of a file's name, with its dot."""
        return f".{self.name}"


FORMATS = {
    "txt": Format("txt", text.decode, text.encode),
    "md": Format("md", markdown.decode, markdown.encode),
    "json": Format("json", json.decode, json.encode),
    "jsonl": Format("jsonl", jsonl.decode, jsonl.encode),
    "csv": Format("csv", csv.decode, None),
}


def format_of(path: str) -> Format | None:
    """Return the format that a file's suffix names, None for a suffix that is not ours."""
    return FORMATS.get(PurePath(path).suffix.casefold().removeprefix("."))


def sniffed(beginning: bytes) -> Format:
    """Return the format a stream seems to be in, by its first few thousand bytes."""
    first, _, rest = beginning.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    line = first.strip()
    if line == b"---":
        return FORMATS["md"]
    if line.startswith(b"["):
        return FORMATS["json"]
    if line.startswith(b"{"):
        return FORMATS["jsonl" if line.endswith(b"}") or not rest else "json"]
    columns = {cell.strip(b' "').lower() for cell in line.split(b",")}
    return FORMATS["csv" if {b"title", b"category"} <= columns else "txt"]
