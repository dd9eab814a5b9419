"""The pages a process keeps: bounded memory, purge keys, and how it knows that they still hold."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from threading import Lock
from time import monotonic, time_ns
from typing import TYPE_CHECKING, Final

from roles.dates import microseconds

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        self._ended: dict[Key, Page] = {}
        self._bytes = 0
        self._changing = Lock()
        self._mark: LogMark | None = None
        self._log_position = 0
        self._changed_here_at = 0
        self._heard_at = 0.0
        self._database_away = False

    @property
    def mark(self) -> LogMark | None:
        return self._mark

    @property
    def is_current(self) -> bool:
        """The pages that every entry it has heard of touched are gone."""
        return self._mark is not None and self._mark.position >= self._log_position

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
        if not self.is_current:  # before the page is taken: one that an entry touched is gone then
            return None
        page = self._pages.get(key)
        if page is None or page.until <= now:
            return None
        page.used = True
        return page

    def old(self, key: Key, now: int) -> Page | None:
        """The page under `key` that is over, while those may have it who come during its renewal.

        Never what this process itself has changed: whoever made the change sees it at once.

        Args:
            now: microseconds since 1970.
        """
        if not self.is_current:
            return None
        page = self._pages.get(key)
        if page is None or not self._changed_here_at < page.until <= now < page.until + page.grace:
            return None
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

    def heard(self, position: int | None, *, made_here: bool = False) -> None:
        if made_here:
            self._changed_here_at = time_ns() // 1_000
        if position is None:
            self._database_away = True
            return
        self._log_position = max(position, self._log_position)
        self._heard_at = monotonic()
        self._database_away = False

    def consume(self, entries: Sequence[LogEntry]) -> None:
        """Ends the time of the pages that show what these entries touched."""
        with self._changing:
            for entry in entries:
                at = microseconds(entry.at)
                for key in {key for name in entry.keys for key in self._by_purge_key.get(name, ())}:
                    page = self._pages[key]
                    page.until = min(page.until, at)
                    self._ended[key] = page
            self._mark = entries[-1].mark

    def tick(self) -> None:
        """Removes what has changed, and is too old by now even for those who come meanwhile.

        What is over at a scheduled moment stays until it is rendered anew, or room is needed.
        """
        now = time_ns() // 1_000
        with self._changing:
            for key, page in tuple(self._ended.items()):
                if page.until + page.grace <= now:
                    del self._ended[key]
                    if self._pages.get(key) is page:
                        self._remove(key)

    def restart(self, head: LogMark) -> None:
        """Forgets every page, and follows the log from here on."""
        with self._changing:
            self._pages.clear()
            self._by_purge_key.clear()
            self._ended.clear()
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

    def _remove(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        if page is None:
            return
        self._bytes -= page.size
        for purge_key in page.keys:
            self._by_purge_key[purge_key].discard(key)
            if not self._by_purge_key[purge_key]:
                del self._by_purge_key[purge_key]
