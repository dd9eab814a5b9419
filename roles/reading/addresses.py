"""Where an address leads at which nothing is live itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from roles import search
from roles.models import Category, Edition, Redirect


@dataclass(frozen=True, slots=True)
class Moved:
    """The address belongs to what is now at `url`."""

    url: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The address was public; what it belongs to was withdrawn. `title` was its last name."""

    title: str


def find_address(path: str, at: datetime) -> Moved | Gone | None:
    """Where an address that is not live itself leads: `path` is what follows `/jobs/`."""
    row = Redirect.objects.public(at).with_owner().filter(path=path).first()
    if row is None:
        return None
    if row.category:
        if Category.objects.public(at).filter(pk=row.category.pk).exists():
            return Moved(row.category.get_absolute_url())
        return Gone(row.category.name)
    editions = Edition.objects.filter(role=row.role).with_category()
    if live := editions.live(at).first():
        return Moved(live.get_absolute_url())
    last = editions.filter(live_from__lte=at).order_by("-live_from", "-number").first()
    return Gone(last.title) if last else None


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
