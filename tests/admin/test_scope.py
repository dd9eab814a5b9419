"""Categories that have owners, in the admin: what others find in lists, choices and forms."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.messages import get_messages
from django.test import Client

from roles import drafting, publishing
from roles.models import Category, LogEntry, Role
from roles.publishing import OPERATOR
from tests.admin.browser import fields_of, submit
from tests.factories import make_category, make_live_role, make_role

pytestmark = pytest.mark.django_db

AUTOCOMPLETE = "/admin/autocomplete/?app_label=roles&model_name=relatedrole&field_name=target"


def member(name: str, *groups: str) -> User:
    user = User.objects.create_user(name, password="x", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


@pytest.fixture
def mine() -> Role:
    return make_live_role("Mine", make_category("My category"), tags=("sql",))


@pytest.fixture
def closed() -> Role:
    """A live role of a category that somebody else owns."""
    role = make_live_role("Closed", make_category("Their category"), tags=("sql",))
    role.category.owners.add(User.objects.create_user("owner"))
    return role


@pytest.fixture
def author(client: Client) -> Client:
    client.force_login(member("author", "Author"))
    return client


@pytest.mark.parametrize("name", ["role", "edition", "revision"])
def test_a_list_leaves_out_what_others_own(
    name: str, mine: Role, closed: Role, author: Client
) -> None:
    page = author.get(f"/admin/roles/{name}/")
    rows = page.context["cl"].result_list
    assert {str(getattr(row, "role", row)) for row in rows} == {"Mine"}
    assert "Closed" not in page.content.decode()


@pytest.mark.parametrize("name", ["redirect", "logentry"])
def test_what_belongs_to_no_role_is_listed_for_everybody(
    name: str, mine: Role, closed: Role, author: Client
) -> None:
    closed.category.save()
    rows = author.get(f"/admin/roles/{name}/").context["cl"].result_list
    assert {str(row.role) for row in rows} == {"Mine", "None"}


def test_the_choice_of_related_roles_leaves_out_what_others_own(
    mine: Role, closed: Role, author: Client
) -> None:
    found = author.get(AUTOCOMPLETE).json()["results"]
    assert [row["text"] for row in found] == ["Mine"]
    page = f"/admin/roles/role/{mine.pk}/change/"
    rows = {"related_roles-TOTAL_FORMS": "1", "related_roles-0-target": closed.pk}
    data = {**fields_of(author.get(page), "role_form"), **rows}
    assert author.post(page, data).status_code == 200
    assert not mine.related_roles.exists()


def test_a_related_role_that_others_own_by_now_stays(
    mine: Role, closed: Role, author: Client
) -> None:
    drafting.write_related(mine, [closed.pk])
    page = f"/admin/roles/role/{mine.pk}/change/"
    assert submit(author, page, "role_form", summary="New.").status_code == 302
    assert [row.target for row in mine.related_roles.all()] == [closed]


def test_a_role_is_not_moved_into_a_category_of_others(
    mine: Role, closed: Role, author: Client
) -> None:
    page = f"/admin/roles/role/{mine.pk}/change/"
    content = author.get(page).content.decode()
    assert "My category" in content
    assert "Their category" not in content
    response = submit(author, page, "role_form", category=closed.category_id)
    assert "category" in response.context["adminform"].form.errors
    added = submit(
        author, "/admin/roles/role/add/", "role_form", title="New", category=closed.category_id
    )
    assert "category" in added.context["adminform"].form.errors
    assert Role.objects.count() == 2


def test_a_tag_does_not_tell_the_drafts_of_others(mine: Role, closed: Role, author: Client) -> None:
    content = author.get(f"/admin/taggit/tag/{mine.tags.get().pk}/change/").content.decode()
    assert ">Mine</a>" in content
    assert "Closed" not in content


def test_who_opens_what_others_own_is_told_why_not(closed: Role, author: Client) -> None:
    page = author.get(f"/admin/roles/role/{closed.pk}/change/")
    assert page.status_code == 403
    assert "The category “Their category” has owners, and you are none" in page.content.decode()


def test_what_does_not_exist_is_told_as_such(author: Client) -> None:
    response = author.get("/admin/roles/role/999/change/")
    assert response.status_code == 302
    (message,) = get_messages(response.wsgi_request)
    assert "doesn’t exist" in str(message)


def test_a_category_is_changed_by_its_owners_alone(closed: Role, client: Client) -> None:
    planner = member("planner")
    planner.user_permissions.set(
        Permission.objects.filter(codename__in=["view_category", "change_category"])
    )
    page = f"/admin/roles/category/{closed.category_id}/change/"
    client.force_login(planner)
    assert 'name="_save"' not in client.get(page).content.decode()
    assert client.post(page, {"name": "Other"}).status_code == 403
    closed.category.owners.add(planner)
    assert submit(client, page, "category_form", introduction="New.").status_code == 302
    assert Category.objects.get(pk=closed.category_id).introduction == "New."


def test_owners_are_seen_by_all_and_named_by_who_manages_users(
    closed: Role, client: Client
) -> None:
    page = f"/admin/roles/category/{closed.category_id}/change/"
    publisher, anna = member("publisher", "Publisher"), member("anna", "Author")
    client.force_login(publisher)
    assert ">owner<" in client.get(page).content.decode()
    assert "owners" not in fields_of(client.get(page), "category_form")
    client.post(page, {**fields_of(client.get(page), "category_form"), "owners": "anna"})
    assert [user.username for user in closed.category.owners.all()] == ["owner"]
    publisher.groups.add(Group.objects.get(name="Operator"))
    assert fields_of(client.get(page), "category_form")["owners"] == "owner"
    submit(client, page, "category_form", owners="anna\r\nowner, anna,")
    assert {user.username for user in closed.category.owners.all()} == {"anna", "owner"}
    submit(client, page, "category_form", owners="anna")
    assert list(closed.category.owners.all()) == [anna]
    refused = submit(client, page, "category_form", owners="anna, Anna, nobody", name="Kept")
    assert refused.context["adminform"].form.errors == {
        "owners": ["There is no user with the name “Anna”, “nobody”."]
    }
    assert fields_of(refused, "category_form")["name"] == "Kept"
    submit(client, page, "category_form", owners="")
    assert not closed.category.owners.exists()


@pytest.mark.parametrize(
    ("may_rename", "slug", "entries"), [(True, "renamed", 2), (False, "my-category", 1)]
)
def test_a_public_category_changes_its_address_only_with_the_permission_to_rename(
    may_rename: bool, slug: str, entries: int, mine: Role, client: Client
) -> None:
    planner = member("planner", "Publisher")
    if not may_rename:
        rename = Permission.objects.get(codename="rename_live_role")
        Group.objects.get(name="Publisher").permissions.remove(rename)
    client.force_login(planner)
    page = f"/admin/roles/category/{mine.category_id}/change/"
    fields = {**fields_of(client.get(page), "category_form"), "slug": "renamed"}
    assert client.post(page, fields).status_code == 302
    assert Category.objects.get(pk=mine.category_id).slug == slug
    assert LogEntry.objects.count() >= entries


def test_a_category_that_never_was_public_changes_its_address(client: Client) -> None:
    planner = member("planner")
    planner.user_permissions.set(
        Permission.objects.filter(codename__in=["view_category", "change_category"])
    )
    client.force_login(planner)
    page = f"/admin/roles/category/{make_role('Draft').category_id}/change/"
    assert submit(client, page, "category_form", slug="renamed").status_code == 302
    assert Category.objects.get().slug == "renamed"


# --- What an editor is told of the rules --------------------------------------------------------


def told(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)][1:]


@pytest.mark.parametrize(("group", "is_told"), [("Editor", True), ("Publisher", False)])
def test_who_renames_a_public_role_in_the_draft_is_told_that_they_may_not_publish_it(
    group: str, is_told: bool, mine: Role, client: Client
) -> None:
    client.force_login(member("somebody", group))
    page = f"/admin/roles/role/{mine.pk}/change/"
    reason = (
        "Visitors know this role at /jobs/my-category/mine, and you may not move it to another "
        "address or category (rename_live_role). Put the old ones into the draft, or ask a "
        "publisher."
    )
    response = submit(client, page, "role_form", slug="renamed")
    assert told(response) == ([reason] if is_told else [])
    publish = f"/admin/roles/role/{mine.pk}/publish"
    assert client.get(publish).context["obstacles"] == ([reason] if is_told else [])
    if is_told:
        response = submit(client, publish, "confirm_form")
        assert response.context["form"].non_field_errors() == [reason]
        assert mine.editions.count() == 1


def test_who_drafts_at_the_same_address_is_told_nothing(mine: Role, client: Client) -> None:
    client.force_login(member("editor", "Editor"))
    page = f"/admin/roles/role/{mine.pk}/change/"
    assert told(submit(client, page, "role_form", summary="New.")) == []


def test_who_alone_wrote_a_draft_is_told_to_ask_a_colleague(
    mine: Role, client: Client, settings: Any
) -> None:
    settings.REQUIRE_SECOND_PERSON = True
    client.force_login(member("publisher", "Publisher"))
    submit(client, f"/admin/roles/role/{mine.pk}/change/", "role_form", summary="New.")
    page = f"/admin/roles/role/{mine.pk}/publish"
    (reason,) = client.get(page).context["obstacles"]
    response = submit(client, page, "confirm_form", change_note="Note")
    assert response.context["form"].non_field_errors() == [reason]
    assert mine.editions.count() == 1
    client.force_login(member("second", "Publisher"))
    assert client.get(page).context["obstacles"] == []
    assert submit(client, page, "confirm_form", change_note="Note").status_code == 302


def test_who_may_publish_corrections_is_offered_nothing_else(mine: Role, client: Client) -> None:
    client.force_login(member("editor", "Editor"))
    submit(client, f"/admin/roles/role/{mine.pk}/change/", "role_form", summary="New.")
    page = f"/admin/roles/role/{mine.pk}/publish"
    form = client.get(page).context["form"]
    assert [value for value, _ in form.fields["kind"].choices] == ["correction"]
    assert [value for value, _ in form.fields["when"].choices] == ["now"]
    assert submit(client, page, "confirm_form").status_code == 302
    assert mine.editions.get(number=2).kind == "correction"


def test_an_update_that_may_only_be_scheduled_is_refused_now_in_words(
    mine: Role, client: Client
) -> None:
    editor = member("editor", "Editor")
    editor.user_permissions.add(Permission.objects.get(codename="schedule_role"))
    client.force_login(editor)
    submit(client, f"/admin/roles/role/{mine.pk}/change/", "role_form", summary="New.")
    page = f"/admin/roles/role/{mine.pk}/publish"
    response = submit(client, page, "confirm_form", kind="update", change_note="Kept")
    assert response.context["form"].errors == {
        "kind": ["You may publish corrections only. Choose “Correction”, or “Schedule”."]
    }
    later = {"when": "later", "at": "2126-03-03T09:30", "kind": "update", "change_note": "Kept"}
    assert submit(client, page, "confirm_form", **later).status_code == 302


def test_a_role_that_was_ever_public_is_withdrawn_and_never_deleted(chief: Client) -> None:
    role = make_live_role("Gone")
    publishing.withdraw(role=role, by=OPERATOR)
    chosen = {"action": "delete_selected", "post": "yes", "_selected_action": [role.pk]}
    chief.post("/admin/roles/role/", chosen)
    assert chief.post(f"/admin/roles/role/{role.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Role.objects.get() == role
