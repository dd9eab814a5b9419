"""What is public, cut into the sections of a sitemap.

A section is a range of ids: its borders never move, and none is found by counting rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db.models import Exists, OuterRef, Subquery

from roles.models import Category, Edition, Tag

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
    kinds = {
        "categories": (_categories(at), "pk"),
        "tags": (_tags(at), "pk"),
        "roles": (Edition.objects.live(at), "role_id"),
    }
    return [(kind, number) for kind, (rows, ids) in kinds.items() for number in _numbers(rows, ids)]


def section(kind: str, number: int, at: datetime) -> list[Address]:
    """The addresses of one section, by id; empty for a section that is not there."""
    match kind:
        case "categories":
            slugs = _within(_categories(at), "pk", number).values_list("slug", flat=True)
            return [Address(f"/jobs/{slug}") for slug in slugs]
        case "tags":
            slugs = _within(_tags(at), "pk", number).values_list("slug", flat=True)
            return [Address(f"/tags/{slug}") for slug in slugs]
        case "roles":
            live = _within(Edition.objects.live(at), "role_id", number)
            rows = live.values_list("category__slug", "slug", "updated")
            return [
                Address(f"/jobs/{category}/{slug}", updated) for category, slug, updated in rows
            ]
        case _:
            return []


def _categories(at: datetime) -> QuerySet[Any]:
    """The same as `CategoryQuerySet.public`, without counting."""
    return _with_one(
        Category.objects.all(), Edition.objects.live(at).filter(category=OuterRef("pk"))
    )


def _tags(at: datetime) -> QuerySet[Any]:
    return _with_one(Tag.objects.all(), Edition.objects.live(at).filter(tags=OuterRef("pk")))


def _with_one(rows: QuerySet[Any], live: QuerySet[Edition]) -> QuerySet[Any]:
    """Those that `live` has an edition for: one is looked up for each row.

    Not EXISTS, which PostgreSQL answers by joining all editions with all their tags.
    """
    one = Subquery(live.order_by().values("pk")[:1])
    found: QuerySet[Any] = rows.alias(one=one).filter(one__isnull=False)
    return found


def _numbers(rows: QuerySet[Any], ids: str) -> list[int]:
    """Asks for one row in each section, all in one query: there are too many to look at each."""
    last = rows.order_by(f"-{ids}").values_list(ids, flat=True).first() or 0
    numbers = range(1, -(-last // SECTION_SIZE) + 1)
    asked: dict[str, Any] = {
        f"section_{number}": Exists(_within(rows, ids, number)) for number in numbers
    }
    # Any one row will do to ask of, and where there is anything public there is a category.
    found = Category.objects.annotate(**asked).values_list(*asked).first() if asked else ()
    return [number for number, there in zip(numbers, found or (), strict=True) if there]


def _within(rows: QuerySet[Any], ids: str, number: int) -> QuerySet[Any]:
    last = number * SECTION_SIZE
    wanted = {f"{ids}__gt": last - SECTION_SIZE, f"{ids}__lte": last}
    return rows.filter(**wanted).order_by(ids)
