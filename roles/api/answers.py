"""The bytes of the API's answers, and the addresses in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT: Final = "/api/v1"


def json_response(
    content: Mapping[str, Any], *, media_type: str = "application/json"
) -> HttpResponse:
    """Compact JSON in UTF-8 (RFC 8259), keys in the order given."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return HttpResponse(body, content_type=media_type)


def site_address(request: HttpRequest) -> str:
    """The site's own address, or the one it was asked at where it knows none."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def api_address(request: HttpRequest, path: str = "", **query: str) -> str:
    """An absolute address under `/api`; names of any script are percent-encoded (RFC 3986)."""
    parameters = f"?{urlencode(query)}" if query else ""
    return f"{site_address(request)}/api{quote(path)}{parameters}"
