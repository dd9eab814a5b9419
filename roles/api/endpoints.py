"""What every address of the API has in common: its methods, CORS, and its errors."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Final

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes
from django.views.decorators.csrf import csrf_exempt

from roles.api import problems
from roles.api.problems import Problem

View = Callable[..., HttpResponseBase]

METHODS: Final = "GET, HEAD, OPTIONS"
# Whatever the page: nothing here is anybody's own, and no cookie is read (Fetch, 3.3).
CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Last-Modified",
}
PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
    "Allow": METHODS,
}


def endpoint(view: View) -> View:
    """An address of the API: answers GET and HEAD by the view, which may raise a `Problem`.

    OPTIONS is answered for browsers that ask before they ask; every answer, also an error or "not
    modified", may be read by pages of other sites.
    """

    @csrf_exempt  # so that a POST is told what is allowed, not that it lacks a token
    @wraps(view)
    def answered(request: HttpRequest, **parts: str) -> HttpResponseBase:
        response = _answer(view, request, parts)
        for name, value in CORS.items():
            response.headers[name] = value
        return response

    return answered


def _answer(view: View, request: HttpRequest, parts: dict[str, str]) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
    try:
        if request.method not in ("GET", "HEAD"):
            raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, f"The API is read-only: {METHODS}.")
        return view(request, **parts)
    except TooManyFieldsSent:
        problem = Problem(HTTPStatus.BAD_REQUEST, "The address has too many parameters.")
    except Problem as raised:
        problem = raised
    response = problems.answer(request, problem)
    if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = METHODS
    return response


def moved(request: HttpRequest, path: str) -> HttpResponseBase:
    """A permanent redirect within the site, with the query that was asked for."""
    location = escape_leading_slashes(escape_uri_path(path))
    if query := request.META.get("QUERY_STRING"):
        location = f"{location}?{query}"
    return HttpResponse(
        status=HTTPStatus.MOVED_PERMANENTLY,
        headers={"Location": location, "Cache-Control": "public, no-cache"},
    )


@endpoint
def unknown(request: HttpRequest) -> HttpResponseBase:
    """Answers at every other address under `/api/`; one with a slash leads to the one without."""
    if request.path.endswith("/"):
        return moved(request, request.path.rstrip("/"))
    raise Problem(HTTPStatus.NOT_FOUND, "There is nothing at this address of the API.")
