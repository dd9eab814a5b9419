"""Revisions: every save that changes something appends one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from roles.drafting.names import kinds_of, tags_in, tags_of
from roles.drafting.working_copies import insert_related
from roles.models import FactKind, RelatedRole, Revision, Role, Tag, insert_all
from roles.models.tagging import names_of
from roles.records import (
    CategoryName,
    GlanceFact,
    Publication,
    RoleRecord,
    content_digest,
    to_payload,
)
from roles.records import RelatedRole as RelatedRecord

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOMENTS = frozenset({"published", "updated", "checked"})


def save_revision(
    role: Role,
    *,
    by: User | None,
    note: str = "",
    publication: Publication | None = None,
) -> Revision:
    """Appends a revision of the working copy as the database holds it, unless nothing changed.

    Args:
        by: who saved; None for an operator's command.
        note: why, in a few words.
        publication: what an imported file says of its own publication.

    Returns:
        The new revision, or the head when it already says the same.
    """
    with transaction.atomic():
        Role.objects.select_for_update().get(pk=role.pk)
        role = Role.objects.with_content().get(pk=role.pk)
        made = _revision(role, role.record(), role.tags.all(), note, publication)
        head = role.head
        if head is None or head.digest != made.digest:
            made.number = head.number + 1 if head else 1
            made.created_by = by
            made.save(force_insert=True)
            head = made
        Role.objects.filter(pk=role.pk).note_unpublished(timezone.now())
        return head


@dataclass(frozen=True, slots=True)
class Draft:
    """A working copy without a revision, and the record it was written from.

    `targets` are the ids of its related roles, in their order; the rest is as for `save_revision`.
    """

    role: Role
    record: RoleRecord
    targets: Sequence[int] = ()
    note: str = ""
    publication: Publication | None = None


def save_first_revisions(drafts: Sequence[Draft]) -> list[Revision]:
    """Writes the related roles and the first revision of each, by an operator's command.

    What `write_related` and `save_revision` do, in as many queries for many roles as for one.

    Args:
        drafts: with their roles and categories locked by the caller, and written by `write_new`.
    """
    insert_related([(draft.role, draft.targets) for draft in drafts])
    kinds = kinds_of(draft.record for draft in drafts)
    tags = tags_of(draft.record for draft in drafts)
    related = _related_to([draft.role for draft in drafts])
    revisions = []
    for draft in drafts:
        own_tags = tags_in(draft.record, tags)
        record = _as_saved(draft, kinds, own_tags, related[draft.role.pk])
        revisions.append(_revision(draft.role, record, own_tags, draft.note, draft.publication))
    insert_all(revisions)
    drafted = Role.objects.filter(pk__in=[draft.role.pk for draft in drafts])
    drafted.note_unpublished(timezone.now())
    return revisions


def _as_saved(
    draft: Draft, kinds: Mapping[str, FactKind], tags: list[Tag], related: list[RelatedRecord]
) -> RoleRecord:
    """The record as `Role.record` reads it from the rows that were written."""
    category = draft.role.category
    return replace(
        draft.record,
        category=CategoryName(category.name, category.slug),
        glance=tuple(
            GlanceFact(kinds[fact.label].label, fact.text, kinds[fact.label].pk)
            for fact in draft.record.glance
        ),
        tags=names_of(tags),
        related=tuple(related),
    )


def _related_to(roles: list[Role]) -> defaultdict[int, list[RelatedRecord]]:
    """The related roles of each, by its id, as they are called now."""
    rows = RelatedRole.objects.filter(role__in=roles).order_by("role", "position", "pk")
    related = defaultdict(list)
    for role, target, title, category, slug in rows.values_list(
        "role_id", "target_id", "target__title", "target__category__slug", "target__slug"
    ):
        related[role].append(RelatedRecord(title, f"/jobs/{category}/{slug}", target))
    return related


def _revision(
    role: Role,
    record: RoleRecord,
    tags: Iterable[Tag],
    note: str,
    publication: Publication | None,
) -> Revision:
    """The first revision of a role that says what `record` says, not saved yet."""
    payload = to_payload(record)
    return Revision(
        role=role,
        number=1,
        payload=payload,
        digest=content_digest(
            payload, category_id=role.category_id, tag_ids=[tag.pk for tag in tags]
        ),
        imported_publication=_as_json(publication),
        note=note,
    )


def imported_publication(revision: Revision) -> Publication:
    """What the file this revision was imported from said of its own publication."""
    stored = revision.imported_publication or {}
    moments = {key: datetime.fromisoformat(stored[key]) for key in MOMENTS if stored.get(key)}
    return Publication(
        edition=stored.get("edition"), change_note=stored.get("change_note", ""), **moments
    )


def _as_json(publication: Publication | None) -> dict[str, Any] | None:
    if publication in (None, Publication()):
        return None
    return {
        key: value.isoformat() if key in MOMENTS and value else value
        for key, value in asdict(publication).items()
    }
