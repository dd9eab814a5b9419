"""Which roles a role's page names beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from django.db.models import BigIntegerField, DateTimeField

from roles import search
from roles.models import Edition, Prepared, Slot
from roles.records import CategoryName, RelatedRole, RoleRecord

RELATED_SIZE = 6

_LIVE: Final = Prepared(
    Edition.objects.live(Slot("at", DateTimeField()))
    .filter(role__pk__in=[Slot("roles", BigIntegerField())])
    .order_by()
    .values_list("role", "title", "slug", "category", "category__name", "category__slug")
)


class LinkedRole(NamedTuple):
    """What a link to a live role shows, by the names an edition has for it."""

    role_id: int
    title: str
    slug: str
    category_id: int
    category: CategoryName

    def get_absolute_url(self) -> str:
        return f"/jobs/{self.category.slug}/{self.slug}"


def related_roles(
    record: RoleRecord,
    *,
    role: int,
    category: int,
    tags: list[int],
    at: datetime,
    fill_up_to: int = RELATED_SIZE,
) -> tuple[list[LinkedRole], list[LinkedRole]]:
    """The live roles to name beside a role, in one query at most.

    Args:
        fill_up_to: how many there are to be in all, if the editors chose fewer.

    Returns:
        The editors' choice, in their order; and those most like the role, the nearest first, as
        many as there is room for. Without a search index there are none.
    """
    chosen = [other.role for other in record.related if other.role]
    like: list[int] = []
    if fill_up_to:
        like = search.roles_like(
            record, category=category, tags=tags, besides=[role, *chosen], at=at, limit=fill_up_to
        )
    wanted = [*chosen, *like]
    rows = _LIVE.fetch(at=at, roles=wanted) if wanted else []
    live = {
        role: LinkedRole(role, title, slug, category, CategoryName(*names))
        for role, title, slug, category, *names in rows
    }
    by_editors = [live[pk] for pk in chosen if pk in live]
    room = max(0, fill_up_to - len(by_editors))
    return by_editors, [live[pk] for pk in like if pk in live][:room]


def as_related(roles: list[LinkedRole]) -> tuple[RelatedRole, ...]:
    """Related roles with today's titles and addresses."""
    return tuple(RelatedRole(role.title, role.get_absolute_url(), role.role_id) for role in roles)
