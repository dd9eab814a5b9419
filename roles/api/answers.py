"""The bytes of the API's answers, and the addresses in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse

from roles.responses import site_address

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT: Final = "/api/v1"


def json_response(
    content: Mapping[str, Any], *, media_type: str = "application/json"
) -> HttpResponse:
    """Compact JSON in UTF-8 (RFC 8259), keys in the order given."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return HttpResponse(body, content_type=media_type)


def api_address(request: HttpRequest, path: str = "", **query: str) -> str:
    """An absolute address under `/api`; names of any script are percent-encoded (RFC 3986)."""
    parameters = f"?{urlencode(query)}" if query else ""
    return f"{site_address(request)}/api{quote(path)}{parameters}"
