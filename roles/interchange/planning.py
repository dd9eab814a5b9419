"""The first step of an import: compares what was read with the site, and writes nothing.

The second is `roles.interchange.applying`. Both read the roles one after the other, from a file
where they wait, and hold only names and addresses of all of them in memory.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from roles.interchange import markdown
from roles.interchange.errors import FormatError
from roles.interchange.site import Site
from roles.interchange.source import Decoded
from roles.interchange.spool import Spool
from roles.models import Revision, Role
from roles.records import CategoryName, CategoryRecord, RoleRecord, overlaid

CHUNK = 500
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

    @property
    def is_first(self) -> bool:
        """Whether all there can be is what an import that was interrupted left: no revision yet."""
        return self.role is None or (
            self.head is None and self.before == replace(self.record, related=())
        )

    def difference(self) -> list[str]:
        """The change as lines of a unified diff over the Markdown form, without its header."""
        before, after = (
            markdown.encode(record).decode().splitlines() if record else []
            for record in (self.before and replace(self.before, fields=None), self.record)
        )
        return list(difflib.unified_diff(before, after, lineterm="", n=1))[2:]


@dataclass(slots=True)
class Plan:
    """What an import will do; `category_names` are those of its roles, by their slugs."""

    roles: Spool[PlannedRole] = field(default_factory=Spool)
    categories: list[CategoryRecord] = field(default_factory=list)
    category_names: dict[str, CategoryName] = field(default_factory=dict)
    refused: list[FormatError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    _counts: Counter[Outcome] = field(default_factory=Counter)

    def add(self, role: PlannedRole) -> None:
        self.roles.append(role)
        self.category_names.setdefault(role.record.category.slug, role.record.category)
        self._counts[role.outcome] += 1

    def count(self, outcome: Outcome) -> int:
        return len(self.refused) if outcome == Outcome.REFUSED else self._counts[outcome]

    def give_up(self) -> None:
        """Forgets every role: none will be written."""
        self.roles = Spool()
        self._counts.clear()

    def to_write(self) -> int:
        """How many roles are not the same already."""
        return self.count(Outcome.CREATED) + self.count(Outcome.CHANGED)


def address(record: RoleRecord) -> str:
    """Where the role will be, after `/jobs/`."""
    return f"{record.category.slug}/{record.slug}"


def plan(
    items: Iterable[Read],
    *,
    publish: bool,
    at: datetime,
    progress: Callable[[int], object] = lambda number: None,
) -> Plan:
    """Compares what was read with what is on the site. Reads the database, writes nothing.

    Args:
        items: name of the file and what was read there, in the order of the files.
        publish: whether what is not live as imported is to go live.
        at: now, with a time zone.
        progress: called with 1 for every role read.
    """
    site, made = Site.load(), Plan()
    resolved: Spool[tuple[str, RoleRecord]] = Spool()
    for source, record in _resolved(items, site, made):
        if not (publish and _is_new(record, site) and not record.summary):
            site.coming.add(address(record))
        resolved.append((source, record))
        progress(1)
    for chunk in resolved.chunks(CHUNK):
        _compare(chunk, site, made, publish, at)
    return made


def _is_new(record: RoleRecord, site: Site) -> bool:
    return address(record) not in site.roles


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
        yield source, record


def _compare(
    chunk: list[tuple[str, RoleRecord]], site: Site, made: Plan, publish: bool, at: datetime
) -> None:
    """Plans each role of a chunk, or refuses it."""
    known = [site.roles.get(address(record), 0) for _, record in chunk]
    copies = Role.objects.with_content().with_state(at).in_bulk(known)
    revisions = Revision.objects.filter(role__in=copies).order_by("number")
    heads = dict(revisions.values_list("role_id", "pk"))
    for (source, record), pk in zip(chunk, known, strict=True):
        related, left_out = site.related(record)
        made.warnings += [f"{source}: {reason}" for reason in left_out]
        planned = _planned(
            source, replace(record, related=related), copies.get(pk), heads.get(pk), publish, made
        )
        if planned.publish and not planned.record.summary:
            name, _, line = source.rpartition(":")
            reason = "has no summary, which a role needs to be published"
            made.refused.append(FormatError(name, int(line), reason))
        else:
            made.add(planned)


def _planned(
    source: str,
    record: RoleRecord,
    role: Role | None,
    head: int | None,
    publish: bool,
    made: Plan,
) -> PlannedRole:
    if role is None:
        return PlannedRole(Outcome.CREATED, source, record, publish=publish)
    before = role.record()
    record = overlaid(before, record)
    state = role.state
    same = record == before and head is not None
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
        head=head,
        publish=publish,
    )
