"""Lists of roles, and what they are listed by: categories and tags."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Lower

from roles.enums import Order
from roles.models import Category, Edition, EditionQuerySet, ListPosition, Tag

LIST_SIZE = 100
RECENT_SIZE = 10


@dataclass(frozen=True, slots=True)
class RoleList:
    """One page of a list.

    `next_after` is the `after` of the next page, None on the last. `previous_after` is that of the
    page before: "" where that is the list's start, None where this is.
    """

    editions: list[Edition]
    next_after: str | None
    previous_after: str | None


def live_roles(at: datetime) -> EditionQuerySet:
    """The live edition of every role that visitors see: the rows of every list."""
    return Edition.objects.live(at)


def role_list(
    rows: EditionQuerySet,
    order: Order = Order.TITLE,
    *,
    letter: str | None = None,
    after: str = "",
    size: int = LIST_SIZE,
) -> RoleList:
    """One page of the rows; each page costs the same, however deep in the list it is.

    Args:
        rows: `live_roles`, or those of them that match what a visitor chose.
        letter: the one that all the rows stand under, when they do.
        after: `next_after` of the page before; "" for the start.
        size: how many roles a page has.

    Raises:
        ValueError: when `after` is no position in such a list.
    """
    start = ListPosition.parse(order, letter, after) if after else None
    following = rows.after(start) if start else rows
    wanted = following.in_order(order).values("pk")[: size + 1]
    page = list(Edition.objects.filter(pk__in=wanted).for_list().in_order(order))
    editions = page[:size]
    more = len(page) > size
    return RoleList(
        editions=editions,
        next_after=str(ListPosition.of(editions[-1], order, letter)) if more else None,
        previous_after=_previous(rows, start, size) if start else None,
    )


def _previous(rows: EditionQuerySet, start: ListPosition, size: int) -> str:
    """Where the page before begins: after the role that stands `size` before this page's first."""
    before = rows.up_to(start).only(*start.keys)[size : size + 1]
    return "".join(str(ListPosition.of(edition, start.order, start.letter)) for edition in before)


def categories(at: datetime) -> QuerySet[Category]:
    """Categories with a page, by name, each with `live_roles`, the number of its live roles."""
    return Category.objects.public(at).with_live_roles(at).order_by("name")


def category_names(at: datetime) -> QuerySet[Category]:
    """Categories with a page, by name, uncounted: that costs next to nothing."""
    return Category.objects.public(at).order_by("name")


def category(slug: str, at: datetime) -> Category | None:
    """The category at this address, with `live_roles`; None while it has no live role."""
    return Category.objects.public(at).with_live_roles(at).filter(slug=slug).first()


def tag(slug: str, at: datetime) -> Tag | None:
    """The tag at this address; None unless a live role has it."""
    return _public_tags(at).filter(slug=slug).first()


def tags(ids: Iterable[int], at: datetime, *, are_live: bool) -> QuerySet[Tag]:
    """Those of the tags that have a page, by name.

    Args:
        are_live: whether it is known that live roles have them. To look for one of each may take
            PostgreSQL 10 ms, and a list offers thirty tags.
    """
    public = Tag.objects.all() if are_live else _public_tags(at)
    return public.filter(pk__in=ids).exclude(slug="").order_by(Lower("name"))


def _public_tags(at: datetime) -> QuerySet[Tag]:
    tagged = Edition.objects.live(at).filter(tags=OuterRef("pk")).order_by()
    # The first one is enough: PostgreSQL plans EXISTS as a join with all that are live.
    first = Subquery(tagged.values("pk")[:1])
    public: QuerySet[Tag] = Tag.objects.alias(live_edition=first).filter(live_edition__isnull=False)
    return public


def recently_updated(at: datetime) -> list[Edition]:
    """The ten live roles that were updated last, the latest first."""
    return role_list(live_roles(at), Order.UPDATED, size=RECENT_SIZE).editions
