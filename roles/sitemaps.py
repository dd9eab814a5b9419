"""The sitemap (sitemaps.org): an index, and sections of addresses with when they were updated.

Only `loc`, and `lastmod` where it is true: a role's "Last updated", which corrections do not move.
Lists have none, since a list changes with each of its roles, and so has the index.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_safe

from roles import reading
from roles.reading.sections import Address, sections
from roles.reading.sections import section as addresses_of
from roles.responses import site_address, validated

NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGES: Final = [Address("/"), Address("/jobs"), Address("/api")]


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    at = timezone.now()
    names = ["pages-1", *(f"{kind}-{number}" for kind, number in sections(at))]
    addresses = [Address(f"/sitemaps/{name}.xml") for name in names]
    return _answer(request, "sitemapindex", "sitemap", addresses, at)


@require_safe
def section(request: HttpRequest, kind: str, number: str) -> HttpResponseBase:
    at = timezone.now()
    place = (kind, int(number))
    addresses = PAGES if place == ("pages", 1) else addresses_of(*place, at)
    if not addresses:
        raise Http404
    return _answer(request, "urlset", "url", addresses, at)


def _answer(
    request: HttpRequest, root: str, element: str, addresses: Iterable[Address], at: datetime
) -> HttpResponseBase:
    site = site_address(request)
    rows = [f"<{element}>{_location(site, address)}</{element}>" for address in addresses]
    opening = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">'
    body = "\n".join([opening, *rows, f"</{root}>\n"])
    response = HttpResponse(body, "application/xml; charset=utf-8")
    # Every change of a role, and of the names that addresses are made of, touches `lists`.
    return validated(request, response, changed=reading.log_state(at).changed, keys=["lists"])


def _location(site: str, address: Address) -> str:
    location = f"<loc>{escape(site + iri_to_uri(address.path))}</loc>"
    if address.updated is None:
        return location
    return f"{location}<lastmod>{address.updated.isoformat(timespec='seconds')}</lastmod>"
