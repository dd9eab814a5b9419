"""Which public addresses have changed, told from entries of the publication log."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, Q
from django.utils.encoding import iri_to_uri

from roles.models import Category, Edition, Redirect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from roles.models import LogEntry

# What changes a page's content. "check" moves a date alone; "cancel" is seen by nobody.
_TOLD_OF: Final = frozenset({"publish", "schedule", "rebase", "restore", "withdraw"})


def is_on() -> bool:
    return bool(settings.INDEXNOW_KEY and settings.SITE_URL)


def category_slugs() -> dict[str, str]:
    """Of every category, by its id as JSON has it."""
    return {str(pk): slug for pk, slug in Category.objects.values_list("pk", "slug")}


def renamed(before: dict[str, str], now: dict[str, str]) -> set[int]:
    """The ids of categories whose slug is another than before."""
    return {int(pk) for pk, slug in now.items() if before.get(pk, slug) != slug}


def changed_addresses(
    entries: Sequence[LogEntry], renamed_categories: set[int], at: datetime
) -> list[str]:
    """Every address, absolute, that visitors see changed by these entries; public ones alone.

    Args:
        entries: visible at `at`, with their editions. Those whose schedule was cancelled count
            for nothing.
        renamed_categories: ids; all that is below them has moved.
    """
    told = [
        entry.edition
        for entry in entries
        if entry.action in _TOLD_OF and entry.edition and not _was_cancelled(entry.edition)
    ]
    undone = [entry.edition for entry in entries if entry.action == "undo" and entry.edition]
    in_renamed = Edition.objects.live(at).filter(category__in=renamed_categories)
    paths = _paths_now([*told, *undone], at) | {edition.path for edition in undone}
    paths |= {entry.category.path for entry in entries if entry.category}
    # The ledger has the last word on what is public: a category may be saved before it is.
    ledger = Redirect.objects.public(at).filter(
        Q(path__in=paths)
        | Q(role__in=_moved_roles(told))
        | Q(role__in=in_renamed.values("role"))
        | Q(category__in=renamed_categories)
    )
    return [
        settings.SITE_URL + iri_to_uri(f"/jobs/{path}")
        for path in ledger.order_by("path").values_list("path", flat=True)
    ]


def host() -> str:
    return urlsplit(settings.SITE_URL).netloc


def _was_cancelled(edition: Edition) -> bool:
    return edition.live_until == edition.live_from


def _paths_now(editions: Sequence[Edition], at: datetime) -> set[str]:
    """Where these roles are, or, of withdrawn ones, were last."""
    ids = {edition.role_id for edition in editions}
    live = Edition.objects.live(at).filter(role__in=ids).for_list()
    paths = {edition.role_id: edition.path for edition in editions}
    return set((paths | {edition.role_id: edition.path for edition in live}).values())


def _moved_roles(editions: Sequence[Edition]) -> set[int]:
    """The ids of roles of which one of these editions has another address than the one before."""
    begun = (
        Edition.objects.filter(role__in={edition.role_id for edition in editions})
        .exclude(live_until=F("live_from"))
        .order_by("role", "live_from")
        .only("role_id", "category_id", "slug")
    )
    ids = {edition.pk for edition in editions}
    return {
        edition.role_id
        for before, edition in pairwise(begun)
        if edition.pk in ids
        and edition.role_id == before.role_id
        and (edition.category_id, edition.slug) != (before.category_id, before.slug)
    }
