"""JSON: one object, or a list of them, in the shape that public pages serve."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from roles.interchange.errors import FormatError
from roles.interchange.source import document, outcome, refusals
from roles.records import (
    CategoryRecord,
    RecordError,
    category_from_dict,
    category_to_dict,
    from_dict,
    to_dict,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from typing import Any, BinaryIO

    from roles.interchange.source import Outcome, Record


def encode(record: Record, *, site_url: str = "") -> bytes:
    """Write one record, keys in the documented order; with `site_url`, addresses are absolute."""
    mapping = mapping_of(record, site_url=site_url)
    return f"{json.dumps(mapping, ensure_ascii=False, indent=2)}\n".encode()


@refusals
def decode(stream: BinaryIO, name: str) -> Iterator[Outcome]:
    """Yield the records of one JSON document."""
    text = document(stream, name)
    for line, value in _values(text, name):
        yield outcome(record_of, value, name, line)


def mapping_of(record: Record, *, site_url: str = "") -> dict[str, Any]:
    """Return the JSON object of a role or of a category."""
    if isinstance(record, CategoryRecord):
        return category_to_dict(record)
    return to_dict(record, site_url=site_url)


def record_of(value: object) -> Record:
    """Read a parsed JSON value; raises RecordError."""
    if not isinstance(value, dict):
        raise RecordError("record", "expected an object")
    if value.get("type") == "category":
        return category_from_dict(value)
    return from_dict(value)


def parsed(text: str, place: int = 0) -> tuple[object, int]:
    """Parse the value that begins at a place; return it and where it ends. Raises ValueError."""
    try:
        return _DECODER.raw_decode(text, place)
    except RecursionError:
        raise ValueError("is nested too deeply") from None


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f'the key "{twice}" stands twice')
    return mapping


_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(object_pairs_hook=_unique_keys)


def _values(text: str, name: str) -> Iterator[tuple[int, object]]:
    line, counted = 1, 0
    try:
        for place, value in _located(text):
            line += text.count("\n", counted, place)
            counted = place
            yield line, value
    except json.JSONDecodeError as error:
        raise FormatError(name, error.lineno, f"is not JSON: {error.msg}") from None
    except ValueError as error:
        raise FormatError(name, line, str(error)) from None


def _located(text: str) -> Iterator[tuple[int, object]]:
    """Yield the entries of a list, or the one value there is, each with its place."""
    place = _skipped(text, 0)
    if text[place] == "[":
        end = yield from _entries(text, _skipped(text, place + 1))
    else:
        value, end = parsed(text, place)
        yield place, value
    if _skipped(text, end) < len(text):
        raise json.JSONDecodeError("Extra data", text, _skipped(text, end))


def _entries(text: str, place: int) -> Generator[tuple[int, object], None, int]:
    closed = text[place : place + 1] == "]"
    while not closed:
        value, end = parsed(text, place)
        yield place, value
        place = _skipped(text, end)
        closed = text[place : place + 1] == "]"
        if not closed and text[place : place + 1] != ",":
            raise json.JSONDecodeError("Expecting ',' delimiter", text, place)
        place = _skipped(text, place + 1) if not closed else place
    return place + 1


def _skipped(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return match.end() if match else place
