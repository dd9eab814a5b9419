"""Whether the files of an index are as they were written: each ends in a checksum of the rest.

The engine itself looks at its files no closer than a search needs; one that was changed by a
failing disk may go on giving wrong answers for good.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING, Final

from tantivy import Query

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tantivy import Index

# The files every segment has: terms, their documents and places, lengths, values, stored texts.
PARTS: Final = ("term", "idx", "pos", "fieldnorm", "fast", "store")
# At the end of a file: the length of the JSON footer before it, and the engine's magic number.
TAIL: Final = struct.Struct("<II")
MAGIC: Final = 1337
CHECKSUM: Final = re.compile(rb'"crc":(\d{1,10})\b')
SEGMENT: Final = re.compile(r'"segment_id":\s*"([0-9a-f-]{36})"')
CHUNK: Final = 1 << 20

Stamp = tuple[int, int, int]


def stamp(path: Path) -> Stamp:
    """Changes whenever the file is replaced or written."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, status.st_size


class Examiner:
    """Examines an index again and again, but each file only once as long as nobody touches it."""

    def __init__(self) -> None:
        self._sound: dict[Path, Stamp] = {}

    def examine(self, directory: Path) -> None:
        """Reads the files of the newest commit that are new since last time.

        Raises:
            OSError: one is missing.
            ValueError: one is not as it was written.
        """
        files = {path: stamp(path) for path in _files(directory)}
        for path, now in files.items():
            if self._sound.get(path) != now and not _is_sound(path, now[2]):
                raise ValueError(f"{path.name} is damaged")
        self._sound = files


def try_out(index: Index) -> None:
    """Reads a little of every kind of file; raises what the engine raises."""
    searcher = index.searcher()
    found = searcher.search(Query.all_query(), limit=1)
    for _, address in found.hits:
        searcher.doc(address)
    searcher.aggregate(Query.all_query(), {"roles": {"value_count": {"field": "role"}}})


def _files(directory: Path) -> Iterator[Path]:
    for segment in SEGMENT.findall((directory / "meta.json").read_text()):
        yield from (directory / f"{segment.replace('-', '')}.{part}" for part in PARTS)


def _is_sound(path: Path, size: int) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, size - TAIL.size))
        tail = file.read()
        if len(tail) < TAIL.size:
            return False
        length, magic = TAIL.unpack(tail)
        body = size - TAIL.size - length
        if magic != MAGIC or body < 0:
            return False
        file.seek(body)
        expected = _checksum_in(file.read(length))
        file.seek(0)
        checksum = 0
        while body > 0 and (chunk := file.read(min(CHUNK, body))):
            checksum = zlib.crc32(chunk, checksum)
            body -= len(chunk)
    return checksum == expected


def _checksum_in(footer: bytes) -> int | None:
    match = CHECKSUM.search(footer)
    return int(match[1]) if match else None
