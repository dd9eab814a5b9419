"""The rows that the names in records mean: kinds of facts by their labels, and tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from roles.facets import facet_for_label
from roles.models import FactKind, Tag
from roles.records import RoleRecord

NAMES_AT_ONCE = 500  # no database takes any number of parameters in one query


def kinds_of(records: Iterable[RoleRecord]) -> dict[str, FactKind]:
    """The kinds of the records' facts by label; missing ones are made: nothing is dropped."""
    kinds = {kind.label: kind for kind in FactKind.objects.all()}
    for record in records:
        for fact in record.glance:
            if fact.label not in kinds:
                kinds[fact.label] = _kind_for_label(fact.label)
    return kinds


def _kind_for_label(label: str) -> FactKind:
    """The kind with this label in any casing, made when there is none yet."""
    if kind := FactKind.objects.filter(label__iexact=label).first():
        return kind
    last = FactKind.objects.order_by("position").last()
    return FactKind.objects.create(
        label=label,
        position=last.position + 1 if last else 1,
        facet=facet_for_label(label) or "",
    )


def tags_of(records: Iterable[RoleRecord]) -> dict[str, Tag]:
    """The tags of the records by name in its own or any casing; missing ones are made."""
    names = list(dict.fromkeys(name for record in records for name in record.tags))
    tags: dict[str, Tag] = {}
    for start in range(0, len(names), NAMES_AT_ONCE):
        some = Tag.objects.filter(name__in=names[start : start + NAMES_AT_ONCE])
        tags |= {tag.name: tag for tag in some}
    for name in names:
        if name not in tags:
            alike = Tag.objects.filter(name__iexact=name).order_by("pk").first()
            tags[name] = alike or Tag.objects.create(name=name)
    return tags


def tags_in(record: RoleRecord, tags: Mapping[str, Tag]) -> list[Tag]:
    """The record's own ones of what `tags_of` found, in its order, each once."""
    return list({tags[name].pk: tags[name] for name in record.tags}.values())
