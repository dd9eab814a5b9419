"""Pages in a file of this host: for all its processes, beyond what their memory holds, and through
restarts.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import local
from typing import TYPE_CHECKING, Final

from roles.dates import from_microseconds, microseconds
from roles.models import LOG_START, LogMark
from roles.pagecache.pages import Packed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from roles.models import LogEntry
    from roles.pagecache.pages import Page
    from roles.pagecache.store import Key

logger = logging.getLogger(__name__)

# Pages are written once a second; those beyond so many may be kept the next time they are rendered.
MOST_WAITING: Final = 500
# How many of the oldest pages make room at a time.
REMOVED_AT_ONCE: Final = 100
LOCK_SECONDS: Final = 5.0

SCHEMA: Final = """
PRAGMA journal_mode = WAL;
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS mark (one INTEGER PRIMARY KEY CHECK (one = 1), position, at);
CREATE TABLE IF NOT EXISTS page (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, until INTEGER NOT NULL,
    grace INTEGER NOT NULL, etag TEXT NOT NULL, headers TEXT NOT NULL,
    br BLOB NOT NULL, gzip BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS shows (
    purge_key TEXT NOT NULL, page INTEGER NOT NULL REFERENCES page ON DELETE CASCADE,
    PRIMARY KEY (purge_key, page)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shows_page ON shows (page);
PRAGMA user_version = 1;
COMMIT;
"""
# In one statement, so that page and mark are read from the same state of the file.
FIND: Final = """
SELECT until, grace, etag, headers, br, gzip FROM page
WHERE key = :key AND (:anywhere OR (SELECT position = :position AND at IS :at FROM mark))
"""
REMOVE_OLDEST: Final = "DELETE FROM page WHERE id IN (SELECT id FROM page ORDER BY id LIMIT ?)"


class PageFile:
    """Follows the publication log for all processes at once: whoever comes first removes what an
    entry touched, and moves the mark, in one transaction.

    So what is in it would be rendered now, if its mark is that of the process that looks. It fails
    no request: a page that cannot be read is rendered, one that cannot be written is not kept.

    Args:
        path: a SQLite database, made when it is missing.
        max_bytes: once they are in use, the oldest pages make room.
        deployment: the code, templates and settings that render pages; those that others have
            rendered are not found.
    """

    name = "page file"

    def __init__(self, path: Path, max_bytes: int, deployment: str) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._deployment = deployment
        self._waiting: SimpleQueue[tuple[Key, Page, LogMark]] = SimpleQueue()
        self._of_thread = local()
        self._has_warned = False

    def get(self, key: Key, now: int, mark: LogMark | None = None) -> Page | None:
        """The page under `key` whose time is not over, if the file is right for `mark`.

        Args:
            now: microseconds since 1970.
            mark: how far the process has followed the log; None while the database is away.
        """
        try:
            with self._file() as file:
                position, moment = _columns(mark or LOG_START)
                values = {"anywhere": mark is None, "position": position, "at": moment}
                row = file.execute(FIND, {"key": self._name(key), **values}).fetchone()
        except sqlite3.Error as error:
            self._failed(error)
            return None
        if row is None or row[0] <= now:
            return None
        until, grace, *packed = row
        return Packed(*packed).page(until, grace)

    def keep(self, key: Key, page: Page, mark: LogMark) -> None:
        """Has a page written with the next `tick`, if the file is at `mark` then.

        Args:
            mark: how far the process had followed the log before the page was rendered.
        """
        if self._waiting.qsize() < MOST_WAITING:
            self._waiting.put((key, page, mark))

    @property
    def mark(self) -> LogMark | None:
        """The last entry that any process has dealt with; None for a new or a damaged file."""
        try:
            with self._file() as file:
                return _mark(file)
        except sqlite3.OperationalError:  # locked, say, or no such folder
            raise
        except sqlite3.DatabaseError:
            return None

    def heard(self, position: int | None, *, made_here: bool = False) -> None:
        """Whoever asks for a page says himself how far the log has come."""

    def consume(self, entries: Sequence[LogEntry]) -> None:
        """Removes the pages that show what these entries touched."""
        with self._file() as file, _transaction(file):
            mark = _mark(file)
            # Another process may have moved it on, or begun anew, since these entries were read.
            if mark is None or entries[0].position > mark.position + 1:
                return
            later = [entry for entry in entries if entry.position > mark.position]
            keys = {key for entry in later for key in entry.keys}
            file.executemany(
                "DELETE FROM page WHERE id IN (SELECT page FROM shows WHERE purge_key = ?)",
                [(key,) for key in keys],
            )
            if later:
                _write_mark(file, later[-1].mark)

    def tick(self) -> None:
        """Writes the pages that wait for it."""
        waiting = []
        while True:
            try:
                waiting.append(self._waiting.get_nowait())
            except Empty:
                break
        if waiting:
            with self._file() as file, _transaction(file):
                mark = _mark(file)
                for key, page, rendered_at in waiting:
                    if rendered_at == mark:
                        self._write(file, key, page)
                self._make_room(file)

    def restart(self, head: LogMark) -> None:
        """Begins with an empty file."""
        try:
            with self._file() as file:
                self._empty(file, head)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            with self._file() as file:
                self._empty(file, head)

    def _empty(self, file: sqlite3.Connection, head: LogMark) -> None:
        with _transaction(file):
            file.execute("DELETE FROM shows")
            file.execute("DELETE FROM page")
            _write_mark(file, head)

    def _name(self, key: Key) -> str:
        return repr((self._deployment, *key))

    def _write(self, file: sqlite3.Connection, key: Key, page: Page) -> None:
        packed, name = Packed.of(page), self._name(key)
        file.execute("DELETE FROM page WHERE key = ?", (name,))
        written = file.execute(
            "INSERT INTO page (key, until, grace, etag, headers, br, gzip) VALUES (?,?,?,?,?,?,?)",
            (name, page.until, page.grace, *packed),
        )
        shows = [(purge_key, written.lastrowid) for purge_key in page.keys]
        file.executemany("INSERT INTO shows VALUES (?, ?)", shows)

    def _make_room(self, file: sqlite3.Connection) -> None:
        while _bytes_in_use(file) > self._max_bytes:
            if not file.execute(REMOVE_OLDEST, (REMOVED_AT_ONCE,)).rowcount:
                break

    @contextmanager
    def _file(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection; the next call opens another one after an error."""
        connection = getattr(self._of_thread, "connection", None) or _opened(self._path)
        self._of_thread.connection = connection
        try:
            yield connection
        except BaseException:
            self._of_thread.connection = None
            connection.close()
            raise

    def _failed(self, error: sqlite3.Error) -> None:
        if not self._has_warned:
            logger.warning("The page file %s cannot be read: %s", self._path, error)
        self._has_warned = True


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, LOCK_SECONDS, isolation_level=None)
    try:
        if connection.execute("PRAGMA user_version").fetchone() == (0,):
            connection.executescript(SCHEMA)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


@contextmanager
def _transaction(file: sqlite3.Connection) -> Iterator[None]:
    """What is not committed in the end goes with the connection, which `_file` closes."""
    file.execute("BEGIN IMMEDIATE")
    yield
    file.execute("COMMIT")


def _mark(file: sqlite3.Connection) -> LogMark | None:
    row = file.execute("SELECT position, at FROM mark").fetchone()
    if row is None:
        return None
    position, at = row
    return LogMark(position, None if at is None else from_microseconds(at))


def _write_mark(file: sqlite3.Connection, mark: LogMark) -> None:
    file.execute("INSERT OR REPLACE INTO mark VALUES (1, ?, ?)", _columns(mark))


def _columns(mark: LogMark) -> tuple[int, int | None]:
    return mark.position, None if mark.at is None else microseconds(mark.at)


def _bytes_in_use(file: sqlite3.Connection) -> int:
    numbers = ("page_count", "freelist_count", "page_size")
    used, free, size = (file.execute(f"PRAGMA {name}").fetchone()[0] for name in numbers)
    in_use: int = (used - free) * size
    return in_use
