"""The query of an address of the API, read strictly: what is not understood is refused by name."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from roles.api.problems import Problem
from roles.filters import RoleFilters, as_parameter

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest

LARGEST_LIMIT: Final = 100
DEFAULT_LIMIT: Final = 50
# RFC 3339; between these years no zone leads out of the calendar.
MOMENT: Final = (
    r"[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?"
    r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)
PAGING: Final = ("limit", "cursor")
FILTERS: Final = tuple(RoleFilters.base_filters)


def refused(errors: dict[str, list[str]]) -> Problem:
    names = ", ".join(errors)
    return Problem(HTTPStatus.BAD_REQUEST, f"This cannot be answered as asked: {names}.", errors)


def not_there(parameter: str, message: str) -> Problem:
    """The problem of a value that is well-formed, but the name of nothing."""
    return Problem(HTTPStatus.NOT_FOUND, message, {parameter: [message]})


def asked(request: HttpRequest, known: Collection[str] = ()) -> dict[str, str]:
    """The parameters of the query.

    Raises:
        Problem: for names that are not `known`, and values that are empty or given twice.
    """
    there_are = f"There are: {', '.join(known)}." if known else "This address takes none."
    errors = {}
    for name, values in request.GET.lists():
        if name not in known:
            errors[name] = [f"There is no such parameter. {there_are}"]
        elif len(values) > 1:
            errors[name] = ["Give it once."]
        elif not values[0]:
            errors[name] = ["Give it a value, or leave it out."]
    if errors:
        raise refused(errors)
    return request.GET.dict()


def limit(given: dict[str, str]) -> int:
    """How many entries a page shall have; raises Problem."""
    text = given.get("limit", str(DEFAULT_LIMIT))
    if re.fullmatch(r"[1-9][0-9]?|100", text, re.ASCII) is None:
        raise refused({"limit": [f"Give a whole number from 1 to {LARGEST_LIMIT}."]})
    return int(text)


def moment(name: str, text: str) -> datetime:
    """A moment with a time zone, in UTC; raises Problem."""
    # In a query, an unencoded "+" before the zone has become a space.
    text = text.replace(" ", "+")
    try:
        if re.fullmatch(MOMENT, text, re.ASCII):
            return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:  # the 30th of February
        pass
    message = "Give a moment with its time zone, such as 2026-03-03T09:00:00Z."
    raise refused({name: [message]})


def filters(given: dict[str, str], at: datetime) -> RoleFilters:
    """What `given` narrows the list of roles down to.

    Raises:
        Problem: when a value is none of its parameter's, or not written as addresses write it.
    """
    read = RoleFilters({name: given[name] for name in FILTERS if name in given}, at)
    for name in ("category", "tag"):
        if name in given and _written(read, name) != given[name]:
            raise not_there(name, f"No {name} with a public role has this name in addresses.")
    errors: dict[str, list[str]] = {name: list(read.errors[name]) for name in read.errors}
    for name in read.data.keys() - errors.keys():
        if _written(read, name) != given[name]:
            errors[name] = [f"Write it as {_written(read, name)}."]
    if errors:
        raise refused(errors)
    return read


def _written(read: RoleFilters, name: str) -> str:
    value: Any = read.values.get(name)
    return as_parameter(value) if value is not None else ""
