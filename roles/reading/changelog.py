"""What became visible, oldest first, for copies of the site that follow it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from roles.dates import EPOCH, microseconds
from roles.enums import PublicationKind
from roles.models import Edition, LogEntry, LogHead, Redirect

if TYPE_CHECKING:
    from collections.abc import Collection

_TEXT: Final = re.compile(r"([0-9]{1,18})~(-?[0-9]{1,18})~([0-9]{1,18})")
_LAST: Final = 10**18 - 1
_MADE_AN_EDITION: Final = ("publish", "schedule", "rebase", "restore")
_TAKEN_BACK: Final = ("cancel", "undo")
_WORDS: Final = {
    PublicationKind.UPDATE: "updated",
    PublicationKind.CORRECTION: "corrected",
    "restore": "restored",
    "check": "checked",
    "cancel": "corrected",
    "undo": "restored",
}


@dataclass(frozen=True, slots=True)
class LogPlace:
    """How far a reader of changes has come.

    It knows every entry of the log up to `position` that became visible at or before `moment`; of
    those that did so at `moment` itself, the ones up to `last`. Two marks, because entries come
    late in two ways: a schedule becomes visible long after it was written, and a long transaction
    writes what was to be seen a while ago. One mark alone would pass one of them by.
    """

    position: int
    moment: datetime
    last: int

    @classmethod
    def parse(cls, text: str) -> LogPlace:
        """The place that `str` wrote; raises ValueError for any other text."""
        if (match := _TEXT.fullmatch(text)) is None:
            raise ValueError("This is no place in the log.")
        position, moment, last = map(int, match.groups())
        try:
            return cls(position, EPOCH + timedelta(microseconds=moment), last)
        except OverflowError:
            raise ValueError("There is no such moment.") from None

    def __str__(self) -> str:
        return f"{self.position}~{microseconds(self.moment)}~{self.last}"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed for visitors.

    Args:
        at: when they first saw it.
        what: "published" (for the first time, or again), "updated", "corrected", "restored",
            "checked", "withdrawn"; "category": a category was renamed, and its roles show and
            live under its new name; "names": a tag or the label of a fact was.
        role: the role's id; None for "category" and "names".
        live: the role as it is now; None when it is not public now.
        path: where the role or category is now, or an address the role had; "" for "names".
        edition: number of the edition that visitors saw from then on; None for "withdrawn".
        change_note: what the edition says of itself.
        moved: whether the role's own address changed with it.
    """

    at: datetime
    what: str
    role: int | None = None
    live: Edition | None = None
    path: str = ""
    edition: int | None = None
    change_note: str = ""
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """One page of changes; `reached` is the `after` of the next, `more` whether there is one."""

    changes: list[Change]
    reached: LogPlace
    more: bool


def log_place(since: datetime) -> LogPlace:
    """The place of a reader who knows all that was visible at `since`."""
    head = LogHead.objects.values_list("position", flat=True).first()
    return LogPlace(head or 0, since, _LAST)


def changes(after: LogPlace, at: datetime, *, size: int) -> Changes:
    """What became visible up to `at` and is not known at `after`, in six queries at most.

    Oldest first; what was written late comes before the rest. Each change shows its role as it is
    now. Of a role that is not public now, nothing is told but that it was withdrawn.
    """
    head = LogHead.objects.values_list("position", flat=True).first() or 0
    entries = _entries(at).filter(position__lte=head)
    late = list(_late(entries, after)[: size + 1]) if head > after.position else []
    if len(late) > size:
        reached = replace(after, position=late[size - 1].position)
        return Changes(_told(late[:size], at), reached, more=True)
    room = size - len(late)
    due = list(_due(entries, after)[: room + 1])
    told = [*late, *due[:room]]
    return Changes(_told(told, at), _reached(after, head, told), more=len(due) > room)


def _late(entries: QuerySet[LogEntry], after: LogPlace) -> QuerySet[LogEntry]:
    """Written since, though visible before."""
    return (
        entries.filter(position__gt=after.position, visible_from__lte=after.moment)
        .exclude(visible_from=after.moment, position__gt=after.last)
        .order_by("position")
    )


def _due(entries: QuerySet[LogEntry], after: LogPlace) -> QuerySet[LogEntry]:
    """Visible since, whenever it was written."""
    return (
        entries.filter(visible_from__gte=after.moment)
        .exclude(visible_from=after.moment, position__lte=after.last)
        .order_by("visible_from", "position")
    )


def _reached(after: LogPlace, head: int, told: list[LogEntry]) -> LogPlace:
    """Stays where it was while there is nothing to tell, so that the answer stays the same too."""
    if not told:
        return after
    newest = max((entry.visible_from, entry.position) for entry in told)
    return LogPlace(head, *max(newest, (after.moment, after.last)))


def _entries(at: datetime) -> QuerySet[LogEntry]:
    """The entries that tell of something the public sees or saw."""
    live = Edition.objects.live(at).order_by()
    entries = LogEntry.objects.visible(at).alias(
        # Not EXISTS: within OR, PostgreSQL would read all live editions for it first.
        live=Subquery(live.filter(role=OuterRef("role")).values("pk")[:1]),
        in_category=Subquery(live.filter(category=OuterRef("category")).values("pk")[:1]),
    )
    public = entries.filter(_is_public())
    return public.select_related("edition", "category").defer(
        "keys", "edition__payload", "edition__html"
    )


def _is_public() -> Q:
    # An empty range: the schedule was cancelled, or another edition took its moment.
    was_seen = Q(edition__live_until__gt=F("edition__live_from"))
    return (
        Q(was_seen, action__in=[*_MADE_AN_EDITION, "check"], live__isnull=False)
        | Q(action__in=["withdraw", "undo", "name"])
        | Q(action="category", in_category__isnull=False)
        # Taken back while its moment came: some may have seen it.
        | Q(action="cancel", edition__live_from__lte=F("at"))
    )


def _told(entries: list[LogEntry], at: datetime) -> list[Change]:
    ids = {entry.role_id for entry in entries if entry.role_id}
    rows = Edition.objects.live(at).filter(role__in=ids).for_list()
    live: dict[int | None, Edition] = {edition.role_id: edition for edition in rows}
    paths = _last_paths(ids - live.keys(), at)
    before = _replaced(entries)
    return [
        _of_role(entry, entry.edition, live[entry.role_id], before)
        if entry.edition and entry.role_id in live
        else _of_others(entry, paths)
        for entry in entries
    ]


def _last_paths(roles: Collection[int], at: datetime) -> dict[int | None, str]:
    """The newest address of each role in the ledger."""
    rows = Redirect.objects.public(at).filter(role__in=roles).order_by("public_from", "pk")
    return dict(rows.values_list("role", "path"))


def _replaced(entries: list[LogEntry]) -> dict[tuple[int, datetime], tuple[str, int]]:
    """Slug and category of the edition before, by role and the moment it was replaced."""
    made = [entry.edition for entry in entries if entry.edition]
    rows = Edition.objects.filter(
        role__in={edition.role_id for edition in made},
        live_until__in={edition.live_from for edition in made},
        live_from__lt=F("live_until"),
    )
    values = rows.values_list("role", "live_until", "slug", "category")
    return {(role, until): (slug, category) for role, until, slug, category in values}


def _of_others(entry: LogEntry, paths: dict[int | None, str]) -> Change:
    """The change of a role that is not public now, of a category or of names."""
    if entry.role_id:
        # A schedule taken back at its very moment may have left no address.
        path = paths.get(entry.role_id, "")
        return Change(entry.visible_from, "withdrawn", entry.role_id, path=path)
    if entry.category:
        return Change(entry.visible_from, "category", path=entry.category.path)
    return Change(entry.visible_from, "names")


def _of_role(
    entry: LogEntry,
    edition: Edition,
    live: Edition,
    replaced: dict[tuple[int, datetime], tuple[str, int]],
) -> Change:
    change = Change(entry.visible_from, "withdrawn", live.role_id, live, live.path)
    if entry.action == "withdraw":
        return change
    if entry.action not in _MADE_AN_EDITION:
        shown = live if entry.action in _TAKEN_BACK else edition
        return replace(change, what=_WORDS[entry.action], edition=shown.number)
    before = replaced.get((live.role_id, edition.live_from))
    what = _WORDS.get(entry.action) or (_WORDS[edition.kind] if before else "published")
    return replace(
        change,
        what=what,
        edition=edition.number,
        change_note=edition.change_note,
        moved=before is not None and before != (edition.slug, edition.category_id),
    )
