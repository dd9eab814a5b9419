"""The pages a process keeps: bounded memory, purge keys, and how it knows that they still hold."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from roles.models import LogEntry, LogMark
    from roles.pagecache.pages import Page

# The follower asks the database once a second; after this long without a word, nobody knows.
QUIET_SECONDS: Final = 3.0

Key = tuple[str, ...]


class PageStore:
    """Follows the publication log and gives no page back that an entry it knows of has touched.

    Reading takes no lock. A page rendered while an entry arrived is not kept: it may show what was
    before. When memory runs out, pages go in the order they came, and one that was read since its
    last turn is spared once.
    """

    name = "page cache"

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._by_purge_key: defaultdict[str, set[Key]] = defaultdict(set)
        self._bytes = 0
        self._changing = Lock()
        self._mark: LogMark | None = None
        self._log_position = 0
        self._heard_at = 0.0
        self._database_away = False

    @property
    def mark(self) -> LogMark | None:
        return self._mark

    @property
    def database_is_away(self) -> bool:
        """The database was asked last and did not answer."""
        return self._database_away

    @property
    def is_quiet(self) -> bool:
        """Nothing was heard of the database for so long that a page may have changed unnoticed."""
        return monotonic() - self._heard_at > QUIET_SECONDS

    def get(self, key: Key, now: int) -> Page | None:
        """The page under `key`, unless it has changed or its time is over.

        Args:
            now: microseconds since 1970.
        """
        # In this order: once `mark` has come to an entry, the pages it touched are gone.
        if self._mark is None or self._mark.position < self._log_position:
            return None
        page = self._pages.get(key)
        if page is None or page.until <= now:
            return None
        page.used = True
        return page

    def keep(self, key: Key, page: Page, rendered_at: LogMark | None) -> bool:
        """Keeps a page, unless the log has moved on.

        Args:
            rendered_at: `mark`, read before the page was rendered.
        """
        with self._changing:
            if rendered_at is None or rendered_at != self._mark or page.size > self._max_bytes:
                return False
            self._remove(key)
            self._pages[key] = page
            self._bytes += page.size
            for purge_key in page.keys:
                self._by_purge_key[purge_key].add(key)
            self._make_room()
            return True

    def heard(self, position: int | None) -> None:
        if position is None:
            self._database_away = True
            return
        self._log_position = max(position, self._log_position)
        self._heard_at = monotonic()
        self._database_away = False

    def consume(self, entries: Sequence[LogEntry]) -> None:
        """Removes the pages that show what these entries touched."""
        with self._changing:
            for purge_key in {key for entry in entries for key in entry.keys}:
                self._remove_all(self._by_purge_key.get(purge_key, ()))
            self._mark = entries[-1].mark

    def tick(self) -> None:
        """Nothing to do: a page carries the moment at which it is over."""

    def restart(self, head: LogMark) -> None:
        """Forgets every page, and follows the log from here on."""
        with self._changing:
            self._pages.clear()
            self._by_purge_key.clear()
            self._bytes = 0
            self._mark = head
            self._log_position = head.position

    def _make_room(self) -> None:
        while self._bytes > self._max_bytes:
            key, page = next(iter(self._pages.items()))
            if page.used:
                page.used = False
                self._pages.move_to_end(key)
            else:
                self._remove(key)

    def _remove_all(self, keys: Iterable[Key]) -> None:
        for key in tuple(keys):
            self._remove(key)

    def _remove(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        if page is None:
            return
        self._bytes -= page.size
        for purge_key in page.keys:
            self._by_purge_key[purge_key].discard(key)
            if not self._by_purge_key[purge_key]:
                del self._by_purge_key[purge_key]
