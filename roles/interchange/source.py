"""Bytes of a file to text that a decoder can trust to be text, and what a decoder yields.

Only UTF-8 is read, with or without a byte order mark. Files of other kinds are refused by what
they are, whatever their name says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

from roles.interchange.errors import FormatError
from roles.records import CategoryRecord, RecordError, RoleRecord

DOCUMENT_BYTES = 64 * 1024 * 1024
LINE_BYTES = 8 * 1024 * 1024

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SIGNATURES = (
    (b"\xff\xfe", "UTF-16 text; save it as UTF-8"),
    (b"\xfe\xff", "UTF-16 text; save it as UTF-8"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip or Word document"),
    (b"\xd0\xcf\x11\xe0", "a Word document"),
    (b"{\\rtf", "an RTF document"),
)
_HTML = re.compile(rb"\s*(<!doctype html|<\?xml|<html|<head|<body|<!--)", re.IGNORECASE)

Record = RoleRecord | CategoryRecord
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A record, the line where it began, and what was left out of it: (line, text) pairs."""

    record: Record
    line: int
    warnings: tuple[tuple[int, str], ...] = ()


Outcome = Decoded | FormatError
Decode = Callable[[BinaryIO, str], Iterator[Outcome]]


def document(stream: BinaryIO, name: str) -> str:
    """Return the whole text, line ends as LF; raises FormatError."""
    raw = stream.read(DOCUMENT_BYTES + 1)
    if len(raw) > DOCUMENT_BYTES:
        raise FormatError(name, 1, f"is larger than {DOCUMENT_BYTES // 1024**2} MB")
    _refuse_other_kinds(raw, name)
    text = _text(raw.removeprefix(_BYTE_ORDER_MARK), name, 1)
    if not text.strip():
        raise FormatError(name, 1, "is empty")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def lines(stream: BinaryIO, name: str) -> Iterator[tuple[int, str] | FormatError]:
    """Yield numbered lines with their ends, or why a line cannot be read, in bounded memory."""
    number = 0
    while raw := stream.readline(LINE_BYTES + 1):
        number += 1
        if number == 1:
            _refuse_other_kinds(raw, name)
            raw = raw.removeprefix(_BYTE_ORDER_MARK)
        try:
            _refuse_long(raw, stream, name, number)
            yield number, _text(raw, name, number)
        except FormatError as error:
            yield error


def outcome(read: Callable[[T], Record], value: T, name: str, line: int) -> Outcome:
    """Return the record that `read` makes of a value, or why it refuses, with its place."""
    try:
        return Decoded(read(value), line)
    except RecordError as error:
        return FormatError(name, line, str(error))


def refusal(error: RecordError, name: str, places: Mapping[str, int]) -> FormatError:
    """Return the refusal of a record at the line where the field at fault begins."""
    line = places.get(re.split(r"[.\[]", error.field)[0], 1)
    return FormatError(name, line, str(error))


def refusals(decode: Callable[[BinaryIO, str], Iterable[Outcome]]) -> Decode:
    """Make a decoder yield the FormatError it raises, as its last outcome."""

    def decode_or_refuse(stream: BinaryIO, name: str) -> Iterator[Outcome]:
        try:
            yield from decode(stream, name)
        except FormatError as error:
            yield error

    decode_or_refuse.__doc__ = decode.__doc__
    return decode_or_refuse


def _refuse_other_kinds(raw: bytes, name: str) -> None:
    """Raise FormatError for the beginning of a file that is no text of ours."""
    for signature, kind in _SIGNATURES:
        if raw.startswith(signature):
            raise FormatError(name, 1, f"is {kind}")
    if _HTML.match(raw.removeprefix(_BYTE_ORDER_MARK)):
        raise FormatError(name, 1, "is an HTML document; save the text alone")


def _refuse_long(raw: bytes, stream: BinaryIO, name: str, number: int) -> None:
    if len(raw) > LINE_BYTES:
        while raw and not raw.endswith(b"\n"):
            raw = stream.readline(LINE_BYTES)
        raise FormatError(name, number, f"the line is longer than {LINE_BYTES // 1024**2} MB")


def _text(raw: bytes, name: str, first_line: int) -> str:
    nul = raw.find(b"\0")
    if nul >= 0:
        line = first_line + raw.count(b"\n", 0, nul)
        raise FormatError(name, line, f"is a binary file or UTF-16 (byte 0 at offset {nul})")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = first_line + raw.count(b"\n", 0, error.start)
        reason = f"is not UTF-8 (byte 0x{raw[error.start]:02x} at offset {error.start})"
        raise FormatError(name, line, reason) from None
