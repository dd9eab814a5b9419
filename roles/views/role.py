"""A role's page and its other forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from roles import reading
from roles.interchange import json, markdown, text
from roles.records import RoleRecord
from roles.responses import html_page, validated
from roles.views.elsewhere import old_address


@dataclass(frozen=True, slots=True)
class Form:
    """Another form of a role's page: the same record, as a text of another type."""

    name: str
    media_type: str
    encode: Callable[[RoleRecord], bytes]


FORMS = {
    "txt": Form("Plain text", "text/plain", lambda record: text.encode(record, settings.SITE_NAME)),
    "md": Form("Markdown", "text/markdown", markdown.encode),
    "json": Form(
        "JSON",
        "application/json",
        lambda record: json.encode(record, site_url=settings.SITE_URL),
    ),
}


@require_safe
def role_page(request: HttpRequest, category_slug: str, role_slug: str) -> HttpResponseBase:
    at = timezone.now()
    page = reading.role_page(category_slug, role_slug, at)
    if page is None:
        return old_address(request, f"{category_slug}/{role_slug}", at)
    record = page.record
    context = {
        "page": page,
        "record": record,
        "forms": FORMS,
        "head_title": record.seo_title or record.title,
        "description": record.seo_description or Truncator(record.summary).chars(200),
    }
    path = page.edition.get_absolute_url()
    return html_page(
        request,
        "role_page.html",
        context,
        path=path,
        changed=page.log.changed,
        keys=page.purge_keys,
    )


@require_safe
def role_form(
    request: HttpRequest, category_slug: str, role_slug: str, form: str
) -> HttpResponseBase:
    at = timezone.now()
    page = reading.role_page(category_slug, role_slug, at)
    if page is None:
        return old_address(request, f"{category_slug}/{role_slug}", at, suffix=f".{form}")
    media_type, encode = FORMS[form].media_type, FORMS[form].encode
    response = HttpResponse(encode(page.record), f"{media_type}; charset=utf-8")
    address = settings.SITE_URL + page.edition.get_absolute_url()
    # The page is the one to be found by search engines (RFC 6596).
    response.headers["Link"] = f'<{address}>; rel="canonical"'
    return validated(request, response, changed=page.log.changed, keys=page.purge_keys)
