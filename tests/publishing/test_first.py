"""What `publish_first` refuses; what it writes is held in tests/interchange/test_applying.py."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from roles import drafting
from roles.errors import Incomplete, NotAllowed, StaleRevision
from roles.models import Edition, LogEntry, Revision, Role
from roles.publishing import OPERATOR, publish_first
from tests.factories import make_live_role, make_role

pytestmark = pytest.mark.django_db


def head(role: Role) -> Revision:
    newest = role.head
    assert newest is not None
    return newest


def test_roles_go_live_in_the_order_of_their_revisions() -> None:
    one, two = make_role("One"), make_role("Two")
    editions = publish_first(
        revisions=[head(two), head(one)], by=OPERATOR, change_notes={one.pk: "Here it is"}
    )
    assert [edition.change_note for edition in editions] == ["First published", "Here it is"]
    assert [entry.role_id for entry in LogEntry.objects.after(0)] == [two.pk, one.pk]


def test_nothing_is_published_of_nothing() -> None:
    assert publish_first(revisions=[], by=OPERATOR, change_notes={}) == []


def test_it_needs_the_permission_to_publish() -> None:
    user = User.objects.create_user("visitor")
    with pytest.raises(NotAllowed):
        publish_first(revisions=[head(make_role())], by=user, change_notes={})


def test_a_role_that_was_published_is_refused() -> None:
    live = make_live_role()
    with pytest.raises(StaleRevision):
        publish_first(revisions=[head(live)], by=OPERATOR, change_notes={})


def test_a_revision_that_is_not_the_newest_is_refused() -> None:
    role = make_role()
    older = head(role)
    Role.objects.filter(pk=role.pk).update(summary="Newer.")
    drafting.save_revision(role, by=None)
    with pytest.raises(StaleRevision):
        publish_first(revisions=[older], by=OPERATOR, change_notes={})


def test_one_that_is_not_complete_keeps_all_from_being_published() -> None:
    revisions = [head(make_role("One")), head(make_role("Two", summary=""))]
    with pytest.raises(Incomplete):
        publish_first(revisions=revisions, by=OPERATOR, change_notes={})
    assert not Edition.objects.exists()
