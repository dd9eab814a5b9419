"""Brings what an earlier revision or edition said back into the working copy, never to visitors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from roles import drafting, people
from roles.errors import AddressTaken, StaleRevision
from roles.models import Category, Edition, FactKind, Redirect, Revision, Role, Tag
from roles.records import CategoryName, from_payload

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from roles.records import GlanceFact, RelatedRole, RoleRecord


@dataclass(frozen=True, slots=True)
class Plan:
    """What a restored working copy will say; `losses` are sentences about what cannot be again.

    `owner` is who has the address now, None when it is free.
    """

    record: RoleRecord
    category: Category
    targets: list[int]
    losses: list[str]
    owner: Role | Category | None

    @property
    def refusal(self) -> str:
        """Why nothing can be restored; empty when it can."""
        if self.owner is None:
            return ""
        return (
            f"The address /jobs/{self.category.slug}/{self.record.slug} belongs to “{self.owner}” "
            "now, so this cannot be restored as it was. Copy the texts you need into the draft."
        )


def restore_to_draft(*, version: Revision | Edition, by: User, head: int | None) -> Revision:
    """Makes the working copy say what an earlier revision or edition said, as a new revision.

    Args:
        version: what to bring back.
        by: who restores; needs `roles.change_role`.
        head: the id of the newest revision the caller looked at, to refuse a newer one.

    Returns:
        The new revision, or the newest when the working copy said the same already.

    Raises:
        NotAllowed, StaleRevision, AddressTaken.
    """
    people.require(by, "change_role", version.role)
    with transaction.atomic():
        locked = Role.objects.select_for_update().select_related("category")
        role = locked.get(pk=version.role_id)
        newest = role.head
        if newest and newest.pk != head:
            raise StaleRevision(
                f"“{role}” was saved after you opened this page; look at the newest draft first."
            )
        found = plan(role, version)
        if found.refusal:
            raise AddressTaken(found.refusal)
        people.require_open(by, found.category.pk)
        role.category = found.category
        drafting.write_record(role, found.record)
        drafting.write_related(role, found.targets)
        return drafting.save_revision(role, by=by, note=f"Restored {str(version).lower()}")


def plan(role: Role, version: Revision | Edition) -> Plan:
    """What restoring would write at this moment.

    What the role shares with others is found by its id: a kind, tag or category that was renamed
    since comes back under its new name.
    """
    losses: list[str] = []
    record = from_payload(version.payload)
    category = _category(role, version, record, losses)
    record = replace(
        record,
        category=CategoryName(category.name, category.slug),
        glance=_facts(record, losses),
        tags=_tags(version, record, losses),
        related=_related(record, losses),
    )
    return Plan(
        record=record,
        category=category,
        targets=[other.role for other in record.related if other.role],
        losses=losses,
        owner=_owner(role, category, record.slug),
    )


def _category(
    role: Role, version: Revision | Edition, record: RoleRecord, losses: list[str]
) -> Category:
    if isinstance(version, Edition):
        return version.category
    slug = record.category.slug
    if category := Category.objects.filter(slug=slug).first():
        return category
    row = Redirect.objects.filter(path=slug, category__isnull=False).with_owner().first()
    if row and row.category:
        return row.category
    losses.append(
        f"The category “{record.category.name}” no longer exists; the draft stays in "
        f"“{role.category}”."
    )
    return role.category


def _facts(record: RoleRecord, losses: list[str]) -> tuple[GlanceFact, ...]:
    kinds = FactKind.objects.in_bulk([fact.kind for fact in record.glance if fact.kind])
    facts: dict[str, GlanceFact] = {}
    for fact in record.glance:
        kind = kinds.get(fact.kind or 0)
        if kind is None:
            losses.append(f"The kind of fact “{fact.label}” was deleted; one of that name is used.")
        label = kind.label if kind else fact.label
        twin = facts.get(label.casefold())
        if twin:
            losses.append(f"Two facts are called “{label}” now; both texts stand in one row.")
        text = f"{twin.text}; {fact.text}" if twin else fact.text
        facts[label.casefold()] = replace(fact, label=label, text=text)
    return tuple(facts.values())


def _tags(version: Revision | Edition, record: RoleRecord, losses: list[str]) -> tuple[str, ...]:
    if isinstance(version, Edition):
        return tuple(sorted((tag.name for tag in version.tags.all()), key=str.casefold))
    # SQLite lowers ASCII alone.
    is_known = Q(lowered__in=[tag.lower() for tag in record.tags]) | Q(name__in=record.tags)
    tags = Tag.objects.annotate(lowered=Lower("name")).filter(is_known)
    known = {name.lower() for name in tags.values_list("name", flat=True)}
    losses += [
        f"The tag “{tag}” was renamed or deleted; it is made again."
        for tag in record.tags
        if tag.lower() not in known
    ]
    return record.tags


def _related(record: RoleRecord, losses: list[str]) -> tuple[RelatedRole, ...]:
    ids = [other.role for other in record.related if other.role]
    there = set(Role.objects.filter(pk__in=ids).values_list("pk", flat=True))
    losses += [
        f"The related role “{other.title}” was deleted; it is left out."
        for other in record.related
        if other.role not in there
    ]
    return tuple(other for other in record.related if other.role in there)


def _owner(role: Role, category: Category, slug: str) -> Role | Category | None:
    """Who else has the address, or once had it in public."""
    if other := Role.objects.filter(category=category, slug=slug).exclude(pk=role.pk).first():
        return other
    row = Redirect.objects.filter(path=f"{category.slug}/{slug}").with_owner().first()
    return (row.role or row.category) if row and row.role != role else None
