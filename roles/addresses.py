"""The address ledger: which address belongs to which role or category, for good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from roles.errors import AddressTaken
from roles.models import Category, Edition, Redirect, Role

PATHS_AT_ONCE: Final = 500  # no database takes any number of parameters in one query


class Claim(NamedTuple):
    """That `path` leads to `owner` from `public_from` on."""

    path: str
    owner: Role | Category
    public_from: datetime


def claim_all(claims: Iterable[Claim]) -> None:
    """Records what is claimed. Claiming twice is harmless.

    Raises:
        AddressTaken: when an address is, or was, another role's or category's.
    """
    claims = list(claims)
    rows = {row.path: row for row in _rows([claim.path for claim in claims])}
    new = {}
    for claim in claims:
        row = rows.get(claim.path)
        if row is None:
            rows[claim.path] = new[claim.path] = _row(claim)
        elif (row.role or row.category) != claim.owner:
            raise AddressTaken(
                f"The address {row} belongs to “{row.role or row.category}”; choose another "
                "address."
            )
        elif row.public_from > claim.public_from:
            row.public_from = claim.public_from
            if claim.path not in new:
                row.save(update_fields=["public_from"])
    Redirect.objects.bulk_create(new.values())


def claim_for_editions(editions: Iterable[Edition], *, not_before: datetime | None = None) -> None:
    """Claims each edition's address, and its category's, from the moment it goes live.

    Args:
        not_before: a later moment for those that went live before it.

    Raises:
        AddressTaken: as `claim_all`.
    """
    claim_all(
        claim
        for edition in editions
        for claim in _claims(edition, max(edition.live_from, not_before or edition.live_from))
    )


def claim_for_category(category: Category, at: datetime) -> bool:
    """Claims what follows from the category's present slug for its live and scheduled editions.

    Returns:
        Whether there is any: a category without one has no public page.
    """
    editions = list(category.editions.not_over(at).select_related("role", "category"))
    claim_for_editions(editions, not_before=at)
    return bool(editions)


def release_reserved(role: Role, at: datetime) -> None:
    """Gives back addresses that only a cancelled schedule had claimed: they never were public."""
    kept = [edition.path for edition in role.editions.scheduled(at).with_category()]
    Redirect.objects.filter(role=role, public_from__gt=at).exclude(path__in=kept).delete()


def _claims(edition: Edition, public_from: datetime) -> list[Claim]:
    return [
        Claim(edition.category.path, edition.category, public_from),
        Claim(edition.path, edition.role, public_from),
    ]


def _rows(paths: list[str]) -> Iterator[Redirect]:
    for start in range(0, len(paths), PATHS_AT_ONCE):
        some = paths[start : start + PATHS_AT_ONCE]
        yield from Redirect.objects.filter(path__in=set(some)).with_owner()


def _row(claim: Claim) -> Redirect:
    owner = "role" if isinstance(claim.owner, Role) else "category"
    return Redirect(path=claim.path, public_from=claim.public_from, **{owner: claim.owner})
