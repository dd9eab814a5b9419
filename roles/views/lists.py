"""The lists of roles: of all, of a category's, of a tag's. One machine answers for the three."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from roles import reading, search, structured_data
from roles.enums import Order
from roles.facets import Chosen
from roles.responses import html_page
from roles.search import FacetCounts
from roles.structured_data import Link
from roles.text.markdown import to_html
from roles.text.sorting import LETTERS
from roles.views.elsewhere import lead_to, old_address
from roles.views.filtering import Chip, chips, filter_form
from roles.views.list_address import Asked, asked, is_its_address, list_address

# Up to here, roles are seen at a glance and letters are only in the way.
MANY_ROLES = 30


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the A to Z strip; `address` leads to its roles, and is empty without any."""

    label: str
    address: str
    is_current: bool


@require_safe
def jobs_page(request: HttpRequest) -> HttpResponseBase:
    return _answer(request, asked(request), "jobs_page.html")


@require_safe
def category_page(request: HttpRequest, category_slug: str) -> HttpResponseBase:
    wanted = asked(request, category=category_slug)
    if "category" in wanted.filters.errors and not request.GET.get("category"):
        return old_address(request, category_slug, wanted.at)
    return _answer(request, wanted, "category_page.html")


@require_safe
def tag_page(request: HttpRequest, tag_slug: str) -> HttpResponseBase:
    wanted = asked(request, tag=tag_slug)
    if "tag" in wanted.filters.errors and not request.GET.get("tag"):
        raise Http404
    return _answer(request, wanted, "tag_page.html")


def _answer(request: HttpRequest, wanted: Asked, template: str) -> HttpResponseBase:
    if wanted.filters.errors:
        return _no_roles(request, wanted)
    if not is_its_address(request, wanted):
        return lead_to(wanted.address)
    roles = _roles(wanted)
    may_be_empty = not (wanted.filters.parameters or wanted.after)
    if roles is None or not (roles.editions or may_be_empty):
        return _no_roles(request, wanted)
    return _list_page(request, wanted, roles, template)


def _roles(wanted: Asked) -> reading.RoleList | None:
    filters, letter = wanted.filters, wanted.filters.chosen.letter
    try:
        return reading.role_list(filters.qs, filters.order, letter=letter, after=wanted.after)
    except ValueError:
        return None


def _list_page(
    request: HttpRequest, wanted: Asked, roles: reading.RoleList, template: str
) -> HttpResponseBase:
    filters, log = wanted.filters, reading.log_state(wanted.at)
    # Asked before the index is: what it learns in between is shown, and asked for once more.
    settled = search.has_followed(log.position)
    counts = search.facet_counts(filters.chosen, wanted.at)
    category, letter = filters.values.get("category"), filters.chosen.letter
    context = {
        "asked": wanted,
        "category": category,
        "introduction": to_html(category.introduction) if category else "",
        "tag": filters.values.get("tag"),
        "roles": roles,
        "total": _total(roles, counts, filters.chosen),
        "letter": letter,
        "letters": _letters(wanted, counts) if _has_letters(wanted, roles, counts) else [],
        "all_letters": wanted.with_letter(""),
        "is_by_date": filters.order is Order.UPDATED,
        "form": filter_form(
            filters, counts, wanted.at, settled=settled, kept={"letter": letter} if letter else {}
        ),
        "chips": _chips(wanted),
        "next": wanted.turned(roles.next_after),
        "previous": wanted.turned(roles.previous_after),
        "structured_data": _structured_data(wanted, roles),
    }
    return html_page(
        request,
        template,
        context,
        path=wanted.address,
        changed=log.changed,
        keys=_purge_keys(wanted, roles),
        settled=settled,
    )


def _purge_keys(wanted: Asked, roles: reading.RoleList) -> list[str]:
    """Every list counts the roles of other categories and tags beside its filters; where dates
    matter, any publication may change which roles it has.
    """
    if wanted.filters.order is Order.UPDATED or "updated_since" in wanted.filters.parameters:
        return ["lists"]
    return ["counts", *(f"role:{edition.role_id}" for edition in roles.editions)]


def _structured_data(wanted: Asked, roles: reading.RoleList) -> structured_data.Node:
    category, tag = (wanted.filters.values.get(name) for name in ("category", "tag"))
    own = category.name if category else f"Tag: {tag.name}" if tag else ""
    trail = [Link("Jobs", "/jobs"), *([Link(own, wanted.start)] if own else [])]
    return structured_data.list_page(
        structured_data.Site(settings.SITE_NAME, settings.SITE_URL),
        trail,
        wanted.address,
        [Link(edition.title, edition.get_absolute_url()) for edition in roles.editions],
    )


def _no_roles(request: HttpRequest, wanted: Asked) -> HttpResponseBase:
    """The 404 of a list without roles: what was chosen, and what each choice taken back gives."""
    filters = wanted.filters
    known_empty = not (filters.errors or wanted.after)
    is_list = not filters.parameters or (not known_empty and filters.qs.exists())
    ways = [(chip, _count_without(wanted, chip.name)) for chip in chips(filters, list_address)]
    context = {
        "errors": [messages[0] for messages in filters.errors.values()],
        "understood": list_address(filters.parameters) if is_list else "",
        "ways": [(chip, count) for chip, count in ways if count != 0],
        "chosen": [chip for chip, _ in ways],
        "categories": reading.category_names(wanted.at),
    }
    return html_page(request, "no_roles.html", context, status=404)


def _count_without(wanted: Asked, name: str) -> int | None:
    chosen = replace(wanted.filters.chosen, **{name: None})
    counts = search.facet_counts(chosen, wanted.at)
    return None if counts is None else _count(counts, chosen)


def _total(roles: reading.RoleList, counts: FacetCounts | None, chosen: Chosen) -> int | None:
    """How many roles match; None while that is not known."""
    if roles.next_after is None and roles.previous_after is None:
        return len(roles.editions)
    return None if counts is None else _count(counts, chosen)


def _count(counts: FacetCounts, chosen: Chosen) -> int:
    """How many roles match: each stands under one letter."""
    if chosen.letter is not None:
        return counts.letter.get(chosen.letter, 0)
    return sum(counts.letter.values())


def _chips(wanted: Asked) -> list[Chip]:
    """Without what the page's own heading or its letters show, and can take back."""
    shown = {wanted.own} | ({"letter"} if wanted.filters.order is Order.TITLE else set())
    return [chip for chip in chips(wanted.filters, list_address) if chip.name not in shown]


def _has_letters(wanted: Asked, roles: reading.RoleList, counts: FacetCounts | None) -> bool:
    if wanted.filters.order is not Order.TITLE:
        return False
    if wanted.filters.chosen.letter or wanted.after:
        return True
    known = len(roles.editions) if counts is None else sum(counts.letter.values())
    return known > MANY_ROLES


def _letters(wanted: Asked, counts: FacetCounts | None) -> list[Letter]:
    current = wanted.filters.chosen.letter
    with_roles = LETTERS if counts is None else counts.letter
    return [
        Letter(
            label=letter,
            address=wanted.with_letter(letter) if letter in with_roles else "",
            is_current=letter == current,
        )
        for letter in LETTERS
    ]
