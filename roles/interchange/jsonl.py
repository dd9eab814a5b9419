"""JSON Lines: one object a line, read and written without holding the file in memory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from roles.interchange.errors import FormatError
from roles.interchange.json import mapping_of, parsed, record_of
from roles.interchange.source import lines, outcome, refusals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from roles.interchange.source import Outcome, Record


def encode(record: Record) -> bytes:
    """Write one record as one line."""
    compact = json.dumps(mapping_of(record), ensure_ascii=False, separators=(",", ":"))
    return f"{compact}\n".encode()


@refusals
def decode(stream: BinaryIO, name: str) -> Iterator[Outcome]:
    """Yield a record, or why it is refused, for every line that is not blank."""
    is_empty = True
    for line in lines(stream, name):
        if isinstance(line, FormatError):
            is_empty = False
            yield line
        elif line[1].strip():
            is_empty = False
            yield _outcome(line[1].strip(), name, line[0])
    if is_empty:
        raise FormatError(name, 1, "is empty")


def _outcome(text: str, name: str, line: int) -> Outcome:
    try:
        value, end = parsed(text)
    except json.JSONDecodeError as error:
        return FormatError(name, line, f"is not JSON: {error.msg} at column {error.colno}")
    except ValueError as error:
        return FormatError(name, line, str(error))
    if end < len(text):
        return FormatError(name, line, "more than one value on the line")
    return outcome(record_of, value, name, line)
