"""The filters as visitors meet them: options with counts, and chips that take a choice back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.formats import date_format

from roles import reading
from roles.enums import AiImpact, EducationLevel, ExperienceBand, Order
from roles.filters import RoleFilters, as_parameter
from roles.search import FacetCounts

# Of thousands of tags, those with the most roles are offered.
TAGS_OFFERED: Final = 30

LABELS: Final = {
    "category": "Category",
    "tag": "Tag",
    "education": "Education",
    "experience": "Experience",
    "ai_impact": "AI impact",
    "updated_since": "Updated since",
    "letter": "First letter",
}
CLOSED_SETS: Final[dict[str, Iterable[Any]]] = {
    "education": EducationLevel,
    "experience": ExperienceBand,
    "ai_impact": AiImpact,
}


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter; `count` is how many roles it would show, None when not known."""

    value: str
    label: str
    count: int | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FilterField:
    name: str
    label: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class FilterForm:
    """What `_filters.html` shows; `kept` are parameters that the form passes on unseen."""

    fields: list[FilterField]
    updated_since: str
    orders: list[Option]
    kept: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Chip:
    """One choice, and the address of the same list without it."""

    name: str
    label: str
    text: str
    address: str


def filter_form(
    filters: RoleFilters,
    counts: FacetCounts | None,
    at: datetime,
    *,
    settled: bool,
    kept: Mapping[str, str],
    has_order: bool = True,
) -> FilterForm:
    """The form with what is chosen, in two queries.

    Args:
        counts: of `filters.chosen`; None while they are not known: then every value is offered,
            but of tags only the chosen one.
        settled: whether they are of all that was published until now.
        kept: parameters without a field of their own, such as the letter or a search's words.
        has_order: whether what is listed can be put in another order.
    """
    offered: dict[str, list[tuple[Any, Any, str]]] = {
        "category": [(row, row.pk, row.name) for row in reading.category_names(at)],
        "tag": [(row, row.pk, row.name) for row in _tags(filters, counts, at, settled)],
        **{name: [(one, one.value, one.label) for one in of] for name, of in CLOSED_SETS.items()},
    }
    return FilterForm(
        fields=[_field(name, rows, filters, counts) for name, rows in offered.items()],
        updated_since=filters.parameters.get("updated_since", ""),
        orders=_orders(filters.order) if has_order else [],
        kept=kept,
    )


def chips(filters: RoleFilters, address: Callable[[Mapping[str, str]], str]) -> list[Chip]:
    """All that is chosen, in the order of addresses; the order of the list is no choice of roles.

    Args:
        address: makes the address of the same list for other parameters.
    """
    parameters = filters.parameters
    return [
        Chip(
            name,
            LABELS[name],
            _in_words(filters.values[name]),
            address({other: text for other, text in parameters.items() if other != name}),
        )
        for name in parameters
        if name != "sort"
    ]


def _tags(
    filters: RoleFilters, counts: FacetCounts | None, at: datetime, settled: bool
) -> Iterable[Any]:
    most_used = sorted(counts.tag, key=counts.tag.__getitem__, reverse=True) if counts else []
    chosen = [filters.chosen.tag] if filters.chosen.tag is not None else []
    return reading.tags([*most_used[:TAGS_OFFERED], *chosen], at, are_live=settled)


def _field(
    name: str, rows: list[tuple[Any, Any, str]], filters: RoleFilters, counts: FacetCounts | None
) -> FilterField:
    """Without the options that would show nothing: what cannot be chosen only takes room.

    Args:
        rows: of each option its value, its key in `counts`, its label.
    """
    chosen = filters.values.get(name)
    numbers: Mapping[Any, int] = getattr(counts, name, {})
    options = [
        Option(as_parameter(value), label, numbers.get(key, 0) if counts else None, value == chosen)
        for value, key, label in rows
        if counts is None or key in numbers or value == chosen
    ]
    return FilterField(name, LABELS[name], options)


def _orders(chosen: Order) -> list[Option]:
    return [Option(order.value, order.label, None, order is chosen) for order in Order]


def _in_words(value: Any) -> str:
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return str(getattr(value, "label", value))
