"""What every form of a feed is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.encoding import iri_to_uri
from django.utils.html import linebreaks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roles.reading.updates import Update

# What XML 1.0 cannot hold, not even escaped (section 2.2), and lone surrogates, which no file can.
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Term:
    """A category or tag; `scheme` is the page that such terms are parts of."""

    slug: str
    name: str
    scheme: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One update of a role. `id` and `updated` never change, and readers know it by them; title,
    summary, address and terms are those of the role's page today.
    """

    id: str
    updated: datetime
    title: str
    url: str
    change_note: str
    summary: str
    terms: tuple[Term, ...]

    @property
    def html(self) -> str:
        return linebreaks(f"{self.change_note}\n\n{self.summary}", autoescape=True)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed with absolute addresses: `url` is its own, `page` that of the page it belongs to."""

    id: str
    title: str
    author: str
    url: str
    page: str
    updated: datetime
    entries: tuple[Entry, ...]


def entries_of(updates: Iterable[Update], authority: str, origin: str) -> tuple[Entry, ...]:
    """Entries in the order of `updates`.

    Args:
        authority: in whose name ids are given out (RFC 4151).
        origin: scheme and host of the site.
    """
    return tuple(_entry(update, authority, origin) for update in updates)


def tag_uri(authority: str, specific: str) -> str:
    """A permanent id (RFC 4151, 2.1). `specific` holds ids of rows, never names or addresses."""
    return f"tag:{authority}:{specific}"


def plain(text: str) -> str:
    """`text` without characters that a form could not hold."""
    return _UNFIT.sub("", text)


def _entry(update: Update, authority: str, origin: str) -> Entry:
    edition, live = update.edition, update.live
    terms = [Term(live.category.slug, live.category.name, f"{origin}/jobs")]
    terms += [Term(tag.slug, tag.name, f"{origin}/tags") for tag in live.tags.all()]
    return Entry(
        id=tag_uri(authority, f"roles/{edition.role_id}/editions/{edition.number}"),
        updated=edition.updated,
        title=plain(live.title),
        url=origin + iri_to_uri(live.get_absolute_url()),
        change_note=plain(edition.change_note),
        summary=plain(live.summary),
        terms=tuple(Term(term.slug, plain(term.name), term.scheme) for term in terms),
    )
