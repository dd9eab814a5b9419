"""Appends to the publication log, in the transaction of the change, the purge keys it touched.

Everything derived (page cache, search index) follows this log and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from roles import addresses
from roles.models import Category, Edition, LogEntry, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def edition_changed(
    action: str,
    role: Role,
    edition: Edition,
    by: User | None,
    *,
    visible_from: datetime,
    counts: bool = True,
) -> None:
    """Appends to the publication log with the purge keys of every page that shows the role.

    Args:
        counts: whether lists may count or order the role in another way than before.
    """
    LogEntry.objects.append(
        action=action,
        keys=_keys(role.pk, counts=counts),
        visible_from=visible_from,
        role=role,
        edition=edition,
        by=by,
    )


def first_editions(action: str, editions: Sequence[Edition], by: User | None) -> None:
    """What `edition_changed` does, for the first editions of many roles."""
    LogEntry.objects.append_all(
        [
            LogEntry(
                action=action,
                keys=_keys(edition.role_id, counts=True),
                visible_from=edition.live_from,
                role=edition.role,
                edition=edition,
                by=by,
            )
            for edition in editions
        ]
    )


def _keys(role: int, *, counts: bool) -> list[str]:
    """Not its category and tags: their keys name pages that show what these are called."""
    return [*(["counts"] if counts else []), "lists", f"role:{role}"]


def category_changed(category: Category) -> None:
    """Follows a saved category: claims the new addresses of its roles, and logs the change.

    Raises:
        AddressTaken: when a new address belongs to another role or category.
    """
    with transaction.atomic():
        Category.objects.select_for_update().get(pk=category.pk)
        if addresses.claim_for_category(category, timezone.now()):
            keys = [f"category:{category.pk}", "counts", "lists"]
            LogEntry.objects.append(action="category", keys=keys, category=category)


def name_changed(*keys: str) -> None:
    """Logs that a name changed on the pages with these keys.

    That of a fact kind stands on roles ("fact-kinds"), that of a tag in lists too ("tag:12",
    "counts", "lists").
    """
    with transaction.atomic():
        LogEntry.objects.append(action="name", keys=sorted(keys))
