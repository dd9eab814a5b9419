"""Every tag that a live role has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, IntegerField, OuterRef, Subquery

from roles.models import Edition, Tag


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag, and how many live roles have it."""

    name: str
    slug: str
    live_roles: int


def tag_rows(at: datetime, *, after: str = "", size: int) -> list[TagRow]:
    """Tags of live roles in the order of their slugs, counted one by one: a page costs what its
    own tags do, however many others there are.

    Args:
        after: the slug of the last tag of the page before.
        size: how many at most.
    """
    tagged = Edition.objects.live(at).filter(tags=OuterRef("pk")).order_by()
    counted = tagged.values("tags").annotate(live_roles=Count("pk")).values("live_roles")
    # Not EXISTS: PostgreSQL would read the tags of all live editions for it first.
    used = Subquery(tagged.values("pk")[:1])
    rows = Tag.objects.alias(used=used).filter(used__isnull=False, slug__gt=after).order_by("slug")
    counts = Subquery(counted, output_field=IntegerField())
    values = rows.annotate(live_roles=counts).values_list("name", "slug", "live_roles")
    return [TagRow(*row) for row in values[:size]]
