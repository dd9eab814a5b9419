"""Which roles a role's page names beside it."""

from __future__ import annotations

from datetime import datetime

from roles import search
from roles.models import Edition
from roles.records import RelatedRole, RoleRecord

RELATED_SIZE = 6


def related_roles(
    record: RoleRecord, *, role: int, category: int, tags: list[int], at: datetime
) -> tuple[list[Edition], list[Edition]]:
    """The live roles to name beside a role, in one query.

    Returns:
        The editors' choice, in their order; and those most like the role, the nearest first, as
        many as there is room for: `RELATED_SIZE` in all. Without a search index there are none.
    """
    chosen = [other.role for other in record.related if other.role]
    like = search.roles_like(
        record, category=category, tags=tags, besides=[role, *chosen], at=at, limit=RELATED_SIZE
    )
    rows = Edition.objects.live(at).filter(role__in=[*chosen, *like]).for_links()
    live = {edition.role_id: edition for edition in rows}
    by_editors = [live[pk] for pk in chosen if pk in live]
    room = max(0, RELATED_SIZE - len(by_editors))
    return by_editors, [live[pk] for pk in like if pk in live][:room]


def as_related(editions: list[Edition]) -> tuple[RelatedRole, ...]:
    """Related roles with today's titles and addresses."""
    return tuple(
        RelatedRole(edition.title, edition.get_absolute_url(), edition.role_id)
        for edition in editions
    )
