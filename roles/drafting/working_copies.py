"""Working copies: a role's row with all that hangs on it, written as a record says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType

from roles.drafting.names import kinds_of, tags_in, tags_of
from roles.models import FAQ, Category, Fact, Redirect, RelatedRole, Role, insert_all
from roles.records import RoleRecord
from roles.text.slugs import slug_from
from roles.validators import RESERVED_SLUGS

TagOfRole: Any = Role.tags.through
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


def write_record(role: Role, record: RoleRecord) -> Role:
    """Makes the working copy `role` (new or not) say what `record` says.

    Leaves `role.category` and the related roles alone: the caller resolves those, see
    `write_related`. Call `save_revision` when done, in the same transaction.
    """
    if role.pk is None:
        write_new([(role, record)])
        return role
    _fill(role, record)
    role.save()
    role.facts.all().delete()
    role.faqs.all().delete()
    _insert_parts([(role, record)])
    role.tags.set(tags_of([record]).values())
    return role


def write_new(pairs: Sequence[tuple[Role, RoleRecord]]) -> None:
    """Does for many new working copies what `write_record` does for one, in as many queries."""
    for role, record in pairs:
        _fill(role, record)
    insert_all([role for role, _ in pairs])
    _insert_parts(pairs)
    tags = tags_of(record for _, record in pairs)
    tagged = ContentType.objects.get_for_model(Role)
    TagOfRole.objects.bulk_create(
        TagOfRole(tag_id=tag.pk, content_type_id=tagged.pk, object_id=role.pk)
        for role, record in pairs
        for tag in tags_in(record, tags)
    )


def tag_ids(role_ids: Collection[int]) -> dict[int, list[int]]:
    """The ids of each role's tags, by the role's id; in the order of `role.tags`."""
    tagged = ContentType.objects.get_for_model(Role)
    rows = TagOfRole.objects.filter(content_type=tagged, object_id__in=role_ids).order_by("pk")
    ids: dict[int, list[int]] = {}
    for role, tag in rows.values_list("object_id", "tag_id"):
        ids.setdefault(role, []).append(tag)
    return ids


def _fill(role: Role, record: RoleRecord) -> None:
    for name in PLAIN_FIELDS:
        setattr(role, name, getattr(record, name))
    role.duties = list(record.duties)
    role.also_called = list(record.also_called)
    role.qualifications = [
        {"heading": group.heading, "text": group.text, "items": list(group.items)}
        for group in record.qualifications
    ]


def _insert_parts(pairs: Sequence[tuple[Role, RoleRecord]]) -> None:
    kinds = kinds_of(record for _, record in pairs)
    Fact.objects.bulk_create(
        Fact(role_id=role.pk, kind_id=kinds[fact.label].pk, text=fact.text, position=position)
        for role, record in pairs
        for position, fact in enumerate(record.glance)
    )
    FAQ.objects.bulk_create(
        FAQ(role_id=role.pk, question=faq.question, answer=faq.answer, position=position)
        for role, record in pairs
        for position, faq in enumerate(record.faqs)
    )


def write_related(role: Role, targets: list[int]) -> None:
    """Makes the roles with these ids, in this order, the editors' choice of related roles."""
    role.related_roles.all().delete()
    insert_related([(role, targets)])


def insert_related(pairs: Iterable[tuple[Role, Sequence[int]]]) -> None:
    """Gives roles that have no related roles those with these ids, in this order."""
    RelatedRole.objects.bulk_create(
        RelatedRole(role_id=role.pk, target_id=target, position=position)
        for role, targets in pairs
        for position, target in enumerate(targets)
    )
