"""The time ranges of a role's editions: one after the other, never two at once.

Called by `roles.publishing` alone, inside its transaction and with the role locked.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from roles import addresses
from roles.dates import edition_dates
from roles.drafting import imported_publication
from roles.errors import NothingToPublish
from roles.models import FAR_FUTURE, Edition, FactKind, Role, Tag
from roles.records import Publication, from_payload
from roles.rendering import derived_columns

NOTHING_IMPORTED = Publication()


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
    _fill_derived_columns(edition)
    if covering:
        covering.live_until = at
        covering.save(update_fields=["live_until"])
    edition.save(force_insert=True)
    edition.tags.add(*tags)
    addresses.claim_for_edition(edition)
    redate_scheduled(edition.role, at)


def cancel(pending: Edition, now: datetime) -> None:
    """Empties the range of a scheduled edition and gives it to the edition before it, if any."""
    until, pending.live_until = pending.live_until, pending.live_from
    pending.save(update_fields=["live_until"])
    editions = pending.role.editions
    before = editions.filter(live_until=pending.live_from, live_from__lt=pending.live_from)
    before.update(live_until=until)
    redate_scheduled(pending.role, now)


def next_number(role: Role, imported: Publication = NOTHING_IMPORTED) -> int:
    """One more than the last; a first edition keeps the number its imported file had."""
    last = role.editions.order_by("-number").values_list("number", flat=True).first()
    return last + 1 if last else imported.edition or 1


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


def _fill_derived_columns(edition: Edition) -> None:
    record = from_payload(edition.payload)
    facet_of_kind = dict(FactKind.objects.exclude(facet="").values_list("pk", "facet"))
    for name, value in derived_columns(record, facet_of_kind).items():
        setattr(edition, name, value)
