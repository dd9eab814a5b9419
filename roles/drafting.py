"""Writes working copies: every save that changes something appends a revision."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from roles.facets import facet_for_label
from roles.models import FAQ, Category, Fact, FactKind, Redirect, RelatedRole, Revision, Role
from roles.records import Publication, RoleRecord, content_digest, to_payload
from roles.text.slugs import slug_from
from roles.validators import RESERVED_SLUGS

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOMENTS = frozenset({"published", "updated", "checked"})
PLAIN_FIELDS = (
    "title",
    "slug",
    "summary",
    "seo_title",
    "seo_description",
    "education_override",
    "experience_override",
    "ai_impact_override",
    "overview",
    "outlook",
    "cover_letter",
)


def free_slug(category: Category, title: str, *, exclude: Role | None = None) -> str:
    """An address made from `title` that neither the site nor any other role of `category` has, or
    ever had in public: "x", "x-2", "x-3" …
    """
    base = slug_from(title)
    own = exclude.pk if exclude and exclude.pk else 0
    roles = Role.objects.filter(category=category, slug__startswith=base).exclude(pk=own)
    ledger = Redirect.objects.filter(path__startswith=f"{category.slug}/{base}").exclude(role=own)
    taken = (
        RESERVED_SLUGS
        | set(roles.values_list("slug", flat=True))
        | {path.removeprefix(f"{category.slug}/") for path in ledger.values_list("path", flat=True)}
    )
    number, slug = 2, base
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


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
        payload = to_payload(role.record())
        tag_ids = [tag.pk for tag in role.tags.all()]
        digest = content_digest(payload, category_id=role.category_id, tag_ids=tag_ids)
        head = role.head
        if head and head.digest == digest:
            return head
        return Revision.objects.create(
            role=role,
            number=head.number + 1 if head else 1,
            payload=payload,
            digest=digest,
            imported_publication=_as_json(publication),
            note=note,
            created_by=by,
        )


def write_record(role: Role, record: RoleRecord) -> Role:
    """Makes the working copy `role` (new or not) say what `record` says.

    Leaves `role.category` and the related roles alone: the caller resolves those, see
    `write_related`. Call `save_revision` when done, in the same transaction.
    """
    for name in PLAIN_FIELDS:
        setattr(role, name, getattr(record, name))
    role.duties = list(record.duties)
    role.also_called = list(record.also_called)
    role.qualifications = [
        {"heading": group.heading, "text": group.text, "items": list(group.items)}
        for group in record.qualifications
    ]
    is_new = role.pk is None
    role.save()
    if not is_new:
        role.facts.all().delete()
        role.faqs.all().delete()
    Fact.objects.bulk_create(
        Fact(role=role, kind=kind_for_label(fact.label), text=fact.text, position=position)
        for position, fact in enumerate(record.glance)
    )
    FAQ.objects.bulk_create(
        FAQ(role=role, question=faq.question, answer=faq.answer, position=position)
        for position, faq in enumerate(record.faqs)
    )
    role.tags.set(record.tags)
    return role


def write_related(role: Role, targets: list[int]) -> None:
    """Makes the roles with these ids, in this order, the editors' choice of related roles."""
    role.related_roles.all().delete()
    RelatedRole.objects.bulk_create(
        RelatedRole(role=role, target_id=target, position=position)
        for position, target in enumerate(targets)
    )


def kind_for_label(label: str) -> FactKind:
    """The kind with this label in any casing, made when there is none yet: nothing is dropped."""
    if kind := FactKind.objects.filter(label__iexact=label).first():
        return kind
    last = FactKind.objects.order_by("position").last()
    return FactKind.objects.create(
        label=label,
        position=last.position + 1 if last else 1,
        facet=facet_for_label(label) or "",
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
