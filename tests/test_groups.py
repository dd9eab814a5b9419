"""The groups of a new site, and what a later migration leaves as it is."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from roles import groups
from roles.models import StandardGroup

pytestmark = pytest.mark.django_db


def migrate_again() -> None:
    call_command("migrate", verbosity=0)


def permission(name: str) -> Permission:
    app, _, codename = name.partition(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def names(group: Group) -> set[str]:
    return {
        f"{app}.{codename}"
        for app, codename in group.permissions.values_list("content_type__app_label", "codename")
    }


def forget(name: str, *given: str) -> None:
    """As if an earlier version, which knew nothing of these, had made the group."""
    standard = StandardGroup.objects.get(name=name)
    assert standard.group is not None
    standard.group.permissions.remove(*map(permission, given))
    standard.given = [each for each in standard.given if each not in given]
    standard.save()


def test_a_new_site_has_the_five_groups_with_their_permissions() -> None:
    made = {group.name: names(group) for group in Group.objects.all()}
    assert made == groups.STANDARD
    assert list(groups.STANDARD) == ["Fact-checker", "Author", "Editor", "Publisher", "Operator"]


def test_every_permission_of_a_standard_group_exists() -> None:
    known = {
        f"{app}.{codename}"
        for app, codename in Permission.objects.values_list("content_type__app_label", "codename")
    }
    assert {name for defaults in groups.STANDARD.values() for name in defaults} - known == set()


@pytest.mark.parametrize(
    "codename", ["roles.delete_role", "roles.force_publish_role", "auth.change_group"]
)
def test_nobody_but_superusers_begins_with(codename: str) -> None:
    permission(codename)
    assert [name for name, given in groups.STANDARD.items() if codename in given] == []


def test_what_was_taken_from_a_group_is_not_given_again_and_what_was_added_stays() -> None:
    editor = Group.objects.get(name="Editor")
    editor.permissions.remove(permission("roles.check_role"))
    editor.permissions.add(permission("roles.withdraw_role"))
    migrate_again()
    taken, added = {"roles.check_role"}, {"roles.withdraw_role"}
    assert names(editor) == groups.STANDARD["Editor"] - taken | added


def test_a_permission_of_a_later_version_reaches_a_group_made_earlier() -> None:
    forget("Editor", "roles.check_role", "roles.publish_correction_role")
    editor = Group.objects.get(name="Editor")
    editor.permissions.remove(permission("roles.change_role"))
    migrate_again()
    assert names(editor) == groups.STANDARD["Editor"] - {"roles.change_role"}
    assert set(StandardGroup.objects.get(name="Editor").given) == groups.STANDARD["Editor"]


def test_a_renamed_group_is_followed() -> None:
    forget("Author", "roles.add_role")
    Group.objects.filter(name="Author").update(name="Writer")
    migrate_again()
    assert names(Group.objects.get(name="Writer")) == groups.STANDARD["Author"]
    assert not Group.objects.filter(name="Author").exists()


def test_a_deleted_group_stays_away() -> None:
    Group.objects.get(name="Operator").delete()
    migrate_again()
    assert not Group.objects.filter(name="Operator").exists()


def test_a_group_that_had_the_name_before_is_left_as_it_is() -> None:
    StandardGroup.objects.get(name="Editor").delete()
    own = Group.objects.get(name="Editor")
    own.permissions.set([permission("roles.view_role")])
    for _ in range(2):
        migrate_again()
        assert names(own) == {"roles.view_role"}


def test_a_permission_that_is_not_there_yet_is_given_when_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later = groups.STANDARD["Author"] | {"roles.later_role"}
    monkeypatch.setitem(groups.STANDARD, "Author", later)
    groups.give_defaults(apps, "default")
    author = Group.objects.get(name="Author")
    assert names(author) == later - {"roles.later_role"}
    content_type = permission("roles.view_role").content_type
    Permission.objects.create(content_type=content_type, codename="later_role", name="Later")
    groups.give_defaults(apps, "default")
    assert names(author) == later


def test_migrating_again_writes_nothing(django_assert_max_num_queries: Any) -> None:
    def rows() -> list[Any]:
        return [*StandardGroup.objects.values_list("name", "group", "given")]

    before = rows()
    migrate_again()
    assert rows() == before
