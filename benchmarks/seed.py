"""Fills an empty database with invented live roles of five editions each, and its search index.

Run by `make bench` as `python -m benchmarks.seed 1000`, in an environment that names the database.

The first roles are imported and published like any others. The rest are copies of their rows under
titles of their own: the regular way writes some thirty roles a second, and renders each.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from copy import copy
from datetime import timedelta
from itertools import cycle, islice
from random import Random
from typing import TYPE_CHECKING, Any, Final, TypeVar

import django
from django.db import models, transaction
from django.utils import timezone

django.setup()

# Only now that Django is set up.
from benchmarks.invented import invented_roles
from roles import search
from roles.interchange.applying import apply
from roles.interchange.planning import plan
from roles.interchange.source import Decoded
from roles.models import FAQ, FAR_FUTURE, Edition, Fact, LogEntry, LogHead, Redirect, Revision, Role
from roles.records import content_digest
from roles.text.sorting import first_letter, sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from roles.records import RoleRecord

CHUNK: Final = 1_000
EDITIONS: Final = 5
OLDEST: Final = timedelta(days=700)

TagOfRole: Any = Role.tags.through
TagOfEdition: Any = Edition.tags.through
Row = TypeVar("Row", bound=models.Model)


def seed(number: int, published: int = 250) -> None:
    """Makes `number` roles live, each with an entry of the publication log and its addresses.

    Args:
        published: how many of them in the regular way; these have one edition each.
    """
    records = invented_roles(number)
    _publish(islice(records, published))
    copies = _Copies(Random(number))
    while chunk := list(islice(records, CHUNK)):
        with transaction.atomic():
            copies.insert(chunk)
    search.rebuild(lambda: None)


def _publish(records: Iterable[RoleRecord]) -> None:
    read = [("invented", Decoded(record, line)) for line, record in enumerate(records, start=1)]
    apply(plan(read, publish=True, at=timezone.now()))


class _Copies:
    """Writes roles whose rows are those of the published ones, taken in turn."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._now = timezone.now()
        live = Edition.objects.select_related("role__category", "category").order_by("pk")
        self._originals = cycle(list(live))
        self._facts = _by(Fact.objects.all(), "role_id")
        self._faqs = _by(FAQ.objects.all(), "role_id")
        self._tags = _by(TagOfRole.objects.all(), "object_id")

    def insert(self, records: list[RoleRecord]) -> None:
        originals = list(islice(self._originals, len(records)))
        roles = Role.objects.bulk_create(
            _copy(edition.role, title=record.title, slug=record.slug)
            for edition, record in zip(originals, records, strict=True)
        )
        pairs = list(zip(originals, roles, strict=True))
        self._insert_parts(pairs)
        revisions = Revision.objects.bulk_create(
            self._revision(original, role) for original, role in pairs
        )
        editions = Edition.objects.bulk_create(
            edition
            for (original, role), revision in zip(pairs, revisions, strict=True)
            for edition in self._editions(original, role, revision)
        )
        TagOfEdition.objects.bulk_create(
            TagOfEdition(edition=edition, tag_id=tag.tag_id)
            for number, edition in enumerate(editions)
            for tag in self._tags[originals[number // EDITIONS].role_id]
        )
        live = editions[EDITIONS - 1 :: EDITIONS]
        Redirect.objects.bulk_create(
            Redirect(path=each.path, role=each.role, public_from=each.live_from) for each in live
        )
        self._log(live, originals)

    def _insert_parts(self, pairs: list[tuple[Edition, Role]]) -> None:
        parts: list[tuple[Any, defaultdict[int, list[Any]], str]] = [
            (Fact, self._facts, "role_id"),
            (FAQ, self._faqs, "role_id"),
            (TagOfRole, self._tags, "object_id"),
        ]
        for model, rows, owner in parts:
            model.objects.bulk_create(
                _copy(row, **{owner: role.pk})
                for original, role in pairs
                for row in rows[original.role_id]
            )

    def _revision(self, original: Edition, role: Role) -> Revision:
        payload = original.payload | {"title": role.title, "slug": role.slug}
        tags = [row.tag_id for row in self._tags[original.role_id]]
        digest = content_digest(payload, category_id=role.category_id, tag_ids=tags)
        return Revision(role=role, number=1, payload=payload, digest=digest)

    def _editions(self, original: Edition, role: Role, revision: Revision) -> list[Edition]:
        """One after the other at moments of the last two years; the last one is live."""
        moments = self._moments()
        return [
            _copy(
                original,
                role=role,
                revision=revision,
                number=number,
                title=role.title,
                sort_title=sort_key(role.title),
                letter=first_letter(role.title),
                slug=role.slug,
                payload=revision.payload,
                digest=revision.digest,
                published=moments[0],
                updated=live_from,
                live_from=live_from,
                live_until=live_until,
            )
            for number, live_from, live_until in zip(
                range(1, EDITIONS + 1), moments, [*moments[1:], FAR_FUTURE], strict=True
            )
        ]

    def _moments(self) -> list[datetime]:
        seconds = self._random.sample(range(int(OLDEST.total_seconds())), EDITIONS)
        return sorted(self._now - timedelta(seconds=ago) for ago in seconds)

    def _log(self, live: list[Edition], originals: list[Edition]) -> None:
        head = LogHead.objects.select_for_update().get()
        LogEntry.objects.bulk_create(
            LogEntry(
                position=position,
                at=self._now,
                visible_from=edition.live_from,
                action="publish",
                keys=[
                    f"category:{edition.category_id}",
                    "lists",
                    f"role:{edition.role_id}",
                    *(f"tag:{tag.tag_id}" for tag in self._tags[original.role_id]),
                ],
                role=edition.role,
                edition=edition,
            )
            for position, (edition, original) in enumerate(
                zip(live, originals, strict=True), start=head.position + 1
            )
        )
        head.position += len(live)
        head.save()


def _by(rows: Iterable[Row], attribute: str) -> defaultdict[int, list[Row]]:
    grouped: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, attribute)].append(row)
    return grouped


def _copy(row: Row, **changes: Any) -> Row:
    """A new row like this one, but for `changes`."""
    made = copy(row)
    made._state = copy(row._state)
    made._state.adding = True
    made._state.fields_cache = copy(row._state.fields_cache)
    made.pk = None
    for name, value in changes.items():
        setattr(made, name, value)
    return made


if __name__ == "__main__":
    seed(*map(int, sys.argv[1:]))
