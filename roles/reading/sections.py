"""What is public, cut into the sections of a sitemap.

A section is a range of ids: its borders never move, and none is found by counting rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db.models import Exists, F, OuterRef

from roles.models import Category, Edition

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

# Ids in a section, and so its addresses at most; the protocol would allow 50,000.
SECTION_SIZE: Final = 10_000


class Address(NamedTuple):
    """A path on the site, and when what is there was last updated; None where nobody says."""

    path: str
    updated: datetime | None = None


def sections(at: datetime) -> list[tuple[str, int]]:
    """Every section that holds an address: its kind and its number, from 1."""
    numbers = {
        "categories": _numbers(_categories(at), "pk"),
        "roles": _numbers(Edition.objects.live(at), "role_id"),
    }
    return [(kind, number) for kind, found in numbers.items() for number in found]


def section(kind: str, number: int, at: datetime) -> list[Address]:
    """The addresses of one section, by id; empty for a section that is not there."""
    match kind:
        case "categories":
            rows = _within(_categories(at), "pk", number)
            return [Address(category.get_absolute_url()) for category in rows.only("slug")]
        case "roles":
            live = _within(Edition.objects.live(at), "role_id", number).select_related("category")
            rows = live.only("slug", "updated", "category__slug")
            return [Address(edition.get_absolute_url(), edition.updated) for edition in rows]
        case _:
            return []


def _categories(at: datetime) -> QuerySet[Category]:
    """The same as `CategoryQuerySet.public`, without counting."""
    live = Edition.objects.live(at).filter(category=OuterRef("pk"))
    return Category.objects.filter(Exists(live))


def _numbers(rows: QuerySet[Any], column: str) -> list[int]:
    number = (F(column) - 1) / SECTION_SIZE + 1
    numbered = rows.annotate(section=number).order_by("section")
    return list(numbered.values_list("section", flat=True).distinct())


def _within(rows: QuerySet[Any], column: str, number: int) -> QuerySet[Any]:
    last = number * SECTION_SIZE
    wanted = {f"{column}__gt": last - SECTION_SIZE, f"{column}__lte": last}
    return rows.filter(**wanted).order_by(column)
