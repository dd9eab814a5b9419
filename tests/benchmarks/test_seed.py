"""A seeded site is one that publishing each of its roles would have made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from roles import drafting, publishing, search
from roles.models import Edition, LogEntry, LogHead, Redirect, Role

if TYPE_CHECKING:
    from django.db.models import Model

pytestmark = pytest.mark.django_db

NUMBER, PUBLISHED = 24, 6
# What a later publication of the same content has of its own.
OF_ITS_OWN = {"id", "number", "change_note", "updated", "live_from", "live_until", "created_at"}
CHANGED_BY_A_NEW_SUMMARY = {"revision_id", "summary", "payload", "digest"}


@pytest.fixture
def copied() -> Role:
    from benchmarks.seed import seed

    seed(NUMBER, PUBLISHED)
    return Role.objects.latest("pk")


def columns(row: Model, *, without: set[str]) -> dict[str, Any]:
    names = {field.attname for field in row._meta.concrete_fields} - without
    return {name: getattr(row, name) for name in names}


def test_all_are_live_and_found_and_told_of(copied: Role) -> None:
    assert Edition.objects.live(timezone.now()).count() == NUMBER
    assert copied.editions.count() == 5
    assert LogEntry.objects.count() == LogHead.objects.get().position == NUMBER
    assert not search.compare(lambda: None)


def test_a_copy_has_the_revision_that_saving_it_makes(copied: Role) -> None:
    head = copied.head
    assert head is not None
    assert drafting.save_revision(copied, by=None) == head
    assert head.payload["title"] == copied.title


def test_a_copy_has_the_edition_and_the_entry_that_publishing_it_writes(copied: Role) -> None:
    before = copied.editions.latest("number")
    copied.summary += " Changed."
    copied.save()
    drafting.save_revision(copied, by=None)
    now = publishing.publish(role=copied, by=publishing.OPERATOR, change_note="Changed")
    own = OF_ITS_OWN | CHANGED_BY_A_NEW_SUMMARY
    assert columns(before, without=own) == columns(now, without=own)
    assert now.payload | {"summary": before.summary} == before.payload
    assert set(before.tags.all()) == set(now.tags.all())
    entries = LogEntry.objects.filter(role=copied)
    entry, published = entries.get(edition=before), entries.get(edition=now)
    own = {"id", "position", "at", "visible_from", "edition_id"}
    assert columns(entry, without=own) == columns(published, without=own)
    assert Redirect.objects.get(role=copied).path == now.path


def test_the_ids_that_come_next_are_free(copied: Role) -> None:
    made = Role.objects.create(title="A new one", slug="a-new-one", category=copied.category)
    assert made.pk > copied.pk
