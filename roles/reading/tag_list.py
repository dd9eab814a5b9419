"""Every tag that a live role has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, Subquery

from roles import search
from roles.facets import Chosen
from roles.models import Edition, Tag
from roles.reading.moments import log_state


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag, and how many live roles have it."""

    name: str
    slug: str
    live_roles: int


def tag_rows(at: datetime, *, after: str = "", size: int) -> list[TagRow]:
    """Tags of live roles in the order of their slugs: a page costs what its own tags do, however
    many others there are.

    Args:
        after: the slug of the last tag of the page before.
        size: how many at most.
    """
    tagged = Edition.objects.live(at).filter(tags=OuterRef("pk")).order_by()
    # Not EXISTS: PostgreSQL would read the tags of all live editions for it first.
    used = Subquery(tagged.values("pk")[:1])
    known = _in_index(at)
    is_used = Q(pk__in=list(known)) | Q(used__isnull=False)
    rows = Tag.objects.alias(used=used).filter(is_used, slug__gt=after).order_by("slug")
    page = list(rows.values_list("pk", "name", "slug")[:size])
    counts = _live_roles([pk for pk, _, _ in page], known, at)
    return [TagRow(name, slug, counts.get(pk, 0)) for pk, name, slug in page]


def _live_roles(tags: Sequence[int], known: Mapping[int, int], at: datetime) -> Mapping[int, int]:
    """How many live roles each tag has, where `known` does not say it already.

    The database takes a second to count those of frequent tags at 100,000 roles. The search index
    knows them, but not the rare ones, nor what it has not followed the publication log to.
    """
    others = [tag for tag in tags if tag not in known]
    if not others:
        return known
    live = Edition.objects.live(at).filter(tags__in=others).order_by()
    return {**known, **dict(live.values_list("tags").annotate(Count("pk")))}


def _in_index(at: datetime) -> Mapping[int, int]:
    if not search.has_followed(log_state(at).position):
        return {}
    counts = search.facet_counts(Chosen(), at)
    return counts.tag if counts else {}
