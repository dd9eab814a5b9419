"""The A to Z lists: of all roles, and of a category's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from string import ascii_uppercase
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from roles import reading, search
from roles.facets import Chosen
from roles.responses import html_page
from roles.text.markdown import to_html
from roles.text.sorting import OTHER_LETTER
from roles.views.elsewhere import old_address

# Below this many, a category's roles are seen at a glance and letters are only in the way.
MANY_ROLES = 30
# Longer than any position in a list: a title's sort key of 200 characters and an id.
LONGEST_POSITION = 250


ALPHABET = (OTHER_LETTER, *ascii_uppercase)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the A to Z strip; `query` leads to its roles, and is empty when it has none."""

    label: str
    query: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list the visitor is: the query's `letter` and `after`, either may be empty."""

    letter: str
    after: str

    @property
    def is_start(self) -> bool:
        return not (self.letter or self.after)

    def query(self, **other: str) -> str:
        """This place as an address's query, "?" included, or "" for the start of the list."""
        asked = {"letter": self.letter, "after": self.after} | other
        given = {name: value for name, value in asked.items() if value}
        return f"?{urlencode(given)}" if given else ""


@require_safe
def jobs_page(request: HttpRequest) -> HttpResponseBase:
    at, place = timezone.now(), _place(request)
    chosen = Chosen(letter=place.letter or None)
    roles = _page_of(chosen, at, place)
    return html_page(
        request,
        "jobs_page.html",
        _list_context(roles, place, search.facet_counts(chosen, at)),
        path="/jobs" + place.query(),
        changed=reading.log_state(at).changed,
        keys=["lists"],
    )


@require_safe
def category_page(request: HttpRequest, category_slug: str) -> HttpResponseBase:
    at, place = timezone.now(), _place(request)
    category = reading.category(category_slug, at)
    if category is None:
        return old_address(request, category_slug, at)
    chosen = Chosen(category=category.pk, letter=place.letter or None)
    roles = _page_of(chosen, at, place)
    context = _list_context(roles, place, search.facet_counts(chosen, at)) | {
        "category": category,
        "introduction": to_html(category.introduction),
        "has_letters": len(roles.editions) > MANY_ROLES or not place.is_start,
    }
    return html_page(
        request,
        "category_page.html",
        context,
        path=category.get_absolute_url() + place.query(),
        changed=reading.log_state(at).changed,
        keys=[f"category:{category.pk}"],
    )


def _place(request: HttpRequest) -> Place:
    place = Place(request.GET.get("letter", ""), request.GET.get("after", ""))
    known_letter = place.letter in ("", *ALPHABET)
    if not known_letter or len(place.after) > LONGEST_POSITION or "\0" in place.after:
        raise Http404
    return place


def _page_of(chosen: Chosen, at: datetime, place: Place) -> reading.RoleList:
    rows = reading.live_roles(at).matching(chosen)
    try:
        return reading.role_list(rows, letter=chosen.letter, after=place.after)
    except ValueError:
        raise Http404 from None


def _list_context(
    roles: reading.RoleList, place: Place, counts: search.FacetCounts | None
) -> dict[str, object]:
    """Raises Http404 for a place of the list where no roles are: it has no page."""
    if not (roles.editions or place.is_start):
        raise Http404
    return {
        "roles": roles,
        "place": place,
        "letters": _alphabet(list(counts.letter if counts else ALPHABET), place.letter),
        "start_query": place.query(after=""),
        "next_query": place.query(after=roles.next_after) if roles.next_after else "",
    }


def _alphabet(with_roles: list[str], current: str) -> list[Letter]:
    return [
        Letter(
            label=letter,
            query=Place(letter, "").query() if letter in with_roles else "",
            is_current=letter == current,
        )
        for letter in ALPHABET
    ]
