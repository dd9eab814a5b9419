"""The rules of who may do what, as the verbs hold them: nothing of the admin is involved."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from roles import drafting, people, publishing
from roles.enums import PublicationKind
from roles.errors import NotAllowed, RenameNotAllowed, SecondPersonNeeded
from roles.models import Category, Edition, LogEntry, Role
from roles.publishing import OPERATOR
from tests.factories import make_category, make_live_role, make_role, published

pytestmark = pytest.mark.django_db

CORRECTION, UPDATE = PublicationKind.CORRECTION, PublicationKind.UPDATE
DAY = timedelta(days=1)
SUMMARIES = count(1)
VERBS = ("publish_role", "schedule_role", "withdraw_role", "check_role")


def user_with(*codenames: str, name: str = "anna") -> User:
    user = User.objects.create_user(name)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def edit(role: Role, by: User | None = None, **fields: Any) -> Role:
    for name, value in {"summary": f"Summary {next(SUMMARIES)}.", **fields}.items():
        setattr(role, name, value)
    role.save()
    drafting.save_revision(role, by=by)
    return role


def publish(role: Role, by: Any, kind: PublicationKind = UPDATE) -> Edition:
    return publishing.publish(role=role, by=by, kind=kind, change_note="Note")


def schedule(role: Role, by: Any, after: timedelta = DAY) -> Edition:
    return publishing.schedule(role=role, by=by, at=timezone.now() + after, change_note="Note")


# --- Corrections -------------------------------------------------------------------------------


def test_who_may_publish_corrections_publishes_no_update() -> None:
    editor, role = user_with("publish_correction_role"), edit(make_live_role())
    with pytest.raises(NotAllowed, match="publish_role"):
        publish(role, editor, UPDATE)
    assert publish(role, editor, CORRECTION).kind == CORRECTION


def test_what_visitors_see_first_is_no_correction() -> None:
    editor, role = user_with("publish_correction_role"), make_role()
    with pytest.raises(NotAllowed, match="publish_role"):
        publish(role, editor, CORRECTION)
    assert not role.editions.exists()


def test_who_may_publish_corrections_schedules_none() -> None:
    with pytest.raises(NotAllowed, match="schedule_role"):
        schedule(edit(make_live_role()), user_with("publish_correction_role"))


# --- Addresses ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PublicationKind)
def test_a_public_address_is_changed_only_with_its_permission(kind: PublicationKind) -> None:
    role = edit(make_live_role(), slug="renamed")
    with pytest.raises(RenameNotAllowed, match="/jobs/engineering/tester"):
        publish(role, user_with("publish_role"), kind)
    assert role.editions.count() == 1
    publish(role, user_with("publish_role", "rename_live_role", name="bea"), kind)
    assert role.editions.count() == 2


def test_a_public_role_changes_its_category_only_with_the_permission_to_rename() -> None:
    role = edit(make_live_role(), category=make_category("Elsewhere"))
    with pytest.raises(RenameNotAllowed):
        publish(role, user_with("publish_role"))


def test_a_rename_is_not_scheduled_without_the_permission() -> None:
    role = edit(make_live_role(), slug="renamed")
    with pytest.raises(RenameNotAllowed):
        schedule(role, user_with("schedule_role"))


def test_the_address_of_a_withdrawn_role_is_still_one_that_was_public() -> None:
    role = make_live_role()
    publishing.withdraw(role=role, by=OPERATOR)
    with pytest.raises(RenameNotAllowed):
        publish(edit(role, slug="renamed"), user_with("publish_role"))


def test_an_address_that_never_was_public_is_changed_by_anybody() -> None:
    role = make_role()
    pending = schedule(role, OPERATOR)
    publishing.cancel_schedule(edition=pending, by=OPERATOR)
    publish(edit(role, slug="renamed"), user_with("publish_role"))


def test_what_follows_a_scheduled_rename_renames_nothing_more() -> None:
    role = edit(make_live_role(), slug="renamed")
    schedule(role, OPERATOR)
    planner = user_with("schedule_role")
    with pytest.raises(RenameNotAllowed):
        schedule(edit(role), planner, DAY / 2)
    schedule(role, planner, 2 * DAY)


def test_restoring_an_edition_with_an_older_address_renames() -> None:
    role = make_live_role()
    first = role.editions.get()
    publish(edit(role, slug="renamed"), OPERATOR)
    with pytest.raises(RenameNotAllowed):
        publishing.restore(edition=first, by=user_with("publish_role"))


# --- A second person ---------------------------------------------------------------------------


@pytest.fixture
def second_person(settings: Any) -> None:
    settings.REQUIRE_SECOND_PERSON = True


def test_without_the_setting_one_person_writes_and_publishes() -> None:
    anna = user_with(*VERBS)
    publish(edit(make_live_role(), anna), anna)


@pytest.mark.usefixtures("second_person")
def test_who_alone_wrote_a_draft_neither_publishes_nor_schedules_it() -> None:
    anna, role = user_with(*VERBS), make_live_role()
    edit(role, anna, summary="One.")
    edit(role, anna, summary="Two.")
    for act in (publish, schedule):
        with pytest.raises(SecondPersonNeeded):
            act(role, anna)
    with pytest.raises(SecondPersonNeeded):
        publish(role, anna, CORRECTION)
    publish(role, user_with(*VERBS, name="bea"))


@pytest.mark.usefixtures("second_person")
def test_who_wrote_a_draft_with_somebody_publishes_it() -> None:
    anna, bea, role = user_with(*VERBS), user_with(name="bea"), make_live_role()
    edit(role, bea)
    publish(edit(role, anna), anna)


@pytest.mark.usefixtures("second_person")
def test_what_was_published_before_needs_no_second_look() -> None:
    anna, bea, role = user_with(*VERBS), user_with(*VERBS, name="bea"), make_live_role()
    publish(edit(role, bea), OPERATOR)
    edit(role, anna)
    with pytest.raises(SecondPersonNeeded):
        publish(role, anna)
    publish(role, bea)


@pytest.mark.usefixtures("second_person")
def test_a_command_is_no_second_person() -> None:
    anna, role = user_with(*VERBS), make_role()
    edit(role, anna)
    with pytest.raises(SecondPersonNeeded):
        publish(role, anna)


@pytest.mark.usefixtures("second_person")
def test_a_draft_that_only_commands_wrote_is_published_by_anybody() -> None:
    publish(make_role(), user_with(*VERBS))


@pytest.mark.usefixtures("second_person")
def test_force_publishes_alone() -> None:
    anna = user_with(*VERBS, "force_publish_role")
    publish(edit(make_live_role(), anna), anna)
    chief = User.objects.create_superuser("chief")
    publish(edit(make_live_role("Other"), chief), chief)


# --- Owners of categories ----------------------------------------------------------------------


def owned(role: Role, *owners: User) -> Role:
    role.category.owners.set(owners)
    return role


def every_verb(role: Role, by: Any) -> list[Any]:
    """What each verb would do with a live role that has a scheduled and a former edition."""
    published(edit(role), "Note")
    former, pending = role.editions.get(number=1), schedule(edit(role), OPERATOR)
    return [
        lambda: publish(edit(role), by),
        lambda: publish(edit(role), by, CORRECTION),
        lambda: schedule(edit(role), by, 2 * DAY),
        lambda: publishing.cancel_schedule(edition=pending, by=by),
        lambda: publishing.restore(edition=former, by=by),
        lambda: publishing.mark_checked(role=role, by=by),
        lambda: publishing.withdraw(role=role, by=by),
    ]


def test_every_verb_is_for_the_owners_of_the_category() -> None:
    anna, stranger = user_with(*VERBS), user_with(*VERBS, name="bea")
    role = owned(make_live_role(), anna)
    acts = every_verb(role, stranger)
    entries = LogEntry.objects.count()
    for act in acts:
        with pytest.raises(NotAllowed, match="has owners, and you are none of them"):
            act()
    assert LogEntry.objects.count() == entries


@pytest.mark.parametrize("who", ["owner", "enters any", "superuser", "operator", "no owners"])
def test_every_verb_is_open_to(who: str) -> None:
    anna = user_with(*VERBS)
    role = make_live_role()
    if who != "no owners":
        owned(role, User.objects.create_user("owner"))
    by: Any = {
        "enters any": lambda: user_with(*VERBS, "enter_any_category", name="carl"),
        "superuser": lambda: User.objects.create_superuser("chief"),
        "operator": lambda: OPERATOR,
    }.get(who, lambda: anna)()
    if who == "owner":
        role.category.owners.add(anna)
    for act in every_verb(role, by):
        act()


def test_owning_a_category_gives_no_permission() -> None:
    anna = user_with()
    with pytest.raises(NotAllowed, match="publish_role"):
        publish(owned(make_role(), anna), anna)


def test_an_edition_of_a_closed_category_is_not_brought_back() -> None:
    role = make_live_role(category=make_category("Closed"))
    first = role.editions.get()
    publish(edit(role, category=make_category("Open")), OPERATOR)
    Category.objects.get(slug="closed").owners.add(User.objects.create_user("owner"))
    anna = user_with("publish_role", "rename_live_role")
    with pytest.raises(NotAllowed, match="has owners, and you are none of them"):
        publishing.restore(edition=first, by=anna)


def test_closed_are_categories_of_others_alone() -> None:
    anna, bea = user_with(), user_with(name="bea")
    mine, ours, theirs = (make_category(name) for name in ("Mine", "Ours", "Theirs"))
    make_category("Nobody's")
    mine.owners.set([anna])
    ours.owners.set([anna, bea])
    theirs.owners.set([bea])
    assert people.closed_categories(anna) == {theirs.pk}
    assert people.closed_categories(bea) == {mine.pk}
