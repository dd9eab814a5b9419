"""The WSGI layer in front of Django that answers with kept pages."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import Error as DatabaseFailure
from django.utils import timezone

from roles.dates import microseconds
from roles.pagecache.pages import Headers, Page, matches, may_be_kept, names_other_form, page_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from roles.models import LogMark
    from roles.pagecache.file import PageFile
    from roles.pagecache.store import Key, PageStore

logger = logging.getLogger(__name__)

LONGEST_ADDRESS: Final = 2_000

KEPT_FOR_A_MOMENT: Final = "roles.pagecache.kept_for_a_moment"
MOMENT: Final = timedelta(seconds=1)

# A change may take a second to reach every visitor: so long its old page serves those who would
# otherwise wait for the new one.
GRACE: Final = 1_000_000
LONGEST_WAIT: Final = 2.0

# RFC 9211: what this cache did, for whoever looks at the headers.
HIT: Final = "JobDesc; hit"
HIT_IN_FILE: Final = "JobDesc; hit; detail=file"
HIT_UNCHECKED: Final = "JobDesc; hit; detail=database-away"
HIT_OLD: Final = "JobDesc; hit; detail=being-renewed"
COLLAPSED: Final = "JobDesc; fwd=miss; collapsed"
STORED: Final = "JobDesc; fwd=miss; stored"
NOT_STORED: Final = "JobDesc; fwd=miss"


class PageCache:
    """Answers GET and HEAD of kept pages; everything else goes to the application as it is.

    Args:
        application: Django's. It calls `start_response` before it returns, and never `write`.
        store: the pages of this process; has to follow the publication log.
        next_moment: from a moment to the next one at which a schedule begins or ends.
        file: where those pages are looked for that the store does not have; has to follow the log.
    """

    def __init__(
        self,
        application: WSGIApplication,
        store: PageStore,
        next_moment: Callable[[datetime], datetime],
        file: PageFile | None = None,
    ) -> None:
        self._application = application
        self._store = store
        self._next_moment = next_moment
        self._file = file
        self._renewals: dict[Key, Event] = {}
        # When the next moment was asked for, at which place in the log, and what it is.
        self._next_until: tuple[int, LogMark | None, int] = (0, None, 0)
        self._session_cookie = f"{settings.SESSION_COOKIE_NAME}="

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = self._key(environ)
        if key is None:
            return self._application(environ, start_response)
        page = self._store.get(key, _now())
        if page is None:
            return self._renew(key, environ, start_response)
        if self._store.database_is_away:
            return _answer(page, environ, start_response, HIT_UNCHECKED)
        if self._store.is_quiet:
            return self._render(key, environ, start_response, instead_of_failing=page)
        return _answer(page, environ, start_response, HIT)

    def _key(self, environ: WSGIEnvironment) -> Key | None:
        """What an answer depends on; None for a request that may be answered in its own way."""
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or "HTTP_AUTHORIZATION" in environ
            or self._session_cookie in environ.get("HTTP_COOKIE", "")
            or names_other_form(environ.get("HTTP_ACCEPT", ""))
            or len(path) + len(query) > LONGEST_ADDRESS
        ):
            return None
        return (
            environ["wsgi.url_scheme"],
            environ.get("HTTP_X_FORWARDED_PROTO", ""),
            environ.get("HTTP_HOST", ""),
            path,
            query,
        )

    def _renew(
        self, key: Key, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Finds or renders a page for the first who asks; who comes meanwhile gets the old one, or
        waits.
        """
        mine = Event()
        renewal = self._renewals.setdefault(key, mine)
        if renewal is mine:
            try:
                if page := self._in_file(key):
                    away = self._store.database_is_away
                    how = HIT_UNCHECKED if away else HIT_IN_FILE
                    return _answer(page, environ, start_response, how)
                return self._render(key, environ, start_response)
            finally:
                del self._renewals[key]
                mine.set()
        if page := self._store.old(key, _now()):
            return _answer(page, environ, start_response, HIT_OLD)
        renewal.wait(LONGEST_WAIT)
        if page := self._store.get(key, _now()):
            return _answer(page, environ, start_response, COLLAPSED)
        return self._render(key, environ, start_response)

    def _in_file(self, key: Key) -> Page | None:
        """The page from the file, which the store then has too."""
        if self._file is None:
            return None
        if self._store.database_is_away:
            return self._file.get(key, _now())
        mark = self._store.mark
        if mark is None or not self._store.is_current or self._store.is_quiet:
            return None
        page = self._file.get(key, _now(), mark)
        if page:
            self._store.keep(key, page, mark)
        return page

    def _render(
        self,
        key: Key,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        instead_of_failing: Page | None = None,
    ) -> Iterable[bytes]:
        rendered_at, started = self._store.mark, timezone.now()
        answer = _Answer()
        # A page asked for by HEAD is rendered whole, so that its headers are those of GET.
        inner = {**environ, "REQUEST_METHOD": "GET"}
        chunks = self._application(inner, answer.start)
        if answer.failed and instead_of_failing:
            _close(chunks)
            return _answer(instead_of_failing, environ, start_response, HIT_UNCHECKED)
        if not may_be_kept(answer.status, answer.headers):
            start_response(answer.status, answer.headers)
            if environ["REQUEST_METHOD"] == "HEAD":
                _close(chunks)
                return []
            return chunks
        try:
            body = b"".join(chunks)
            until, grace = self._until(started, rendered_at), GRACE
            if inner.get(KEPT_FOR_A_MOMENT):
                until, grace = min(until, microseconds(started + MOMENT)), 0
        finally:
            _close(chunks)
        page = page_from(answer.headers, body, until, grace)
        stored = self._store.keep(key, page, rendered_at)
        if self._file and rendered_at and page.grace:
            self._file.keep(key, page, rendered_at)
        return _answer(page, environ, start_response, STORED if stored else NOT_STORED)

    def _until(self, started: datetime, rendered_at: LogMark | None) -> int:
        """When a page rendered from `started` on is over; at once if that cannot be said.

        It is asked once for each state of the log, which tells of every schedule.
        """
        now, (asked_at, mark, until) = microseconds(started), self._next_until
        if rendered_at is not None and rendered_at == mark and asked_at <= now < until:
            return until
        try:
            until = microseconds(self._next_moment(started))
        except DatabaseFailure:
            logger.warning("A page is not kept: the next scheduled moment cannot be read.")
            return 0
        self._next_until = now, rendered_at, until
        return until


class _Answer:
    """The beginning of an answer, caught before it reaches the server."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: Headers = []

    def start(
        self, status: str, headers: Headers, exc_info: Any = None, /
    ) -> Callable[[bytes], object]:
        self.status, self.headers = status, headers
        return _no_write

    @property
    def failed(self) -> bool:
        return self.status.startswith("5")


def _no_write(data: bytes) -> object:
    raise NotImplementedError("Django never calls write().")


def _answer(
    page: Page, environ: WSGIEnvironment, start_response: StartResponse, how: str
) -> Iterable[bytes]:
    variant = page.variant_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known is not None and matches(known, variant.etag):
        start_response("304 Not Modified", [*variant.not_modified, ("Cache-Status", how)])
        return []
    start_response("200 OK", [*variant.headers, ("Cache-Status", how)])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [variant.body]


def _close(chunks: Iterable[bytes]) -> None:
    """Ends the request for the application (PEP 3333), which then lets go of its connection."""
    if hasattr(chunks, "close"):
        chunks.close()


def _now() -> int:
    return time.time_ns() // 1_000
