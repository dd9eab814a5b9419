"""Import in two steps: `plan` compares and writes nothing, `apply` writes all of it or nothing."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from django.db import transaction

from roles import publishing
from roles.drafting import save_revision, write_record, write_related
from roles.errors import PublishingError, StaleRevision
from roles.interchange import markdown
from roles.interchange.errors import FormatError
from roles.interchange.site import Site
from roles.interchange.source import Decoded
from roles.models import Category, Role
from roles.records import CategoryRecord, RoleRecord, overlaid

CHUNK = 200
NOTE_FOR_READERS = "Updated from an imported file."
Read = tuple[str, Decoded | FormatError]


class Outcome(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PlannedRole:
    """What an import will do with one role.

    `before` is the working copy as it is, None for a new role; `head` the id of its revision.
    """

    outcome: Outcome
    source: str
    record: RoleRecord
    before: RoleRecord | None = None
    role: int | None = None
    head: int | None = None
    publish: bool = False

    def difference(self) -> list[str]:
        """The change as lines of a unified diff over the Markdown form, without its header."""
        before, after = (
            markdown.encode(record).decode().splitlines() if record else []
            for record in (self.before and replace(self.before, fields=None), self.record)
        )
        return list(difflib.unified_diff(before, after, lineterm="", n=1))[2:]


@dataclass(slots=True)
class Plan:
    roles: list[PlannedRole] = field(default_factory=list)
    categories: list[CategoryRecord] = field(default_factory=list)
    refused: list[FormatError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        if outcome == Outcome.REFUSED:
            return len(self.refused)
        return sum(role.outcome == outcome for role in self.roles)


def address(record: RoleRecord) -> str:
    """Where the role will be, after `/jobs/`."""
    return f"{record.category.slug}/{record.slug}"


def plan(items: Iterable[Read], *, publish: bool, at: datetime) -> Plan:
    """Compares what was read with what is on the site. Reads the database, writes nothing.

    Args:
        items: name of the file and what was read there, in the order of the files.
        publish: whether what is not live as imported is to go live.
        at: now, with a time zone.
    """
    site, made = Site.load(), Plan()
    resolved = dict(_resolved(items, site, made))
    known = {
        site.roles[address(record)] for record in resolved.values() if address(record) in site.roles
    }
    working_copies = dict(_working_copies(known, at))
    for source, record in resolved.items():
        related, missing = site.related(record)
        made.warnings += [f"{source}: no related role at {url}; left out" for url in missing]
        role = working_copies.get(site.roles.get(address(record), 0))
        planned = _planned(source, replace(record, related=related), role, publish, made)
        if planned.publish and not planned.record.summary:
            name, _, line = source.rpartition(":")
            reason = "has no summary, which a role needs to be published"
            made.refused.append(FormatError(name, int(line), reason))
        else:
            made.roles.append(planned)
    return made


def _resolved(items: Iterable[Read], site: Site, made: Plan) -> Iterator[tuple[str, RoleRecord]]:
    """The roles among the items by source; everything else goes straight into the plan."""
    seen: dict[str, str] = {}
    for name, item in items:
        if isinstance(item, FormatError):
            made.refused.append(item)
            continue
        made.warnings += [f"{name}:{line}: {text}" for line, text in item.warnings]
        if isinstance(item.record, CategoryRecord):
            category = site.category(item.record.category)
            made.categories.append(replace(item.record, category=category))
            continue
        record, source = site.resolved(item.record), f"{name}:{item.line}"
        if address(record) in seen:
            reason = f"has the same address, /jobs/{address(record)}, as {seen[address(record)]}"
            made.refused.append(FormatError(name, item.line, reason))
            continue
        seen[address(record)] = source
        site.coming.add(address(record))
        yield source, record


def _working_copies(ids: set[int], at: datetime) -> Iterator[tuple[int, Role]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        some = ordered[start : start + CHUNK]
        roles = Role.objects.with_content().with_state(at).filter(pk__in=some)
        yield from ((role.pk, role) for role in roles)


def _planned(
    source: str, record: RoleRecord, role: Role | None, publish: bool, made: Plan
) -> PlannedRole:
    if role is None:
        return PlannedRole(Outcome.CREATED, source, record, publish=publish)
    before = role.record()
    record = overlaid(before, record)
    state = role.state
    same = record == before
    was_withdrawn = state.was_published and not state.live_from
    if publish and was_withdrawn:
        made.warnings.append(f"{source}: /jobs/{role.path} was withdrawn and stays so")
    publish = publish and not was_withdrawn and (not same or state.has_unpublished_changes)
    return PlannedRole(
        Outcome.SAME if same and not publish else Outcome.CHANGED,
        source,
        record,
        before=before,
        role=role.pk,
        head=role.head.pk if role.head else None,
        publish=publish,
    )


def apply(made: Plan, *, progress: Callable[[], object] = lambda: None) -> None:
    """Writes what `plan` made, in one transaction: all of it, or nothing.

    Args:
        progress: called once for every role written.

    Raises:
        PublishingError: a role that cannot be published, named in the message; StaleRevision when
            somebody saved a role after it was planned.
    """
    with transaction.atomic():
        categories = _write_categories(made)
        written = [
            (planned, _write_role(planned, categories))
            for planned in made.roles
            if planned.outcome in (Outcome.CREATED, Outcome.CHANGED)
        ]
        ids = {f"/jobs/{address(planned.record)}": role.pk for planned, role in written}
        for planned, role in written:
            _finish(planned, role, ids)
            progress()


def _write_categories(made: Plan) -> dict[str, Category]:
    """Every category the plan names, by slug; new ones made, introductions brought up to date."""
    categories = {category.slug: category for category in Category.objects.all()}
    for name in [role.record.category for role in made.roles] + [
        record.category for record in made.categories
    ]:
        if name.slug not in categories:
            categories[name.slug] = Category.objects.create(name=name.name, slug=name.slug)
    for record in made.categories:
        category = categories[record.category.slug]
        if category.introduction != record.introduction:
            category.introduction = record.introduction
            category.save()
    return categories


def _write_role(planned: PlannedRole, categories: dict[str, Category]) -> Role:
    if planned.role is None:
        role = Role(category=categories[planned.record.category.slug])
    else:
        role = Role.objects.select_for_update().select_related("category").get(pk=planned.role)
        if role.head and role.head.pk != planned.head:
            raise StaleRevision(f"{planned.source}: “{role}” was saved meanwhile; import again.")
    return write_record(role, planned.record) if planned.record != planned.before else role


def _finish(planned: PlannedRole, role: Role, ids: dict[str, int]) -> None:
    """The part that needs every role to be there: related roles, the revision, publication."""
    if planned.record != planned.before:
        write_related(role, [other.role or ids[other.url] for other in planned.record.related])
    publication = planned.record.publication
    # The file's name alone: where an operator keeps it is nobody else's business.
    note = f"Imported from {Path(planned.source).name}"
    save_revision(role, by=None, note=note, publication=publication)
    if planned.publish:
        try:
            is_new = planned.role is None or not role.editions.exists()
            change_note = publication.change_note or ("" if is_new else NOTE_FOR_READERS)
            publishing.publish(role=role, by=publishing.OPERATOR, change_note=change_note)
        except PublishingError as error:
            raise type(error)(f"{planned.source}: {error}") from error
