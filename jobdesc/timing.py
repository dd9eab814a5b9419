"""How long an answer took, for who asks with `Prefer: server-timing`."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    Headers = list[tuple[str, str]]

PREFERENCE: Final = "server-timing"


class ServerTiming:
    """Adds `Server-Timing` (W3C) to the answers of requests with that preference (RFC 7240).

    It says how long the server took until the answer began, and of that, in how many queries how
    much was spent waiting for the database, in milliseconds.

    Args:
        application: what answers, the page cache included. All work is done before it returns.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if "HTTP_PREFER" not in environ or not _is_preferred(environ["HTTP_PREFER"]):
            return self._application(environ, start_response)
        timing = _Timing(start_response)
        with connection.execute_wrapper(timing.execute):
            return self._application(environ, timing.start)


class _Timing:
    """The queries of one request, and the beginning of its answer."""

    def __init__(self, start_response: StartResponse) -> None:
        self._start_response = start_response
        self._began = perf_counter()
        self._queries = 0
        self._in_database = 0.0

    def execute(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self._queries += 1
            self._in_database += perf_counter() - asked

    def start(
        self, status: str, headers: Headers, exc_info: Any = None, /
    ) -> Callable[[bytes], object]:
        took = (perf_counter() - self._began) * 1_000
        waited = self._in_database * 1_000
        timing = f'total;dur={took:.3f}, db;desc="{self._queries} queries";dur={waited:.3f}'
        added = [("Server-Timing", timing), ("Preference-Applied", PREFERENCE)]
        return self._start_response(status, [*headers, *added], exc_info)


def _is_preferred(prefer: str) -> bool:
    names = (preference.partition(";")[0] for preference in prefer.split(","))
    return PREFERENCE in (name.partition("=")[0].strip().lower() for name in names)
