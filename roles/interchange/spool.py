"""Items of an import on disk, so that memory does not grow with their number."""

from __future__ import annotations

import io
import pickle
import tempfile
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Generic, TypeVar

T = TypeVar("T")
LENGTH_BYTES = 4


class Spool(Generic[T]):
    """A list to append to and to read from the beginning, in a file without a name.

    One reader at a time; nothing is appended while it reads.
    """

    def __init__(self) -> None:
        # Closed with the spool, as nothing else holds it.
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self._length = 0

    def append(self, item: T) -> None:
        packed = zlib.compress(pickle.dumps(item, pickle.HIGHEST_PROTOCOL), 1)
        self._file.write(len(packed).to_bytes(LENGTH_BYTES, "big") + packed)
        self._length += 1

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[T]:
        self._file.seek(0)
        try:
            for _ in range(self._length):
                length = int.from_bytes(self._file.read(LENGTH_BYTES), "big")
                # Nobody else can write into a file that has no name.
                yield pickle.loads(zlib.decompress(self._file.read(length)))  # noqa: S301
        finally:
            self._file.seek(0, io.SEEK_END)

    def chunks(self, size: int) -> Iterator[list[T]]:
        """The items in lists of `size`, the last one shorter."""
        items = iter(self)
        while chunk := list(islice(items, size)):
            yield chunk
