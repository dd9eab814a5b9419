"""What a visitor chose of the filters: from the query of an address, and as one again."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from roles import reading
from roles.enums import AiImpact, EducationLevel, ExperienceBand, Order
from roles.facets import Chosen
from roles.models import Category, Tag
from roles.text.sorting import LETTERS
from roles.validators import ADDRESS_PART

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from roles.models import EditionQuerySet

# A time zone can shift a day only where there are days around it.
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2999, 12, 31)


def as_parameter(value: object) -> str:
    """A chosen value as addresses write it: a level of education is "bachelor", a band "3"."""
    match value:
        case Category() | Tag():
            return str(value.slug)
        case EducationLevel():
            return value.name.lower()
        case date():
            return value.isoformat()
        case _:
            return str(value)


class _PublicField(forms.RegexField):
    """A slug; what it is the slug of comes out, if visitors may know of that at `at`."""

    def __init__(
        self,
        *,
        find: Callable[[str, datetime], Category | Tag | None],
        at: datetime,
        **kwargs: Any,
    ) -> None:
        self.find, self.at = find, at
        super().__init__(rf"^{ADDRESS_PART}\Z", **kwargs)

    def clean(self, value: Any) -> Category | Tag | None:
        slug = super().clean(value)
        found = self.find(slug, self.at) if slug else None
        if slug and found is None:
            raise ValidationError(f"There is no {self.label} “{slug}”.", code="unknown")
        return found


class _PublicFilter(django_filters.Filter):  # type: ignore[misc]  # django-filter has no types
    """Takes the slug of a category or tag that has a page at the filters' moment."""

    field_class = _PublicField

    @property
    def field(self) -> forms.Field:
        self.extra["at"] = self.parent.at
        field: forms.Field = super().field
        return field


def _one_of(label: str, values: Any) -> django_filters.TypedChoiceFilter:
    """Takes one of `values`, a dictionary of values by what addresses call them."""
    names = ", ".join(values)
    return django_filters.TypedChoiceFilter(
        label=label,
        choices=[(name, name) for name in values],
        coerce=values.get,
        empty_value=None,
        error_messages={"invalid_choice": f"Choose one of: {names}."},
    )


def _by_parameter(values: Any) -> dict[str, Any]:
    return {as_parameter(value): value for value in values}


class RoleFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """What a visitor narrows a list or a search down to, and in which order it is shown.

    `errors` tells by parameter what is not understood; `chosen` and `parameters` hold the rest.
    Parameters without a filter here are left to others. `qs` are the live roles that match.

    Args:
        data: the parameters of a query, such as `request.GET`.
        at: the moment whose roles are listed, with a time zone.
    """

    category = _PublicFilter(label="category", find=reading.category, max_length=100)
    tag = _PublicFilter(label="tag", find=reading.tag, max_length=100)
    education = _one_of("education", _by_parameter(EducationLevel))
    experience = _one_of("experience", _by_parameter(ExperienceBand))
    ai_impact = _one_of("AI impact", _by_parameter(AiImpact))
    updated_since = django_filters.DateFilter(
        label="updated since",
        input_formats=["%Y-%m-%d"],
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
        error_messages={"invalid": "Write a day as YYYY-MM-DD."},
    )
    letter = _one_of("first letter", _by_parameter(LETTERS))
    sort = _one_of("sort", _by_parameter(Order))

    def __init__(self, data: Mapping[str, str], at: datetime) -> None:
        self.at = at
        super().__init__(data, queryset=reading.live_roles(at))

    def filter_queryset(self, queryset: EditionQuerySet) -> EditionQuerySet:
        return queryset.matching(self.chosen)

    @cached_property
    def values(self) -> dict[str, Any]:
        """By parameter, in the one order of addresses, what was chosen and understood."""
        self.errors  # noqa: B018  reading them validates
        cleaned = self.form.cleaned_data
        return {name: cleaned[name] for name in self.filters if cleaned.get(name) is not None}

    @cached_property
    def chosen(self) -> Chosen:
        values = {name: value for name, value in self.values.items() if name != "sort"}
        for name in values.keys() & {"category", "tag"}:
            values[name] = values[name].pk
        if since := values.get("updated_since"):
            values["updated_since"] = timezone.make_aware(datetime.combine(since, time.min))
        return Chosen(**values)

    @property
    def order(self) -> Order:
        order: Order = self.values.get("sort", Order.TITLE)
        return order

    @property
    def parameters(self) -> dict[str, str]:
        """The choice as an address writes it, in the one order, without defaults."""
        return {
            name: as_parameter(value)
            for name, value in self.values.items()
            if value is not Order.TITLE
        }
