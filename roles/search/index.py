"""The index on disk: where it lies, who may write it, and how this process reads it.

    DATA_DIR/search/v2/          one folder for each version of the schema
        current                  the name of the index in use
        lock                     held by whoever writes
        <name>/                  a tantivy index

A new index is built in a folder of its own and takes over when `current` is replaced, so readers
always have a whole one. The lock is held for one batch at a time: any process of the host may
write, one at once, and the kernel takes it back from one that was killed.
"""

from __future__ import annotations

import fcntl
import logging
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import IO, TYPE_CHECKING, Final, cast
from uuid import uuid4

from django.conf import settings

from roles.search.documents import MARK_ID, SCHEMA_VERSION, mark_document, mark_from, open_index
from roles.search.queries import the_mark
from roles.search.soundness import Examiner, Stamp, stamp, try_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tantivy import DocAddress, Index, IndexWriter, Query, Searcher

    from roles.models import LogMark
    from roles.search.live import Live

logger = logging.getLogger(__name__)

HEAP_BYTES: Final = 50_000_000


class IndexUnavailable(Exception):
    """The index is missing, damaged, or cannot be opened now."""


@contextmanager
def engine() -> Iterator[None]:
    """Turns whatever the search engine raises into IndexUnavailable."""
    try:
        yield
    except (OSError, ValueError, RuntimeError) as error:
        raise IndexUnavailable(str(error)) from error
    except BaseException as error:
        # A panic inside the engine is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise IndexUnavailable(str(error)) from error


@dataclass(slots=True)
class Snapshot:
    """The index as of one commit, and what `roles.search.live` remembers of it."""

    searcher: Searcher
    live: Live | None = None


class StoredIndex:
    """The index of one data directory, as this process sees it; safe for threads."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._pointer = root / "current"
        self._opening = Lock()
        self._index: Index | None = None
        self._directory = root
        self._pointer_stamp: Stamp | None = None
        self._commit_stamp: Stamp | None = None
        self._snapshot: Snapshot | None = None
        self._examiner = Examiner()
        self._examining = Lock()
        self._suspected = False
        self._damaged: Stamp | None = None

    def searcher(self) -> Searcher:
        """Reads the index as of its newest commit, by whatever process.

        Raises:
            IndexUnavailable: when there is none that can be read.
        """
        return self.snapshot().searcher

    def snapshot(self) -> Snapshot:
        """The same, one object for each commit.

        Raises:
            IndexUnavailable: as `searcher`.
        """
        with engine(), self._opening:
            index = self._newest()
            if self._damaged is not None and self._damaged == self._pointer_stamp:
                raise IndexUnavailable("The search index is damaged and about to be rebuilt.")
            if self._snapshot is None:
                self._snapshot = Snapshot(index.searcher())
            return self._snapshot

    def mark(self) -> LogMark | None:
        """The place in the publication log the index has come to; None when it must be rebuilt."""
        try:
            with engine():
                if self._damaged == stamp(self._pointer):
                    return None
                searcher = self.searcher()
                found = searcher.search(the_mark(), limit=1).hits
                return mark_from(searcher.doc(found[0][1])) if found else None
        except IndexUnavailable:
            return None

    def distrust(self) -> None:
        """Has the index that is in use looked at: it failed where it should not."""
        self._suspected = True

    def examine(self) -> None:
        """Finds out whether the index in use is damaged; then it has no `mark` from now on.

        What one file was found to be holds until it changes, so this may be asked every second.
        """
        with self._examining, suppress(OSError, ValueError):
            commit = self._newest_commit()
            suspected, self._suspected = self._suspected, False
            try:
                with engine():
                    self._examine(thoroughly=suspected)
            except IndexUnavailable:
                # What another process replaces meanwhile is not damaged.
                if self._newest_commit() == commit:
                    logger.exception("The search index is damaged.")
                    self._damaged = commit[0]

    def _newest_commit(self) -> tuple[Stamp, Stamp]:
        return stamp(self._pointer), stamp(self._in_use() / "meta.json")

    def _in_use(self) -> Path:
        return self._root / self._pointer.read_text().strip()

    def _examine(self, *, thoroughly: bool) -> None:
        directory = self._in_use()
        if thoroughly:
            self._examiner = Examiner()
        self._examiner.examine(directory)
        if thoroughly:
            try_out(open_index(directory))

    @contextmanager
    def locked(self, *, wait: bool) -> Iterator[bool]:
        """Holds the right to write; yields False at once when another has it, unless `wait`.

        Raises:
            IndexUnavailable: when nothing can be written there.
        """
        with self._lock_file() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
                return
            try:
                yield True
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)

    def _lock_file(self) -> IO[str]:
        with engine():
            self._root.mkdir(parents=True, exist_ok=True)
            return (self._root / "lock").open("a")

    @contextmanager
    def writer(self, mark: LogMark) -> Iterator[IndexWriter]:
        """Commits what is done to the index, together with `mark`. Only while `locked`.

        Raises:
            IndexUnavailable: nothing was changed.
        """
        with engine():
            with self._opening:
                index = self._newest()
            with _committing(index, mark) as writer:
                yield writer

    @contextmanager
    def replacing(self, mark: LogMark) -> Iterator[IndexWriter]:
        """The same for a new index, which takes over when it is complete. Only while `locked`.

        Raises:
            IndexUnavailable: the index in use stays.
        """
        new = self._root / uuid4().hex
        try:
            with engine():
                new.mkdir()
                with _committing(open_index(new, create=True), mark) as writer:
                    yield writer
                self._point_to(new)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
        self._remove_others(new)

    def _newest(self) -> Index:
        """Opens or reloads the index where its files say that there is something new."""
        pointer_stamp = stamp(self._pointer)
        if self._index is None or pointer_stamp != self._pointer_stamp:
            self._directory = self._in_use()
            self._commit_stamp = stamp(self._directory / "meta.json")
            self._snapshot = None
            self._index = open_index(self._directory)
            self._pointer_stamp = pointer_stamp
        commit_stamp = stamp(self._directory / "meta.json")
        if commit_stamp != self._commit_stamp:
            self._snapshot = None
            self._index.reload()
            self._commit_stamp = commit_stamp
        return self._index

    def _point_to(self, directory: Path) -> None:
        new_pointer = directory / "pointer"
        new_pointer.write_text(directory.name)
        new_pointer.replace(self._pointer)

    def _remove_others(self, kept: Path) -> None:
        """Removes replaced indexes, what killed rebuilds left, and those of older schemas."""
        others = [path for path in self._root.iterdir() if path.is_dir() and path != kept]
        older = [self._root.parent / f"v{version}" for version in range(SCHEMA_VERSION)]
        for path in (*others, *older):
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _committing(index: Index, mark: LogMark) -> Iterator[IndexWriter]:
    writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
    try:
        yield writer
        writer.delete_documents_by_term("role", MARK_ID)
        writer.add_document(mark_document(mark))
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    writer.wait_merging_threads()


def top(
    searcher: Searcher, query: Query, *, limit: int, offset: int = 0
) -> tuple[list[DocAddress], int]:
    """The addresses of the best documents, best first, and how many match in all.

    Raises:
        IndexUnavailable: when the index turns out to be damaged.
    """
    with engine():
        result = searcher.search(query, limit=limit, offset=offset)
        total: int = result.count  # type: ignore[attr-defined]  # missing in the stubs
        return [address for _, address in result.hits], total


def numbers(searcher: Searcher, field: str, addresses: Sequence[DocAddress]) -> list[int]:
    """The values of an integer field that every one of these documents has, in their order.

    Raises:
        IndexUnavailable: as `top`.
    """
    with engine():
        return cast("list[int]", searcher.fast_field_values(field, list(addresses)))


def stored_index() -> StoredIndex:
    """The index of the site's `DATA_DIR`, the same object at every call."""
    return _stored_index(settings.DATA_DIR / "search" / f"v{SCHEMA_VERSION}")


@lru_cache(maxsize=8)
def _stored_index(root: Path) -> StoredIndex:
    return StoredIndex(root)
