"""Every role and category of the site as records, ready to be written in a lossless form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from roles.drafting import imported_publication
from roles.models import Category, Edition, FactKind, Role
from roles.records import CategoryName, CategoryRecord, RelatedRole, RoleRecord, from_payload


def category_records() -> Iterator[CategoryRecord]:
    """The categories that have an introduction; the others follow from their roles."""
    for category in Category.objects.exclude(introduction="").order_by("slug"):
        yield CategoryRecord(
            category=CategoryName(category.name, category.slug), introduction=category.introduction
        )


def role_records(at: datetime) -> Iterator[RoleRecord]:
    """Every role by address: its live edition where there is one, else its working copy."""
    live = {
        edition.role_id: edition
        for edition in Edition.objects.live(at).with_category().prefetch_related("tags")
    }
    roles = Role.objects.with_content().with_state(at).order_by("category__slug", "slug")
    addresses = {
        pk: (title, f"/jobs/{category}/{slug}")
        for pk, title, category, slug in Role.objects.values_list(
            "pk", "title", "category__slug", "slug"
        )
    } | {pk: (edition.title, edition.get_absolute_url()) for pk, edition in live.items()}
    labels = dict(FactKind.objects.values_list("pk", "label"))
    for role in roles.iterator(chunk_size=200):
        if edition := live.get(role.pk):
            yield _of_edition(edition, addresses, labels)
        else:
            yield _of_working_copy(role)


def unpublished_changes(at: datetime) -> int:
    """How many live roles have a newer working copy, which an export leaves out."""
    roles = Role.objects.with_state(at)
    return sum(bool(r.state.live_from and r.state.has_unpublished_changes) for r in roles)


def _of_working_copy(role: Role) -> RoleRecord:
    head = role.head
    return replace(role.record(), publication=imported_publication(head)) if head else role.record()


def _of_edition(
    edition: Edition, addresses: dict[int, tuple[str, str]], labels: dict[int, str]
) -> RoleRecord:
    """The edition with today's names; related roles count even where they are not live."""
    stored = from_payload(edition.payload)
    return replace(
        stored,
        category=CategoryName(edition.category.name, edition.category.slug),
        glance=tuple(
            replace(fact, label=labels.get(fact.kind or 0, fact.label)) for fact in stored.glance
        ),
        tags=tuple(sorted((tag.name for tag in edition.tags.all()), key=str.casefold)),
        related=tuple(
            RelatedRole(*addresses[other.role], other.role)
            for other in stored.related
            if other.role in addresses
        ),
        publication=edition.publication(),
    )
