"""Who wrote each paragraph of a role, when, and why: told by the revisions that lead to it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from roles.comparing import LABELS

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence
    from datetime import datetime

    from roles.records import RoleRecord


@dataclass(frozen=True, slots=True)
class Origin:
    """A revision, as far as it tells where a text comes from. `author` may be empty."""

    revision: int
    author: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """An edition and the revision it was made of, both by number, with its change note."""

    revision: int
    edition: int
    change_note: str


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring lines or rows that one revision brought.

    `publication` is the first that showed them to visitors; None while none did.
    """

    texts: tuple[str, ...]
    origin: Origin
    publication: Publication | None


@dataclass(frozen=True, slots=True)
class BlamedField:
    """One part of a role, by the attribute of its record and by what the form calls it."""

    name: str
    label: str
    blocks: tuple[Block, ...]


class Passage(NamedTuple):
    """What is blamed as one: a line of a text, a row of a list, a bullet of a group.

    Passages of one `identity` are the same text, wherever they stand in their part. Only those of
    one `row` can be one block.
    """

    field: str
    identity: Hashable
    text: str
    row: int = 0


def blame(
    revisions: Iterable[tuple[Origin, RoleRecord]], publications: Sequence[Publication] = ()
) -> list[BlamedField]:
    """Where each passage of the newest record comes from, in the order of the page.

    A passage comes from the first revision since which it has stood in every one; one that
    moved keeps its origin, and one that was taken out and brought back is new.

    Args:
        revisions: all of one role, the oldest first.
        publications: of the editions of the role that visitors saw, the first one first.
    """
    blamed: list[tuple[Passage, Origin]] = []
    for origin, record in revisions:
        blamed = list(_inherited(blamed, origin, record))
    result = []
    for name, group in groupby(blamed, key=lambda pair: pair[0].field):
        blocks = tuple(_blocks(list(group), publications))
        result.append(BlamedField(name, LABELS[name], blocks))
    return result


def _inherited(
    before: list[tuple[Passage, Origin]], origin: Origin, record: RoleRecord
) -> Iterator[tuple[Passage, Origin]]:
    known: dict[tuple[str, Hashable], list[Origin]] = defaultdict(list)
    for passage, earlier in reversed(before):
        known[passage.field, passage.identity].append(earlier)
    for passage in _passages(record):
        origins = known.get((passage.field, passage.identity))
        yield passage, origins.pop() if origins else origin


def _blocks(
    passages: list[tuple[Passage, Origin]], publications: Sequence[Publication]
) -> Iterator[Block]:
    for (_, origin), group in groupby(passages, key=lambda pair: (pair[0].row, pair[1])):
        later = (row for row in publications if row.revision >= origin.revision)
        texts = tuple(passage.text for passage, _ in group)
        yield Block(texts, origin, next(later, None))


def _passages(record: RoleRecord) -> Iterator[Passage]:
    yield from _lines("title", record.title)
    yield from _lines("summary", record.summary)
    for fact in record.glance:
        yield Passage("glance", (fact.kind or fact.label, fact.text), f"{fact.label}: {fact.text}")
    yield from _rows("duties", record.duties)
    yield from _lines("overview", record.overview)
    for group in record.qualifications:
        heading = f"{group.heading}:" if group.heading else ""
        yield from _lines("qualifications", "\n".join((heading, group.text)))
        yield from _rows("qualifications", [f"- {item}" for item in group.items])
    yield from _lines("outlook", record.outlook)
    yield from _lines("cover_letter", record.cover_letter)
    for row, faq in enumerate(record.faqs):
        yield from _lines("faqs", "\n".join((faq.question, faq.answer)), row)
    yield from _rows("tags", record.tags)
    yield from _rows("also_called", record.also_called)
    for other in record.related:
        yield Passage("related", other.role or other.url, other.title)
    yield from _lines("seo_title", record.seo_title)
    yield from _lines("seo_description", record.seo_description)


def _lines(field: str, text: str, row: int = 0) -> Iterator[Passage]:
    return (Passage(field, line, line, row) for line in text.split("\n") if line.strip())


def _rows(field: str, rows: Iterable[str]) -> Iterator[Passage]:
    return (Passage(field, row, row) for row in rows)
