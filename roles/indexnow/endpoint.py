"""The HTTP side: one POST, and what its answer means."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, Final
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from roles.indexnow.changes import host

if TYPE_CHECKING:
    from collections.abc import Sequence

TIMEOUT_SECONDS: Final = 10.0
_TRY_AGAIN: Final = frozenset({408, 425, 429})
_LONGEST_RETRY_AFTER: Final = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a submission.

    Args:
        problem: why it failed, without the key; "" when it was received.
        try_again: whether it may succeed later as it is.
        retry_after: seconds the endpoint wants to be left alone, 0 when it did not say.
    """

    problem: str = ""
    try_again: bool = False
    retry_after: int = 0


def submit(addresses: Sequence[str]) -> Outcome:
    """POSTs up to 10,000 addresses of the site. Never raises for what the endpoint does."""
    request = Request(  # noqa: S310  a system check holds the scheme to http and https
        settings.INDEXNOW_ENDPOINT,
        data=json.dumps(
            {
                "host": host(),
                "key": settings.INDEXNOW_KEY,
                "keyLocation": f"{settings.SITE_URL}/{settings.INDEXNOW_KEY}.txt",
                "urlList": list(addresses),
            }
        ).encode(),
        headers={"Content-Type": "application/json; charset=utf-8", "User-Agent": "JobDesc"},
    )
    try:
        with _OPENER.open(request, timeout=TIMEOUT_SECONDS):
            return Outcome()
    except HTTPError as error:
        with error:
            return _refused(error)
    except (OSError, HTTPException) as error:
        return Outcome(f"{type(error).__name__}: {error}", try_again=True)


def _refused(error: HTTPError) -> Outcome:
    again = error.code >= 500 or error.code in _TRY_AGAIN
    return Outcome(f"{error.code} {error.reason}", again, _seconds(error.headers["Retry-After"]))


def _seconds(retry_after: str | None) -> int:
    """The seconds of a Retry-After header (RFC 9110, 10.2.3); 0 for a date, which none sends."""
    text = (retry_after or "")[:9]
    return min(int(text), _LONGEST_RETRY_AFTER) if text.isascii() and text.isdecimal() else 0


class _NoRedirect(HTTPRedirectHandler):
    """A redirected POST would be sent on as a GET, without its addresses."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_OPENER: Final = build_opener(_NoRedirect)
