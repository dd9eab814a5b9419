"""Where an address leads at which nothing is live itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter

from roles import search
from roles.models import Category, Edition, Redirect, Withdrawal


@dataclass(frozen=True, slots=True)
class Moved:
    """The address belongs to what is now at `url`, or was replaced by it."""

    url: str
    is_role: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class Gone:
    """The address was public; what it belongs to was withdrawn. `title` was its last name.

    `notice` says why, in plain text, where its editors did.
    """

    title: str
    notice: str = ""


def find_address(path: str, at: datetime) -> Moved | Gone | None:
    """Where an address that is not live itself leads: `path` is what follows `/jobs/`."""
    row = Redirect.objects.public(at).with_owner().filter(path=path).first()
    if row is None:
        return None
    if row.category:
        if Category.objects.public(at).filter(pk=row.category.pk).exists():
            return Moved(row.category.get_absolute_url(), is_role=False)
        return Gone(row.category.name)
    return _of_role(row.role_id, at)


def _of_role(role: int | None, at: datetime) -> Moved | Gone | None:
    """Where the addresses of a role lead; one that was replaced leads where its successor does."""
    first, passed = None, set()
    while role and role not in passed:
        passed.add(role)
        if (last := _last_edition(role, at)) is None:
            break
        if last.live_from <= at < last.live_until:
            return Moved(last.get_absolute_url())
        withdrawal: Withdrawal | None = getattr(last, "withdrawal", None)
        first = first or Gone(last.title, withdrawal.notice if withdrawal else "")
        if withdrawal and (category := withdrawal.to_category):
            if Category.objects.public(at).filter(pk=category.pk).exists():
                return Moved(category.get_absolute_url(), is_role=False)
            break
        role = withdrawal.to_role_id if withdrawal else None
    return first


def _last_edition(role: int, at: datetime) -> Edition | None:
    editions = Edition.objects.filter(role=role).select_related(
        "category", "withdrawal__to_category"
    )
    # Without any it had one for a moment only: taken back, or replaced at once.
    return editions.begun(at).first() or (
        editions.filter(live_from__lte=at).order_by("-live_from", "-number").first()
    )


def also_called(path: str, at: datetime) -> list[Edition]:
    """The live roles that an address names by an alternative title.

    Args:
        path: what follows `/jobs/`: a category's slug and a title's. Roles of this category come
            alone; where it has none, those of the whole site.
    """
    category_slug, _, slug = path.partition("/")
    rows = Edition.objects.live(at).filter(pk__in=search.editions_also_called(slug, at))
    editions = sorted(rows.for_list(), key=attrgetter("sort_title", "pk"))
    own = [edition for edition in editions if edition.category.slug == category_slug]
    return own or editions
