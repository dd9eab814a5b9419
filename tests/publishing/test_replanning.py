"""Editions scheduled for later when something is published before them, and the minute of undo."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from roles import drafting, publishing, reading
from roles.enums import LaterEditions, PublicationKind
from roles.errors import AddressTaken, CannotRebase, NotAllowed, PublishingError, TooLateToUndo
from roles.models import FAR_FUTURE, Edition, LogEntry, Redirect, Role
from roles.publishing import OPERATOR
from tests.factories import make_category, make_live_role, make_role, published

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 3, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def edit(role: Role, **fields: Any) -> Role:
    role = Role.objects.get(pk=role.pk)
    for name, value in fields.items():
        setattr(role, name, value)
    role.save()
    drafting.save_revision(role, by=None)
    return role


def plan(role: Role, at: datetime, **fields: Any) -> Edition:
    return publishing.schedule(role=edit(role, **fields), by=OPERATOR, at=at, change_note="Planned")


def ranges(role: Role) -> list[tuple[int, datetime, datetime]]:
    """Number and range of each edition that is, was or will be live."""
    rows = role.editions.order_by("live_from", "number")
    values = rows.values_list("number", "live_from", "live_until")
    return [row for row in values if row[1] < row[2]]


def shown(role: Role, at: datetime) -> tuple[str, str]:
    live = role.editions.live(at).get()
    return live.summary, live.payload["overview"]


def state(role: Role) -> list[Any]:
    """All that visitors see of it, now and by the schedules."""
    names = ("number", "live_from", "live_until", "published", "updated", "checked")
    editions = role.editions.not_over(timezone.now()).order_by("live_from")
    return [*editions.values(*names), *Redirect.objects.order_by("path").values()]


# --- Editions scheduled for later -----------------------------------------------------------------


@pytest.fixture
def planned(clock: Any) -> Role:
    """Live, with a new overview planned for the next day, and a draft with a new summary alone."""
    role = make_live_role("Tester", overview="Old overview.", summary="Old summary.")
    clock.shift(10)
    plan(role, START + DAY, overview="Planned overview.")
    return edit(role, overview="Old overview.", summary="New summary.")


def publish(role: Role, later: LaterEditions) -> Edition:
    return publishing.publish(role=role, by=OPERATOR, change_note="Summary", later=later)


def test_a_schedule_that_is_kept_replaces_what_is_published_before_it(planned: Role) -> None:
    publish(planned, LaterEditions.KEEP)
    assert shown(planned, timezone.now()) == ("New summary.", "Old overview.")
    assert shown(planned, START + DAY) == ("Old summary.", "Planned overview.")


def test_a_schedule_that_is_cancelled_leaves_the_new_edition_live(planned: Role) -> None:
    publish(planned, LaterEditions.CANCEL)
    assert shown(planned, START + DAY) == ("New summary.", "Old overview.")
    actions = list(LogEntry.objects.order_by("position").values_list("action", flat=True))
    assert actions == ["publish", "schedule", "cancel", "publish"]


def test_a_schedule_that_is_rebased_keeps_both_changes(planned: Role) -> None:
    edition = publish(planned, LaterEditions.REBASE)
    assert shown(planned, timezone.now()) == ("New summary.", "Old overview.")
    assert shown(planned, START + DAY) == ("New summary.", "Planned overview.")
    rebased = planned.editions.live(START + DAY).get()
    assert (rebased.number, rebased.change_note, rebased.published, rebased.updated) == (
        edition.number + 1,
        "Planned",
        edition.published,
        START + DAY,
    )


def test_schedules_are_rebased_one_upon_the_other(planned: Role) -> None:
    plan(
        planned, START + 2 * DAY, overview="Planned overview.", summary="Old summary.", outlook="+"
    )
    publish(
        edit(planned, outlook="", summary="New summary.", overview="Old overview."),
        LaterEditions.REBASE,
    )
    last = planned.editions.live(START + 2 * DAY).get()
    assert (last.summary, last.payload["overview"], last.payload["outlook"]) == (
        "New summary.",
        "Planned overview.",
        "+",
    )
    assert [row[1:] for row in ranges(planned)][-2:] == [
        (START + DAY, START + 2 * DAY),
        (START + 2 * DAY, FAR_FUTURE),
    ]


def test_a_rebased_edition_keeps_its_new_address_category_and_tags(clock: Any) -> None:
    role = make_live_role("Tester", tags=("old",))
    moved = edit(role, slug="qa", category=make_category("Design"))
    moved.tags.add("new")
    plan(moved, START + DAY)
    edit(moved, slug="tester", category=make_category("Engineering")).tags.remove("new")
    publish(edit(moved, summary="New summary."), LaterEditions.REBASE)
    rebased = role.editions.live(START + DAY).get()
    assert (rebased.path, rebased.summary) == ("design/qa", "New summary.")
    assert (
        {tag.name for tag in rebased.tags.all()} == {"old", "new"} == set(rebased.payload["tags"])
    )
    assert reading.find_address("design/qa", timezone.now()) is None
    assert Redirect.objects.get(path="design/qa").public_from == START + DAY


def test_a_schedule_whose_changes_are_published_already_is_not_rebased(clock: Any) -> None:
    role = make_live_role("Tester")
    clock.shift(10)
    plan(role, START + DAY, overview="Planned overview.")
    publish(edit(role, summary="New summary."), LaterEditions.REBASE)
    assert [number for number, _, _ in ranges(role)] == [1, 3]


def test_nothing_is_published_when_both_change_the_same_part(planned: Role) -> None:
    role = edit(planned, overview="Another overview.")
    before = state(role)
    with pytest.raises(CannotRebase, match="edition 2 and this draft both change overview"):
        publish(role, LaterEditions.REBASE)
    assert state(role) == before


def test_a_schedule_without_anything_live_before_it_is_not_rebased() -> None:
    role = make_role("Tester")
    publishing.schedule(role=role, by=OPERATOR, at=START + DAY)
    with pytest.raises(CannotRebase):
        publish(edit(role, summary="Now."), LaterEditions.REBASE)


def test_scheduling_leaves_alone_what_comes_before_it(planned: Role) -> None:
    publishing.schedule(
        role=edit(planned, summary="Last."),
        by=OPERATOR,
        at=START + 2 * DAY,
        change_note="Last",
        later=LaterEditions.CANCEL,
    )
    assert shown(planned, START + DAY) == ("Old summary.", "Planned overview.")
    assert shown(planned, START + 2 * DAY) == ("Last.", "Old overview.")


@pytest.mark.parametrize("later", [LaterEditions.REBASE, LaterEditions.CANCEL])
def test_changing_a_schedule_needs_its_own_permission(planned: Role, later: LaterEditions) -> None:
    user = User.objects.create_user("editor")
    user.user_permissions.add(Permission.objects.get(codename="publish_role"))
    before = state(planned)
    with pytest.raises(NotAllowed):
        publishing.publish(role=planned, by=user, change_note="New", later=later)
    assert state(planned) == before
    publishing.publish(role=planned, by=user, change_note="New")


# --- Undo -----------------------------------------------------------------------------------------


def test_undo_brings_back_what_was_live_with_its_dates(clock: Any) -> None:
    role = make_live_role("Tester")
    publishing.mark_checked(role=role, by=OPERATOR)
    clock.shift(DAY)
    before = state(role)
    edition = publish(edit(role, summary="New summary."), LaterEditions.KEEP)
    clock.shift(60)
    undone = publishing.undo(edition=edition, by=OPERATOR)
    assert state(role) == before
    assert undone.live_from == undone.live_until
    assert role.editions.count() == 2


@pytest.mark.parametrize("later", LaterEditions)
def test_undo_brings_the_schedules_back_too(
    planned: Role, later: LaterEditions, clock: Any
) -> None:
    before = state(planned)
    edition = publish(planned, later)
    clock.shift(30)
    publishing.undo(edition=edition, by=OPERATOR)
    assert state(planned) == before


def test_undo_leaves_a_schedule_alone_that_was_cancelled_before(planned: Role, clock: Any) -> None:
    publishing.cancel_schedule(edition=planned.editions.get(number=2), by=OPERATOR)
    clock.shift(1)
    before = state(planned)
    edition = publish(planned, LaterEditions.KEEP)
    publishing.undo(edition=edition, by=OPERATOR)
    assert state(planned) == before


def test_after_undo_a_first_edition_is_not_public_and_its_address_stays_the_roles(
    clock: Any,
) -> None:
    role = make_role("Tester")
    edition = published(role)
    clock.shift(5)
    publishing.undo(edition=edition, by=OPERATOR)
    now = timezone.now()
    assert reading.role_page("engineering", "tester", now) is None
    assert reading.find_address("engineering/tester", now) == reading.Gone("Tester")
    assert str(role.state) == "Draft"
    again = publishing.publish(role=edit(role, slug="qa"), by=OPERATOR)
    assert (again.number, again.kind, again.published) == (2, PublicationKind.UPDATE, now)
    assert reading.find_address("engineering/tester", now) == reading.Moved("/jobs/engineering/qa")


def test_after_undo_a_new_address_leads_to_the_old_one(clock: Any) -> None:
    role = make_live_role("Tester")
    clock.shift(5)
    edition = publish(edit(role, slug="qa"), LaterEditions.KEEP)
    clock.shift(5)
    publishing.undo(edition=edition, by=OPERATOR)
    now = timezone.now()
    assert reading.role_page("engineering", "tester", now) is not None
    moved = reading.Moved("/jobs/engineering/tester")
    assert reading.find_address("engineering/qa", now) == moved


def test_after_undo_a_category_renamed_meanwhile_has_the_address(clock: Any) -> None:
    role = make_live_role("Tester")
    clock.shift(5)
    edition = publish(edit(role, slug="qa"), LaterEditions.KEEP)
    clock.shift(5)
    role.category.slug = "building"
    role.category.save()
    publishing.undo(edition=edition, by=OPERATOR)
    assert Redirect.objects.filter(path="building/tester", role=role).exists()


def test_undo_is_told_to_all_that_shows_the_role(clock: Any) -> None:
    role = make_live_role("Tester")
    clock.shift(5)
    edition = publish(edit(role, category=make_category("Design")), LaterEditions.KEEP)
    publishing.undo(edition=edition, by=OPERATOR)
    entry = LogEntry.objects.latest("position")
    assert (entry.action, entry.edition) == ("undo", edition)
    assert entry.keys == ["counts", "lists", f"role:{role.pk}"]


def test_a_withdrawn_role_is_withdrawn_again_after_undo(clock: Any) -> None:
    role = make_live_role("Tester")
    # At the very same moment: nothing was live in between.
    clock.shift(5)
    publishing.withdraw(role=role, by=OPERATOR)
    edition = publish(edit(role, summary="New."), LaterEditions.KEEP)
    publishing.undo(edition=edition, by=OPERATOR)
    assert not role.editions.live(timezone.now()).exists()


def test_a_restored_edition_is_undone_like_any_other(clock: Any) -> None:
    role = make_live_role("Tester")
    clock.shift(5)
    publish(edit(role, summary="New."), LaterEditions.KEEP)
    clock.shift(61)
    before = state(role)
    restored = publishing.restore(edition=role.editions.get(number=1), by=OPERATOR)
    publishing.undo(edition=restored, by=OPERATOR)
    assert state(role) == before


def late(role: Role, clock: Any) -> None:
    clock.shift(61)


def twice(role: Role, clock: Any) -> None:
    publishing.undo(edition=role.editions.get(number=2), by=OPERATOR)


def withdrawn(role: Role, clock: Any) -> None:
    publishing.withdraw(role=role, by=OPERATOR)


def planned_since(role: Role, clock: Any) -> None:
    plan(role, START + DAY, summary="Later.")


def published_since(role: Role, clock: Any) -> None:
    publish(edit(role, summary="Newer."), LaterEditions.KEEP)


@pytest.mark.parametrize("meanwhile", [late, twice, withdrawn, planned_since, published_since])
def test_undo_is_refused_when_it_is_late_or_more_was_done(meanwhile: Any, clock: Any) -> None:
    role = make_live_role("Tester")
    clock.shift(5)
    edition = publish(edit(role, summary="New."), LaterEditions.KEEP)
    clock.shift(5)
    meanwhile(role, clock)
    before = state(role)
    with pytest.raises(TooLateToUndo):
        publishing.undo(edition=edition, by=OPERATOR)
    assert state(role) == before


def test_a_schedule_is_cancelled_not_undone(planned: Role) -> None:
    with pytest.raises(TooLateToUndo):
        publishing.undo(edition=planned.editions.get(number=2), by=OPERATOR)


def test_undo_is_refused_when_another_role_took_a_reserved_address(clock: Any) -> None:
    role = make_live_role("Tester")
    plan(role, START + DAY, slug="qa")
    clock.shift(5)
    edition = publish(edit(role, slug="tester", summary="New."), LaterEditions.CANCEL)
    clock.shift(5)
    published(make_role("QA"))
    before = state(role)
    with pytest.raises(AddressTaken):
        publishing.undo(edition=edition, by=OPERATOR)
    assert state(role) == before


def test_undo_needs_the_permission_to_publish() -> None:
    edition = published(make_role("Tester"))
    with pytest.raises(NotAllowed):
        publishing.undo(edition=edition, by=User.objects.create_user("someone"))


def test_no_verb_leaves_anything_behind_when_it_refuses(planned: Role) -> None:
    before = state(planned)
    with pytest.raises(PublishingError):
        publishing.publish(role=planned, by=OPERATOR, later=LaterEditions.CANCEL)
    assert state(planned) == before
