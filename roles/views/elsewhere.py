"""What answers at an address without a page of its own: a redirect, "withdrawn", "not found"."""

from __future__ import annotations

from datetime import datetime

from django.http import (
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
)
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes
from django.views.decorators.http import require_safe

from roles import reading, search
from roles.responses import html_page


@require_safe
def without_slash(request: HttpRequest) -> HttpResponseBase:
    """One 301 from the slash form of any address to the one without."""
    return moved(request, escape_uri_path(request.path.rstrip("/")) or "/")


def old_address(
    request: HttpRequest, path: str, at: datetime, *, suffix: str = ""
) -> HttpResponseBase:
    """Answers for an address that is not live itself.

    Args:
        path: what follows `/jobs/`.
        suffix: the form that was asked for, such as ".txt"; the redirect leads to the same form.

    Raises:
        Http404: when the address never was public.
    """
    match reading.find_address(path, at):
        case reading.Moved(url):
            return moved(request, escape_uri_path(url + suffix))
        case reading.Gone(title):
            return _gone(request, title, at)
        case _:
            raise Http404


def _gone(request: HttpRequest, title: str, at: datetime) -> HttpResponseBase:
    context = {
        "title": title,
        "nearest": search.nearest_titles(title, at),
        "categories": reading.category_names(at),
    }
    return html_page(request, "gone.html", context, status=410)


def moved(request: HttpRequest, url: str) -> HttpResponseBase:
    """One 301 to `url` with the query that was asked for."""
    query = request.META.get("QUERY_STRING", "")
    return lead_to(url + (f"?{query}" if query else ""))


def lead_to(url: str) -> HttpResponseBase:
    response = HttpResponsePermanentRedirect(escape_leading_slashes(url))
    response.headers["Cache-Control"] = "public, no-cache"
    return response
