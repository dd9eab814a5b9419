"""Copies of published roles under other titles: the rows that publishing them would write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import models

from benchmarks.rows import Row, stored
from roles.models import FAQ, FAR_FUTURE, Edition, Fact, Revision, Role
from roles.records import content_digest
from roles.text.slugs import slug_from
from roles.text.sorting import first_letter, sort_key

TagOfRole: Any = Role.tags.through
# What hangs on a role, and the column that says on which.
PARTS: Final[tuple[tuple[Any, str], ...]] = (
    (Fact, "role_id"),
    (FAQ, "role_id"),
    (TagOfRole, "object_id"),
)


@dataclass(frozen=True, slots=True)
class Original:
    """A published role: its rows as they are stored, without their ids; and what they hold."""

    role: Row
    edition: Row
    parts: dict[Any, list[Row]]
    payload: dict[str, Any]
    category_slug: str
    tags: list[int]


def originals() -> list[Original]:
    """All live roles of a site on which every role has one edition."""
    parts = {model: _by(owner, model.objects.order_by("pk")) for model, owner in PARTS}
    return [
        Original(
            role=_columns(edition.role),
            edition=_columns(edition),
            parts={model: rows[edition.role_id] for model, rows in parts.items()},
            payload=edition.payload,
            category_slug=edition.category.slug,
            tags=[row["tag_id"] for row in parts[TagOfRole][edition.role_id]],
        )
        for edition in Edition.objects.select_related("role", "category").order_by("pk")
    ]


def _by(owner: str, objects: Iterable[models.Model]) -> defaultdict[int, list[Row]]:
    rows: defaultdict[int, list[Row]] = defaultdict(list)
    for each in objects:
        rows[getattr(each, owner)].append(_columns(each))
    return rows


def _columns(row: models.Model) -> Row:
    names = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    return stored(type(row), {name: getattr(row, name) for name in names})


class Copy:
    """A role under a title of its own, with one revision and the editions made of it.

    Args:
        pk, revision_pk, edition_pk: the ids of the role, the revision, and the first edition.
        moments: when each edition goes live, the first one first; the last one is live for good.
    """

    def __init__(
        self,
        original: Original,
        title: str,
        moments: Sequence[datetime],
        *,
        pk: int,
        revision_pk: int,
        edition_pk: int,
    ) -> None:
        self._original, self._title, self._slug = original, title, slug_from(title)
        self._moments = moments
        self.pk, self._revision_pk, self._edition_pk = pk, revision_pk, edition_pk
        self._content = self._payload_and_digest()

    def _payload_and_digest(self) -> Row:
        original = self._original
        payload = original.payload | {"title": self._title, "slug": self._slug}
        digest = content_digest(
            payload, category_id=original.role["category_id"], tag_ids=original.tags
        )
        return stored(Revision, {"payload": payload, "digest": digest})

    def role(self) -> Row:
        return self._original.role | {"id": self.pk, "title": self._title, "slug": self._slug}

    def parts(self, model: Any, owner: str) -> Iterator[Row]:
        return (row | {owner: self.pk} for row in self._original.parts[model])

    def revision(self) -> Row:
        about = {"id": self._revision_pk, "role_id": self.pk, "number": 1, "note": ""}
        return stored(Revision, about | {"created_at": self._moments[0]}) | self._content

    def editions(self) -> Iterator[Row]:
        same = self._original.edition | self._content
        same |= {"role_id": self.pk, "revision_id": self._revision_pk, "slug": self._slug}
        same |= {"title": self._title, "sort_title": sort_key(self._title)}
        same |= {"letter": first_letter(self._title)}
        ends = [*self._moments[1:], FAR_FUTURE]
        for turn, (live_from, live_until) in enumerate(zip(self._moments, ends, strict=True)):
            dates = {"published": self._moments[0], "updated": live_from, "created_at": live_from}
            dates |= {"live_from": live_from, "live_until": live_until}
            about = {"id": self._edition_pk + turn, "number": turn + 1}
            yield same | about | stored(Edition, dates)

    def tags_of_editions(self) -> Iterator[Row]:
        for turn in range(len(self._moments)):
            for tag in self._original.tags:
                yield {"edition_id": self._edition_pk + turn, "tag_id": tag}

    def address(self) -> dict[str, Any]:
        """Its row of the address ledger, to be `stored`: public since the first edition is."""
        path = f"{self._original.category_slug}/{self._slug}"
        return {"path": path, "role_id": self.pk, "public_from": self._moments[0]}

    def log_entry(self) -> dict[str, Any]:
        """The entry of its live edition, to be `stored`, but for its place in the log."""
        return {
            "visible_from": self._moments[-1],
            "action": "publish",
            "keys": ["lists", f"role:{self.pk}"],
            "role_id": self.pk,
            "edition_id": self._edition_pk + len(self._moments) - 1,
        }
