"""How every public response leaves: rendered without request, session or user, and validated."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from roles.pagecache import KEPT_FOR_A_MOMENT

# Browsers that know them (HTML, speculative loading) fetch a page while its link is being clicked.
SPECULATION_RULES = "/speculation-rules.json"

# A deploy may change every page, whatever the date of its content.
STARTED = timezone.now()


def site_address(request: HttpRequest) -> str:
    """Scheme and host: the site's own, or those it was asked at where it knows none."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def html_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    path: str = "",
    changed: datetime | None = None,
    keys: Iterable[str] = (),
    settled: bool = True,
    vary: str = "",
    status: int = 200,
) -> HttpResponseBase:
    """An HTML page, or 304 when the visitor has it already.

    Args:
        path: the page's one address, with its query; empty for a page that has none.
        changed: when what the page shows last changed, with a time zone; None for never.
        keys: purge keys of all that the page shows; without any, no cache keeps it.
        settled: whether what the page takes from the search index is up with `keys`; otherwise
            the page is kept for a moment only, and has no date.
        vary: the request's header that decides what is sent at this address, if one does.
    """
    known = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "path": path}
    # No request: a public page reads no cookie, so that one copy serves everybody.
    body = loader.render_to_string(template, known | context)
    response = HttpResponse(body, status=status, headers={"Vary": vary} if vary else None)
    response.headers["Speculation-Rules"] = f'"{SPECULATION_RULES}"'
    return validated(request, response, changed=changed, keys=keys, settled=settled)


def validated(
    request: HttpRequest,
    response: HttpResponse,
    *,
    changed: datetime | None,
    keys: Iterable[str],
    settled: bool = True,
) -> HttpResponseBase:
    """Adds what caches need (RFC 9110, 9111), and answers conditional requests.

    The ETag is made of the bytes, so it holds for templates and names as well as for content. The
    date has whole seconds: as that of a second which is not over, a change later in it would go
    unnoticed (RFC 9110, 8.8.2.2).
    """
    response.headers["Cache-Control"] = "public, no-cache"
    if keys:
        response.headers["Surrogate-Key"] = " ".join(sorted(keys))
    if not settled:
        request.META[KEPT_FOR_A_MOMENT] = True
    if response.status_code != 200:
        return response
    modified = int(max(changed or STARTED, STARTED).timestamp()) if settled else None
    response.headers["ETag"] = f'"{hashlib.blake2b(response.content, digest_size=16).hexdigest()}"'
    if modified is not None:
        over = int(time.time()) - 1
        response.headers["Last-Modified"] = http_date(min(modified, over))
    answer: HttpResponseBase | None = get_conditional_response(
        request, etag=response.headers["ETag"], last_modified=modified, response=response
    )
    return answer or response
