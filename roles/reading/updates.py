"""The updates that feeds tell of, and in whose name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef

from roles.models import Edition, EditionQuerySet, FeedAuthority

if TYPE_CHECKING:
    from datetime import datetime

    from roles.models import Category, Tag

FEED_SIZE: Final = 50
# From this many editions on, a tag is frequent.
FREQUENT: Final = 2_000
# While the site has no address of its own.
NOBODY: Final = "localhost,2026"


@dataclass(frozen=True, slots=True)
class Update:
    """`edition` is what was published then, `live` what the role's page shows now.

    `live` has its category and tags.
    """

    edition: Edition
    live: Edition


def newest_updates(
    at: datetime, *, category: Category | None = None, tag: Tag | None = None
) -> list[Update]:
    """The newest updates of roles that are live, the newest first, in a constant number of queries.

    Args:
        category: only what was published in it.
        tag: only what was published with it.
    """
    editions = Edition.objects.updates(at).only("role_id", "number", "change_note", "updated")
    if category:
        editions = editions.filter(category=category)
    if tag:
        editions = _tagged(editions, tag)
    newest = list(editions[:FEED_SIZE])
    roles = {edition.role_id for edition in newest}
    live = Edition.objects.live(at).filter(role__in=roles).for_list().prefetch_related("tags")
    of_role = {edition.role_id: edition for edition in live}
    # A role may have been withdrawn between the two queries.
    return [
        Update(edition, of_role[edition.role_id])
        for edition in newest
        if edition.role_id in of_role
    ]


def _tagged(editions: EditionQuerySet, tag: Tag) -> EditionQuerySet:
    """Of a rare tag its editions are looked up and sorted; of a frequent one, sorted editions are
    looked through until there are enough. Either takes milliseconds, the other a second.
    """
    taggings = Edition.tags.through.objects.filter(tag=tag)
    if taggings[:FREQUENT].count() < FREQUENT:
        return editions.filter(tags=tag)
    return editions.filter(Exists(taggings.filter(edition=OuterRef("pk"))))


def feed_authority() -> str:
    """In whose name ids are given out, such as "jobs.example.org,2026-11-23" (RFC 4151)."""
    return FeedAuthority.objects.values_list("name", flat=True).first() or NOBODY
