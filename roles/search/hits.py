"""What is shown of the documents that were found: today's names, of editions that are live."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from roles.models import Edition
from roles.records import from_payload
from roles.search.documents import key
from roles.search.excerpts import Piece, Sought, excerpt
from roles.search.index import numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tantivy import DocAddress, Searcher

    from roles.records import RoleRecord


@dataclass(frozen=True, slots=True)
class Hit:
    """A live role that was found, with today's names.

    `also_called` is the alternative title it was found by, empty where the title tells as much.
    `excerpt` is the sentence that tells the rest, or the beginning of the summary.
    """

    title: str
    url: str
    category: str
    category_url: str
    updated: datetime
    also_called: str = ""
    excerpt: tuple[Piece, ...] = ()


def hits_of(
    searcher: Searcher, addresses: Sequence[DocAddress], sought: Sought, at: datetime
) -> list[Hit]:
    """Those of the documents that are live at `at` in the database, in one query.

    Raises:
        IndexUnavailable: when the index turns out to be damaged.
    """
    ids = numbers(searcher, "edition", addresses)
    rows = Edition.objects.live(at).with_category().defer("html", "change_note")
    live = rows.in_bulk(ids)
    return [_explained(live[pk], sought) for pk in ids if pk in live]


def plain_hit(edition: Edition, text: str = "") -> Hit:
    """A hit that needs no reason; `text` is the beginning of what is said of it."""
    return Hit(
        title=edition.title,
        url=edition.get_absolute_url(),
        category=edition.category.name,
        category_url=edition.category.get_absolute_url(),
        updated=edition.updated,
        excerpt=(Piece(text),) if text else (),
    )


def _explained(edition: Edition, sought: Sought) -> Hit:
    record = from_payload(edition.payload)
    also_called = _also_called(record, sought)
    shown = sought.held_by(edition.title) | sought.held_by(also_called)
    return Hit(
        title=edition.title,
        url=edition.get_absolute_url(),
        category=edition.category.name,
        category_url=edition.category.get_absolute_url(),
        updated=edition.updated,
        also_called=also_called,
        excerpt=excerpt(record, sought, shown),
    )


def _also_called(record: RoleRecord, sought: Sought) -> str:
    """The alternative title that holds more of the words than the title does, if any.

    Of several: the one that is the words and nothing else, or the shortest.
    """
    in_title = len(sought.held_by(record.title))
    telling = [
        (-held, key(name) != sought.key, len(name), name)
        for name in record.also_called
        if (held := len(sought.held_by(name))) > in_title
    ]
    return min(telling)[-1] if telling else ""
