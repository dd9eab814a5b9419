"""The address ledger: which address belongs to which role or category, for good."""

from __future__ import annotations

from datetime import datetime

from roles.errors import AddressTaken
from roles.models import Category, Edition, Redirect, Role


def claim(path: str, owner: Role | Category, public_from: datetime) -> None:
    """Records that `path` leads to `owner` from `public_from` on. Claiming twice is harmless.

    Raises:
        AddressTaken: when the address is, or was, another role's or category's.
    """
    row = Redirect.objects.filter(path=path).with_owner().first()
    if row is None:
        Redirect.objects.create(path=path, public_from=public_from, **_owner(owner))
    elif (row.role or row.category) != owner:
        raise AddressTaken(
            f"The address {row} belongs to “{row.role or row.category}”; choose another address."
        )
    elif row.public_from > public_from:
        row.public_from = public_from
        row.save(update_fields=["public_from"])


def claim_for_edition(edition: Edition) -> None:
    """Claims the edition's address, and its category's, from the moment it goes live."""
    claim(edition.category.path, edition.category, edition.live_from)
    claim(edition.path, edition.role, edition.live_from)


def claim_for_category(category: Category, at: datetime) -> bool:
    """Claims what follows from the category's present slug for its live and scheduled editions.

    Returns:
        Whether there is any: a category without one has no public page.
    """
    editions = list(category.editions.not_over(at).select_related("role", "category"))
    for edition in editions:
        claim(category.path, category, max(at, edition.live_from))
        claim(edition.path, edition.role, max(at, edition.live_from))
    return bool(editions)


def release_reserved(role: Role, at: datetime) -> None:
    """Gives back addresses that only a cancelled schedule had claimed: they never were public."""
    kept = [edition.path for edition in role.editions.scheduled(at).with_category()]
    Redirect.objects.filter(role=role, public_from__gt=at).exclude(path__in=kept).delete()


def _owner(owner: Role | Category) -> dict[str, Role | Category]:
    return {"role": owner} if isinstance(owner, Role) else {"category": owner}
