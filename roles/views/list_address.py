"""The one address of every list, and what an address asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from roles.filters import RoleFilters

# A list may be narrowed down by one of these and still be a page of its own for search engines.
PAGES = ("category", "tag")
INDEXED = frozenset({*PAGES, "letter"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as an address asks for it, at a moment; `after` is the position in it."""

    filters: RoleFilters
    after: str
    at: datetime

    @property
    def address(self) -> str:
        return list_address(self.filters.parameters, self.after)

    @property
    def own(self) -> str:
        """The parameter that is the list's page: "category", "tag", or "" on the list of all."""
        return next((name for name in PAGES if name in self.filters.parameters), "")

    @property
    def start(self) -> str:
        """The address of the list before anything narrows it down."""
        parameters = self.filters.parameters
        return list_address({self.own: parameters[self.own]} if self.own else {})

    @property
    def is_indexed(self) -> bool:
        """Whether search engines are to know it: filters and orders only repeat what they do."""
        chosen = self.filters.parameters.keys()
        return chosen <= INDEXED and not chosen >= set(PAGES)

    def with_letter(self, letter: str) -> str:
        """The address of the same choice from A to Z, under one letter; "" is all of them."""
        changed = {**self.filters.parameters, "letter": letter, "sort": ""}
        names = RoleFilters.base_filters
        return list_address({name: changed[name] for name in names if changed.get(name)})

    def turned(self, after: str | None) -> str:
        """The address of another page of the list; "" for None."""
        return "" if after is None else list_address(self.filters.parameters, after)


def asked(request: HttpRequest, **own: str) -> Asked:
    """What a request asks for; what its path says counts unless its query says otherwise."""
    given = {name: str(value) for name, value in request.GET.items() if value}
    at = timezone.now()
    return Asked(RoleFilters(own | given, at), given.get("after", ""), at)


def list_address(parameters: Mapping[str, str], after: str = "") -> str:
    """The address of a list: its category, or else its tag, is the path, the rest the query.

    Args:
        parameters: as `RoleFilters.parameters`, in their order.
        after: the position in the list.
    """
    path, query = _parts(parameters, after)
    return f"{path}?{urlencode(query)}" if query else path


def is_its_address(request: HttpRequest, wanted: Asked) -> bool:
    """Whether the request came by the list's one address, whatever else (utm_source) it has."""
    path, query = _parts(wanted.filters.parameters, wanted.after)
    known = {*RoleFilters.base_filters, "after"}
    given = [(name, value) for name, values in request.GET.lists() for value in values]
    return request.path == unquote(path) and list(query.items()) == [
        pair for pair in given if pair[0] in known
    ]


def _parts(parameters: Mapping[str, str], after: str) -> tuple[str, dict[str, str]]:
    own = next((name for name in PAGES if name in parameters), None)
    path = reverse(own, args=[parameters[own]]) if own else reverse("jobs")
    query = {name: value for name, value in parameters.items() if name != own}
    return path, query | ({"after": after} if after else {})
