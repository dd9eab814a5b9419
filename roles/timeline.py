"""The time ranges of a role's editions: one after the other, never two at once.

Called by `roles.publishing` alone, inside its transaction and with the role locked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from roles import addresses
from roles.dates import edition_dates
from roles.drafting import imported_publication
from roles.enums import PublicationKind
from roles.errors import ChangeNoteMissing, Incomplete, NothingToPublish
from roles.models import FAR_FUTURE, Edition, FactKind, Revision, Role, Tag, insert_all
from roles.records import from_payload
from roles.rendering import derived_columns

if TYPE_CHECKING:
    from django.contrib.auth.models import User

TagOfEdition: Any = Edition.tags.through


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
    editions, at = edition.role.editions, edition.live_from
    covering = editions.live(at).first()
    if covering and covering.digest == edition.digest:
        raise NothingToPublish(
            f"Nothing has changed since edition {covering.number}; to say that it is still right, "
            "mark it as checked."
        )
    following = editions.scheduled(at).first()
    edition.live_until = following.live_from if following else FAR_FUTURE
    _fill_derived_columns([edition])
    if covering:
        covering.live_until = at
        covering.save(update_fields=["live_until"])
    edition.save(force_insert=True)
    edition.tags.add(*tags)
    addresses.claim_for_editions([edition])
    redate_scheduled(edition.role, at)


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


def cancel(pending: Edition, now: datetime) -> None:
    """Empties the range of a scheduled edition and gives it to the edition before it, if any."""
    until, pending.live_until = pending.live_until, pending.live_from
    pending.save(update_fields=["live_until"])
    editions = pending.role.editions
    before = editions.filter(live_until=pending.live_from, live_from__lt=pending.live_from)
    before.update(live_until=until)
    redate_scheduled(pending.role, now)


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
