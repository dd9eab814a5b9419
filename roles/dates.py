"""Which dates an edition shows: pure rules over what came before it; and dates as numbers."""

from datetime import UTC, datetime, timedelta
from typing import Final

from roles.enums import PublicationKind
from roles.records import Publication

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def edition_dates(
    previous: Publication | None, imported: Publication, kind: str, live_from: datetime
) -> Publication:
    """The dates of an edition that goes live at `live_from`.

    Args:
        previous: the dates of the edition before it; None for a role's first.
        imported: what an imported file said of its own publication. It counts for the first
            edition, and its "Last updated" for an update that moves the date forward; a date in
            the future never counts.
        kind: a `PublicationKind`: an update moves "Last updated", a correction keeps it.
        live_from: with a time zone, as are all dates returned.
    """
    if previous is None:
        updated = min(imported.updated or live_from, live_from)
        published = min(imported.published or updated, updated)
        checked = imported.checked
        if checked and checked > live_from:
            checked = None
        return Publication(published=published, updated=updated, checked=checked)
    if kind == PublicationKind.CORRECTION:
        return Publication(
            published=previous.published, updated=previous.updated, checked=previous.checked
        )
    updated = live_from
    if imported.updated and previous.updated and previous.updated < imported.updated <= live_from:
        updated = imported.updated
    return Publication(published=previous.published, updated=updated)


def microseconds(at: datetime) -> int:
    """Whole microseconds since 1970 of a moment with a time zone: exact, where a float rounds."""
    return (at - EPOCH) // timedelta(microseconds=1)


def from_microseconds(number: int) -> datetime:
    """The moment that `microseconds` made a number of."""
    return EPOCH + timedelta(microseconds=number)
