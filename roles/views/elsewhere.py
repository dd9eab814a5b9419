"""What answers at an address without a page of its own: a redirect, "withdrawn", "not found"."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.http import (
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes
from django.views.decorators.http import require_safe

from roles import reading, search
from roles.responses import html_page
from roles.views.errors import SharedTitle
from roles.views.role_forms import FORMS, Form, refusal

# The parameter by which a role's page knows what its visitor looked for: a title's slug.
LOOKED_FOR = "looked_for"


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
        suffix: what was asked for below the address, such as ".txt": a redirect leads to the same,
            and where it is a role's form, a refusal is in its own kind.

    Raises:
        Http404: when the address never was public, nor names a role by an alternative title.
        SharedTitle: when it names several.
    """
    form = FORMS.get(suffix.removeprefix("."))
    match reading.find_address(path, at):
        case reading.Moved(is_role=False) if form:
            detail = "This role has been withdrawn; its page leads to a category instead."
            return refusal(request, form, status=410, title="Withdrawn", detail=detail)
        case reading.Moved(url):
            return moved(request, escape_uri_path(url + suffix))
        case reading.Gone() as gone:
            return _gone(request, gone, at, form)
    called_so = reading.also_called(path, at)
    if len(called_so) == 1:
        url = escape_uri_path(called_so[0].get_absolute_url() + suffix)
        looked_for = "" if suffix else path.rpartition("/")[2]
        return _called_otherwise(request, url, looked_for)
    if form:
        title, detail = "Not found", "No role was ever published at this address."
        return refusal(request, form, status=404, title=title, detail=detail)
    raise SharedTitle(called_so) if called_so else Http404


def _gone(
    request: HttpRequest, gone: reading.Gone, at: datetime, form: Form | None
) -> HttpResponseBase:
    if form:
        withdrawn = "This role has been withdrawn: it was published here and is no longer kept up."
        detail = f"{withdrawn}\n\n{gone.notice}".strip()
        return refusal(request, form, status=410, title=gone.title, detail=detail)
    context = {
        "title": gone.title,
        "notice": gone.notice,
        "nearest": search.nearest_titles(gone.title, at),
        "categories": reading.category_names(at),
    }
    return html_page(request, "gone.html", context, status=410)


def _called_otherwise(request: HttpRequest, url: str, looked_for: str) -> HttpResponseBase:
    """Leads to the role that has this title among others, and has its page say so."""
    told = urlencode({LOOKED_FOR: looked_for}) if looked_for else ""
    query = "&".join(part for part in (told, _query(request)) if part)
    # For now: a role of this very title may be published one day.
    return lead_to(f"{url}?{query}" if query else url, status=302)


def moved(request: HttpRequest, url: str) -> HttpResponseBase:
    """One 301 to `url` with the query that was asked for."""
    query = _query(request)
    return lead_to(f"{url}?{query}" if query else url)


def lead_to(url: str, *, status: int = 301) -> HttpResponseBase:
    """A redirect, 301 or 302, within the site."""
    kind = HttpResponsePermanentRedirect if status == 301 else HttpResponseRedirect
    response = kind(escape_leading_slashes(url))
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _query(request: HttpRequest) -> str:
    query: str = request.META.get("QUERY_STRING", "")
    return query
