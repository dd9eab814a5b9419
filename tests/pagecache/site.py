"""A site of two plain pages that show what real ones do, and the page cache in front of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

from django.core.handlers.wsgi import WSGIHandler
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.utils import timezone

from roles import reading
from roles.pagecache import KEPT_FOR_A_MOMENT, PageCache, PageFile, PageStore

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

MEGABYTE = 1024 * 1024


def role_page(request: HttpRequest, category: str, role: str) -> HttpResponse:
    page = reading.role_page(category, role, timezone.now())
    if page is None:
        raise Http404
    response = HttpResponse(f"{page.record}\n{page.record.related}\n{page.edition.number}")
    response.headers["Surrogate-Key"] = " ".join(sorted(page.purge_keys))
    return response


def role_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    rows = [
        f"{row.title} {row.get_absolute_url()}"
        for row in reading.role_list(reading.live_roles(now)).editions
    ]
    categories = [f"{row.name} {row.live_roles}" for row in reading.categories(now)]
    response = HttpResponse("\n".join([*rows, *categories]))
    response.headers["Surrogate-Key"] = "lists"
    return response


def _adds(**headers: str) -> Callable[[HttpRequest, HttpResponse], object]:
    def add(request: HttpRequest, response: HttpResponse) -> None:
        for name, value in headers.items():
            response.headers[name.replace("_", "-")] = value

    return add


# Each makes an answer one that must not be kept, for one reason.
ODDITIES: dict[str, Callable[[HttpRequest, HttpResponse], object]] = {
    "keyless": lambda request, response: response.headers.pop("Surrogate-Key"),
    "missing": lambda request, response: setattr(response, "status_code", 404),
    "failing": lambda request, response: setattr(response, "status_code", 503),
    "cookie": lambda request, response: response.set_cookie("name", "value"),
    "session": lambda request, response: request.session.update({"seen": True}),
    "vary": _adds(Vary="Accept, Cookie"),
    "markdown": _adds(Vary="Accept", Content_Type="text/markdown; charset=utf-8"),
    "private": _adds(Cache_Control="private"),
    "no-store": _adds(Cache_Control="no-store"),
    "encoded": _adds(Content_Encoding="gzip"),
}


def odd(request: HttpRequest, kind: str) -> HttpResponse:
    response = HttpResponse(f"{kind} {timezone.now()}")
    response.headers["Surrogate-Key"] = "lists"
    if kind in ODDITIES:
        ODDITIES[kind](request, response)
    return response


def negotiated(request: HttpRequest) -> HttpResponse:
    is_markdown = "text/markdown" in request.headers.get("Accept", "").lower()
    body, media_type = (b"# Words", "text/markdown") if is_markdown else (b"<h1>Words", "text/html")
    headers = {"Vary": "Accept", "Surrogate-Key": "lists"}
    return HttpResponse(body, f"{media_type}; charset=utf-8", headers=headers)


def passing(request: HttpRequest) -> HttpResponse:
    """Shows something of what has yet to follow the log."""
    request.META[KEPT_FOR_A_MOMENT] = True
    return HttpResponse("passing", headers={"Surrogate-Key": "lists"})


def stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse([b"a", b"b"], headers={"Surrogate-Key": "lists"})


urlpatterns = [
    path("jobs", role_list),
    path("jobs/<str:category>/<str:role>", role_page),
    path("negotiated", negotiated),
    path("passing", passing),
    path("odd/stream", stream),
    path("odd/<str:kind>", odd),
]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def cache(self) -> str:
        return self.headers.get("Cache-Status", "")


class Worker:
    """One server process: its pages, and Django behind them."""

    def __init__(self, max_bytes: int = 64 * MEGABYTE, file: PageFile | None = None) -> None:
        self.store = PageStore(max_bytes)
        self.file = file
        self.rendered = 0
        self.after_rendering: Callable[[], object] | None = None
        self.failing = False
        self._django = WSGIHandler()
        self._cache = validator(PageCache(self._application, self.store, reading.next_moment, file))

    def get(self, address: str, method: str = "GET", **headers: str) -> Answer:
        location, _, query = address.partition("?")
        environ: dict[str, Any] = {"PATH_INFO": location, "SCRIPT_NAME": "", "QUERY_STRING": query}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        setup_testing_defaults(environ)
        environ["REQUEST_METHOD"] = method
        begun: list[Any] = []

        def start_response(status: str, headers: Any, exc_info: Any = None, /) -> Any:
            begun[:] = [int(status[:3]), dict(headers)]

        chunks = self._cache(environ, start_response)
        try:
            body = b"".join(chunks)
        finally:
            chunks.close()  # type: ignore[attr-defined]
        return Answer(*begun, body)

    def _application(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        self.rendered += 1
        if self.failing:
            start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
            return [b"failing"]
        chunks = self._django(environ, start_response)
        if self.after_rendering:
            act, self.after_rendering = self.after_rendering, None
            act()
        return chunks
