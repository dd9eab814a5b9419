"""The addresses under `/api/v1`."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from roles import reading
from roles.api import cursors, parameters, shapes
from roles.api.answers import ROOT, api_address, json_response
from roles.api.endpoints import endpoint, moved
from roles.api.problems import Problem
from roles.dates import EPOCH
from roles.responses import validated

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@endpoint
def roles(request: HttpRequest) -> HttpResponseBase:
    at = timezone.now()
    given = parameters.asked(request, [*parameters.FILTERS, *parameters.PAGING])
    filters, size = parameters.filters(given, at), parameters.limit(given)
    try:
        place = cursors.ListPlace.parse(cursors.place_of(given))
        page = reading.role_list(
            filters.qs.without_roles(place.seen),
            filters.order,
            letter=filters.chosen.letter,
            after=place.after,
            size=size,
        )
    except ValueError:
        raise cursors.bad_cursor() from None
    root = api_address(request, "/v1")
    content = {"roles": [shapes.role_item(edition, root) for edition in page.editions]}
    following = _next(request, given, place.next(page))
    return _answer(request, content | {"next": following}, at, following=following)


@endpoint
def role(request: HttpRequest, category_slug: str, role_slug: str) -> HttpResponseBase:
    at = timezone.now()
    parameters.asked(request)
    page = reading.role_page(category_slug, role_slug, at, fill_up_to=0)
    if page is None:
        return _elsewhere(request, f"{category_slug}/{role_slug}", at)
    response = json_response(shapes.role(page, api_address(request, "/v1")))
    return validated(request, response, changed=page.log.changed, keys=page.purge_keys)


def _elsewhere(request: HttpRequest, path: str, at: datetime) -> HttpResponseBase:
    """For a role's address at which none is live; the answers are those of its page."""
    match reading.find_address(path, at):
        case reading.Moved(url, is_role=True):
            return moved(request, f"{ROOT}/roles{url.removeprefix('/jobs')}")
        case reading.Moved() | reading.Gone():
            raise Problem(HTTPStatus.GONE, "The role at this address was withdrawn.")
        case _:
            raise Problem(HTTPStatus.NOT_FOUND, "There never was a role at this address.")


@endpoint
def categories(request: HttpRequest) -> HttpResponseBase:
    at = timezone.now()
    parameters.asked(request)
    content = {"categories": [shapes.category(row) for row in reading.categories(at)]}
    return _answer(request, content, at)


@endpoint
def tags(request: HttpRequest) -> HttpResponseBase:
    at = timezone.now()
    given = parameters.asked(request, parameters.PAGING)
    size = parameters.limit(given)
    rows = reading.tag_rows(at, after=cursors.place_of(given), size=size + 1)
    content = {"tags": [shapes.tag(row) for row in rows[:size]]}
    following = _next(request, given, rows[size - 1].slug if len(rows) > size else None)
    return _answer(request, content | {"next": following}, at, following=following)


@endpoint
def changes(request: HttpRequest) -> HttpResponseBase:
    at = timezone.now()
    given = parameters.asked(request, ["since", *parameters.PAGING])
    found = reading.changes(_place(given), at, size=parameters.limit(given))
    root = api_address(request, "/v1")
    resume = _next(request, given, str(found.reached))
    following = resume if found.more else None
    content = {
        "changes": [shapes.change(row, root) for row in found.changes],
        "next": following,
        "resume": resume,
    }
    keys = ["fact-kinds", "lists"]
    return _answer(request, content, at, keys=keys, following=following)


def _place(given: dict[str, str]) -> reading.LogPlace:
    """Where in the log the client is: at its cursor, else at its moment; raises Problem."""
    if "cursor" not in given:
        since = given.get("since")
        return reading.log_place(parameters.moment("since", since) if since else EPOCH)
    try:
        return reading.LogPlace.parse(cursors.place_of(given))
    except ValueError:
        raise cursors.bad_cursor() from None


def _next(request: HttpRequest, given: dict[str, str], place: str | None) -> str | None:
    """The address of the same list from `place` on."""
    if place is None:
        return None
    kept = {name: value for name, value in given.items() if name not in ("since", "cursor")}
    path = request.path.removeprefix("/api")
    return api_address(request, path, **kept, cursor=cursors.cursor_of(place))


def _answer(
    request: HttpRequest,
    content: dict[str, Any],
    at: datetime,
    *,
    keys: Iterable[str] = ("lists",),
    following: str | None = None,
) -> HttpResponseBase:
    response = json_response(content)
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return validated(request, response, changed=reading.log_state(at).changed, keys=keys)
