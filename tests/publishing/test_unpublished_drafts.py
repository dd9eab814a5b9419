"""The mark on a role whose newest draft is not published; lists look at no other roles."""

from datetime import timedelta

import pytest
from django.utils import timezone

from roles import drafting, publishing
from roles.models import Edition, Role
from roles.publishing import OPERATOR
from tests.factories import make_live_role, make_role, published

pytestmark = pytest.mark.django_db


def is_marked(role: Role) -> bool:
    return Role.objects.get(pk=role.pk).unpublished_draft is not None


def write(role: Role, summary: str) -> None:
    Role.objects.filter(pk=role.pk).update(summary=summary)
    drafting.save_revision(role, by=None)


def test_a_draft_is_marked_with_the_moment_of_its_save_until_it_is_published() -> None:
    role = make_role()
    assert role.head is not None
    assert Role.objects.get().unpublished_draft == role.head.created_at
    published(role)
    assert not is_marked(role)
    write(role, "New.")
    assert is_marked(role)
    write(role, "What a Tester does.")
    assert not is_marked(role)


def test_a_withdrawn_role_is_marked_and_a_restored_older_edition_is() -> None:
    role = make_live_role()
    first = role.editions.get()
    write(role, "New.")
    published(role, "New")
    publishing.restore(edition=first, by=OPERATOR)
    assert is_marked(role)
    published(role, "New again")
    assert not is_marked(role)
    publishing.withdraw(role=role, by=OPERATOR)
    assert is_marked(role)


def test_a_scheduled_draft_is_marked_until_it_is_all_that_is_not_over() -> None:
    role = make_live_role()
    write(role, "New.")
    soon = timezone.now() + timedelta(hours=1)
    publishing.schedule(role=role, by=OPERATOR, at=soon, change_note="New")
    # Visitors still read the older edition.
    assert is_marked(role)
    # When the clock has ended that, the mark is no longer needed, and stays until the next act.
    ago = timezone.now() - timedelta(hours=1)
    Edition.objects.filter(role=role, number=1).update(live_from=ago - timedelta(1), live_until=ago)
    Edition.objects.filter(role=role, number=2).update(live_from=ago)
    publishing.mark_checked(role=role, by=OPERATOR)
    assert not is_marked(role)


def test_a_cancelled_schedule_does_not_count() -> None:
    role = make_live_role()
    write(role, "New.")
    soon = timezone.now() + timedelta(hours=1)
    edition = publishing.schedule(role=role, by=OPERATOR, at=soon, change_note="New")
    write(role, "What a Tester does.")
    assert is_marked(role)
    publishing.cancel_schedule(edition=edition, by=OPERATOR)
    assert not is_marked(role)
