"""The other forms of a role's page: the same record, as texts of other types."""

from __future__ import annotations

import json as json_module
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.encoding import escape_uri_path

from roles import reading
from roles.interchange import json, markdown, text
from roles.records import RoleRecord
from roles.responses import validated


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `suffix` is what its address has after the page's, without the dot."""

    suffix: str
    name: str
    media_type: str
    encode: Callable[[RoleRecord], bytes]


MARKDOWN = Form("md", "Markdown", "text/markdown", markdown.encode)
FORMS = {
    form.suffix: form
    for form in (
        Form("txt", "Plain text", "text/plain", lambda role: text.encode(role, settings.SITE_NAME)),
        MARKDOWN,
        Form(
            "json",
            "JSON",
            "application/json",
            lambda role: json.encode(role, site_url=settings.SITE_URL),
        ),
    )
}


def form_answer(
    request: HttpRequest, page: reading.RolePage, form: Form, *, negotiated: bool = False
) -> HttpResponseBase:
    """The role in this form.

    Args:
        negotiated: whether it is sent at the page's own address, to a visitor who prefers it.
    """
    response = HttpResponse(form.encode(page.record), f"{form.media_type}; charset=utf-8")
    address = escape_uri_path(page.edition.get_absolute_url())
    # The page is the one to be found by search engines (RFC 6596).
    response.headers["Link"] = f'<{settings.SITE_URL}{address}>; rel="canonical"'
    response.headers["Edition"] = str(page.edition.number)
    if negotiated:
        response.headers["Vary"] = "Accept"
        # Where this form is without negotiation (RFC 9110, 8.7).
        response.headers["Content-Location"] = f"{address}.{form.suffix}"
    return validated(request, response, changed=page.log.changed, keys=page.purge_keys)


def refusal(
    request: HttpRequest, form: Form, *, status: int, title: str, detail: str
) -> HttpResponseBase:
    """Why there is no role to be had in this form: JSON (RFC 9457) for JSON, else plain text."""
    if form.media_type == "application/json":
        problem = {"title": title, "status": status, "detail": detail}
        body, media_type = json_module.dumps(problem), "application/problem+json"
    else:
        body, media_type = f"{title}\n\n{detail}\n", "text/plain; charset=utf-8"
    response = HttpResponse(body, media_type, status)
    return validated(request, response, changed=None, keys=())
