"""The index from nothing, and whether it holds what it should."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import prefetch_related_objects
from django.utils import timezone

from roles.models import Edition, LogEntry
from roles.search.documents import document_of, fingerprint_of
from roles.search.index import numbers, stored_index, top
from roles.search.queries import not_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from tantivy import IndexWriter

CHUNK: Final = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """How the index differs from the database, in numbers of editions."""

    missing: int
    superfluous: int
    outdated: int

    def __bool__(self) -> bool:
        return bool(self.missing or self.superfluous or self.outdated)

    def __str__(self) -> str:
        return (
            f"{self.missing} missing, {self.superfluous} superfluous, {self.outdated} out of date"
        )


def rebuild(on_edition: Callable[[], object]) -> None:
    """Builds a new index of everything live or scheduled, and swaps it in for the old one.

    Waits while another process writes; until the swap the old index keeps serving, unchanged.

    Args:
        on_edition: called after each edition, to show progress.

    Raises:
        IndexUnavailable: when the new index could not be written; the old one stays.
    """
    with stored_index().locked(wait=True):
        build(on_edition)


def build(on_edition: Callable[[], object]) -> None:
    """What `rebuild` does, for a caller that holds the lock."""
    # Read before the editions: what is published meanwhile comes once more, and changes nothing.
    mark = LogEntry.objects.head()
    with stored_index().replacing(mark) as writer:
        for edition in _editions(timezone.now()):
            writer.add_document(document_of(edition))
            on_edition()


def compare(on_edition: Callable[[], object]) -> Difference:
    """Compares the index with the live and scheduled editions, field by field.

    Its files are looked at first: what a search never reads of a damaged one would not show.

    Args:
        on_edition: called after each edition, to show progress.

    Raises:
        IndexUnavailable: when there is none, or it is damaged.
    """
    now, index = timezone.now(), stored_index()
    index.distrust()
    index.examine()
    documents = _fingerprints(now)
    indexed = dict(documents)
    repeated = len(documents) - len(indexed)
    missing = outdated = 0
    for edition in _editions(now):
        fingerprint = indexed.pop(edition.pk, None)
        missing += fingerprint is None
        outdated += fingerprint not in (None, fingerprint_of(edition))
        on_edition()
    return Difference(missing, len(indexed) + repeated, outdated)


def index_roles(writer: IndexWriter, role_ids: set[int], on_edition: Callable[[], object]) -> None:
    """Makes the index hold what the database says of these roles now."""
    for role_id in role_ids:
        writer.delete_documents_by_term("role", role_id)
    editions = Edition.objects.not_over(timezone.now()).filter(role__in=role_ids)
    for edition in editions.prefetch_related("tags"):
        writer.add_document(document_of(edition))
        on_edition()


def _editions(at: datetime) -> Iterator[Edition]:
    """Those live at `at` or scheduled, with their tags, in bounded memory."""
    last = 0
    rows = Edition.objects.not_over(at).order_by("pk")
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        prefetch_related_objects(chunk, "tags")
        yield from chunk
        last = chunk[-1].pk


def _fingerprints(at: datetime) -> list[tuple[int, int]]:
    """Edition and fingerprint of each document that is live at `at` or scheduled."""
    searcher = stored_index().searcher()
    found, _ = top(searcher, not_over(at), limit=max(1, searcher.num_docs))
    fingerprints = numbers(searcher, "fingerprint", found)
    return list(zip(numbers(searcher, "edition", found), fingerprints, strict=True))
