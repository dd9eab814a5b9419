"""Where an address leads at which nothing is live itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
