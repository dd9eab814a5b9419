"""The time ranges of a role's editions: one after the other, never two at once.

Called by `roles.publishing`, or for it, inside its transaction and with the role locked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils import timezone

from roles import addresses
from roles.dates import edition_dates
from roles.drafting import imported_publication
from roles.enums import PublicationKind
from roles.errors import (
    CannotRebase,
    ChangeNoteMissing,
    Incomplete,
    NothingToPublish,
    StaleRevision,
)
from roles.merging import merge
from roles.models import FAR_FUTURE, Edition, FactKind, Revision, Role, Tag, insert_all
from roles.models.tagging import names_of
from roles.records import CategoryName, RoleRecord, content_digest, from_payload, to_payload
from roles.rendering import derived_columns

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NOTHING = RoleRecord(title="", category=CategoryName(""))
TagOfEdition: Any = Edition.tags.through


def locked_unpublished(revisions: Sequence[Revision]) -> dict[int, Role]:
    """The roles of these revisions by their ids; locked with their categories.

    Raises:
        StaleRevision: when a role has a newer revision, or has been published.
    """
    locked = Role.objects.locked_for_publishing().in_bulk([each.role_id for each in revisions])
    newest = Revision.objects.filter(role__in=locked).order_by().values_list("role")
    numbers = dict(newest.annotate(Max("number")))
    published = set(Edition.objects.filter(role__in=locked).values_list("role", flat=True))
    for revision in revisions:
        if revision.number != numbers[revision.role_id] or revision.role_id in published:
            raise StaleRevision(f"“{locked[revision.role_id]}” was saved meanwhile.")
    return locked


def new_edition(
    role: Role,
    revision: Revision,
    at: datetime,
    kind: PublicationKind,
    change_note: str,
    by: User | None,
    previous: Edition | None = None,
    last_number: int = 0,
) -> Edition:
    """The edition of a revision that goes live at `at`, not saved yet.

    Args:
        previous: what was live last before `at`; without any it is an update in any case.
        last_number: that of the role's last edition; the first of all keeps the number that its
            imported file had.

    Raises:
        Incomplete, ChangeNoteMissing.
    """
    if not role.summary:
        raise Incomplete(f"“{role}” has no summary; write one before publishing.")
    imported = imported_publication(revision)
    if previous is None:
        kind = PublicationKind.UPDATE
        change_note = change_note or imported.change_note or "First published"
    elif kind == PublicationKind.UPDATE and not change_note.strip():
        raise ChangeNoteMissing("Say what changed: an update needs a change note.")
    edition = Edition(
        role=role,
        number=last_number + 1 if last_number else imported.edition or 1,
        revision=revision,
        kind=kind,
        change_note=change_note.strip(),
        live_from=at,
        category=role.category,
        payload=revision.payload,
        digest=revision.digest,
        created_by=by,
    )
    set_dates(edition, previous)
    return edition


def insert(edition: Edition, tags: Iterable[Tag]) -> None:
    """Closes what is live at `edition.live_from`, saves the edition in its place until the next
    scheduled one, and claims its address.

    Args:
        tags: by row rather than by the payload's names, which a tag may have lost since.

    Raises:
        NothingToPublish: when the edition it would follow says the same.
        AddressTaken: when its address belongs to another role or category.
    """
    covering = edition.role.editions.live(edition.live_from).first()
    if covering and covering.digest == edition.digest:
        raise NothingToPublish(
            f"Nothing has changed since edition {covering.number}; to say that it is still right, "
            "mark it as checked."
        )
    _fill_derived_columns([edition])
    _make_room(edition, covering)
    edition.save(force_insert=True)
    edition.tags.add(*tags)
    addresses.claim_for_editions([edition])
    redate_scheduled(edition.role, edition.live_from)


def _make_room(edition: Edition, covering: Edition | None) -> None:
    """Lets `edition` be live until the next scheduled one, and ends what is live before it."""
    following = edition.role.editions.scheduled(edition.live_from).first()
    edition.live_until = following.live_from if following else FAR_FUTURE
    if covering:
        covering.live_until = edition.live_from
        covering.save(update_fields=["live_until"])


def insert_first(editions: Sequence[Edition], tags: Mapping[int, Sequence[int]]) -> None:
    """What `insert` does, for the first editions of many roles, in as many queries as for one.

    Args:
        tags: ids of tags by role, as `insert` has them.

    Raises:
        AddressTaken: when the address of one belongs to another role or category.
    """
    _fill_derived_columns(editions)
    insert_all(editions)
    TagOfEdition.objects.bulk_create(
        TagOfEdition(edition_id=edition.pk, tag_id=tag)
        for edition in editions
        for tag in tags.get(edition.role_id, ())
    )
    addresses.claim_for_editions(editions)
    published = Role.objects.filter(pk__in=[edition.role_id for edition in editions])
    published.note_unpublished(timezone.now())


def cancel(pending: Edition, now: datetime) -> None:
    """Empties the range of an edition and gives it to the one that was live until then, if any."""
    until, pending.live_until = pending.live_until, pending.live_from
    pending.save(update_fields=["live_until"])
    before = pending.role.editions.filter(
        live_until=pending.live_from, live_from__lt=pending.live_from, withdrawal=None
    )
    before.update(live_until=until)
    redate_scheduled(pending.role, now)


def take_back(
    edition: Edition, now: datetime, *, cancelled: Sequence[Edition], rebased: Sequence[Edition]
) -> None:
    """Makes the ranges what they were before `edition` went live, a moment ago.

    The editions that visitors see or will see again have every address they need.

    Args:
        cancelled: schedules that were cancelled in favour of it, the next one first.
        rebased: those that were made in their stead.

    Raises:
        AddressTaken: when another role took an address meanwhile.
    """
    for each in [*reversed(rebased), edition]:
        cancel(each, now)
    for each in cancelled:
        _make_room(each, each.role.editions.live(each.live_from).first())
        each.save(update_fields=["live_until"])
    again = list(edition.role.editions.not_over(now).select_related("role", "category"))
    # The category may have been renamed meanwhile, and a schedule's reservation was given back.
    addresses.claim_for_editions(again, not_before=now)
    redate_scheduled(edition.role, now)


def copy_of(edition: Edition, number: int, live_from: datetime, by: User | None) -> Edition:
    """Another edition that says the same, of the same kind and with the same dates, not saved."""
    return Edition(
        role=edition.role,
        number=number,
        revision=edition.revision,
        kind=edition.kind,
        change_note=edition.change_note,
        published=edition.published,
        updated=edition.updated,
        checked=edition.checked,
        checked_by_id=edition.checked_by_id,
        live_from=live_from,
        category=edition.category,
        payload=edition.payload,
        digest=edition.digest,
        created_by=by,
    )


def rebased(
    pending: Edition, base: Edition | None, onto: Edition, by: User | None
) -> tuple[Edition, list[Tag]]:
    """What a cancelled schedule would have changed, upon an edition that now comes before it.

    Args:
        base: the edition it was going to replace; None when there was none.

    Returns:
        The edition, not saved, and its tags.

    Raises:
        CannotRebase: when both changed the same, each in its own way.
    """
    tags = {tag.name: tag for each in (pending, base, onto) if each for tag in each.tags.all()}
    theirs, mine = _record(onto), _record(pending)
    found = merge(_record(base) if base else NOTHING, theirs, mine)
    if found.conflicts:
        parts = sorted({conflict.field.replace("_", " ") for conflict in found.conflicts})
        raise CannotRebase(
            f"The scheduled edition {pending.number} and this draft both change "
            f"{', '.join(parts)}, each in its own way. Keep its schedule or cancel it."
        )
    record = found.record
    made = copy_of(pending, onto.number + 1, pending.live_from, by)
    made.payload = to_payload(record)
    made.category = (pending if record.category == mine.category else onto).category
    made_tags = [tags[name] for name in record.tags]
    made.digest = content_digest(
        made.payload, category_id=made.category.pk, tag_ids=[tag.pk for tag in made_tags]
    )
    set_dates(made, onto)
    return made, made_tags


def _record(edition: Edition) -> RoleRecord:
    """What an edition says, with its tags as they are called now."""
    return replace(from_payload(edition.payload), tags=names_of(edition.tags.all()))


def last_number(role: Role) -> int:
    """The number of the role's last edition, 0 when it has none."""
    return role.editions.order_by("-number").values_list("number", flat=True).first() or 0


def set_dates(edition: Edition, previous: Edition | None) -> None:
    """Sets the edition's dates as `roles.dates` says for one that follows `previous`."""
    dates = edition_dates(
        previous.publication() if previous else None,
        imported_publication(edition.revision),
        edition.kind,
        edition.live_from,
    )
    if dates.published is None or dates.updated is None:
        raise AssertionError("edition_dates always gives both")
    edition.published, edition.updated = dates.published, dates.updated
    edition.checked = dates.checked
    edition.checked_by_id = previous.checked_by_id if previous and dates.checked else None


def redate_scheduled(role: Role, now: datetime) -> None:
    """Lets the dates of scheduled editions follow from what now comes before each of them."""
    previous = role.editions.begun(now).first()
    for edition in role.editions.scheduled(now).select_related("revision"):
        set_dates(edition, previous)
        edition.save(update_fields=["published", "updated", "checked", "checked_by"])
        previous = edition


def _fill_derived_columns(editions: Iterable[Edition]) -> None:
    facet_of_kind = dict(FactKind.objects.exclude(facet="").values_list("pk", "facet"))
    for edition in editions:
        record = from_payload(edition.payload)
        for name, value in derived_columns(record, facet_of_kind).items():
            setattr(edition, name, value)
