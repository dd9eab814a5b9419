"""How the API says no: `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from roles.api.answers import api_address, json_response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """An answer that is an error; raised by a view, and sent by its `endpoint`.

    Args:
        status: 400 or above.
        detail: what is wrong with this request, and what to do about it.
        errors: messages by the name of the parameter at fault.
    """

    def __init__(
        self, status: HTTPStatus, detail: str, errors: Mapping[str, list[str]] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors or {}


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The response for a problem; `type` leads to where the page about the API explains it."""
    status = problem.status
    members = {
        "type": f"{api_address(request)}#problem-{status}",
        "title": status.phrase,
        "status": status,
        "detail": problem.detail,
    }
    errors = {"errors": problem.errors} if problem.errors else {}
    response = json_response(members | errors, media_type=MEDIA_TYPE)
    response.status_code = status
    response.headers["Cache-Control"] = "public, no-cache"
    return response
