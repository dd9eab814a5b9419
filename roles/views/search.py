"""The search page: what was typed and chosen, and the roles that hold it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from roles import reading, search
from roles.filters import RoleFilters
from roles.responses import html_page
from roles.views.filtering import chips, filter_form

# What a visitor types is shorter; what is longer was pasted by mistake.
LONGEST_QUERY = 200
PAGE_SIZE = 20


@dataclass(frozen=True)
class Asked:
    """A search as its address asks for it.

    `is_cut`: more was typed than is searched. `start` is how many of the best hits to leave out.
    """

    query: str
    is_cut: bool
    start: int
    filters: RoleFilters

    @cached_property
    def parameters(self) -> dict[str, str]:
        return {name: text for name, text in self.filters.parameters.items() if name != "sort"}

    @property
    def unfiltered(self) -> str:
        return self.address({})

    def address(self, parameters: Mapping[str, str], *, start: int = 0, query: str = "") -> str:
        """The address of this search with other filters, from another hit on."""
        asked = {"q": query or self.query, **parameters} | ({"start": str(start)} if start else {})
        return f"{reverse('search')}?{urlencode(asked)}"


@require_safe
def search_page(request: HttpRequest) -> HttpResponseBase:
    """Results are kept by no cache, or rare queries would drive out the pages people read."""
    asked = _asked(request)
    return _results(request, asked) if asked.query else _invitation(request)


def _asked(request: HttpRequest) -> Asked:
    typed = request.GET.get("q", "").replace("\0", " ").strip()
    given = {name: str(value) for name, value in request.GET.items() if value}
    filters = RoleFilters(given, timezone.now())
    is_cut = len(typed) > LONGEST_QUERY
    return Asked(typed[:LONGEST_QUERY], is_cut, _start(given.get("start", "")), filters)


def _start(text: str) -> int:
    """How many of the best hits to leave out; 0 for whatever is not such a number."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(search.MAX_OFFSET))
    return min(int(text), search.MAX_OFFSET) if is_number else 0


def _invitation(request: HttpRequest) -> HttpResponseBase:
    at = timezone.now()
    context = {"categories": reading.categories(at)}
    changed = reading.log_state(at).changed
    path = reverse("search")
    return html_page(
        request, "search_page.html", context, path=path, changed=changed, keys=["lists"]
    )


def _results(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    at, filters = asked.filters.at, asked.filters
    if filters.errors:
        context = {"query": asked.query, "asked": asked, "errors": filters.errors.values()}
        return html_page(request, "search_page.html", context, path=reverse("search"), status=404)
    log = reading.log_state(at)
    settled = search.has_followed(log.position)
    results = search.find(
        asked.query, at, chosen=filters.chosen, limit=PAGE_SIZE, offset=asked.start
    )
    context = {
        "query": asked.query,
        "asked": asked,
        "results": results,
        **_parted(asked, results),
        **_way_back(asked, results),
        **_pages(asked, results),
        **(_filters(asked, results, settled) if results.total or asked.parameters else {}),
        **({} if results.total else _ways_on(asked)),
    }
    # All results have the canonical address of the empty search: they are no pages of their own.
    path = reverse("search")
    return html_page(
        request, "search_page.html", context, path=path, changed=log.changed, settled=settled
    )


def _parted(asked: Asked, results: search.SearchResults) -> dict[str, object]:
    """The hits of this page that hold all the words, and those that hold some."""
    whole = results.hits[: max(0, results.whole - asked.start)]
    partial = results.hits[len(whole) :]
    return {"whole": whole, "partial": partial, "first_partial": asked.start + len(whole) + 1}


def _way_back(asked: Asked, results: search.SearchResults) -> dict[str, object]:
    """The address of what may have been meant, where it is not what was searched."""
    meant = results.corrected or results.did_you_mean
    return {"meant": meant, "meant_address": asked.address(asked.parameters, query=meant)}


def _pages(asked: Asked, results: search.SearchResults) -> dict[str, object]:
    start, after = asked.start, asked.start + PAGE_SIZE
    has_next = after < results.total and after <= search.MAX_OFFSET
    last_page = max(results.total - 1, 0) // PAGE_SIZE * PAGE_SIZE
    previous = max(min(start - PAGE_SIZE, last_page), 0)
    return {
        "first_number": start + 1,
        "last_number": start + len(results.hits),
        "previous": asked.address(asked.parameters, start=previous) if start else "",
        "next": asked.address(asked.parameters, start=after) if has_next else "",
        "is_last_offered": after < results.total and not has_next,
    }


def _filters(asked: Asked, results: search.SearchResults, settled: bool) -> dict[str, object]:
    filters, kept = asked.filters, {"q": asked.query}
    form = filter_form(
        filters, results.counts, filters.at, settled=settled, kept=kept, has_order=False
    )
    return {
        "form": form,
        "form_action": reverse("search"),
        "chips": [chip for chip in chips(filters, asked.address) if chip.name in asked.parameters],
    }


def _ways_on(asked: Asked) -> dict[str, object]:
    at = asked.filters.at
    return {
        "nearest": search.nearest_titles(asked.query, at),
        "categories": reading.categories(at),
    }
