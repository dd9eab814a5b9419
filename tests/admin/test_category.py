"""Categories, fact kinds and tags: what is saved there is public at once."""

import pytest
from django.test import Client

from roles.models import Category, FactKind, LogEntry, Role, Tag
from roles.publishing import OPERATOR, publish, withdraw
from tests.admin.browser import fields_of, submit
from tests.factories import make_category, make_live_role, make_role

pytestmark = pytest.mark.django_db


def test_the_list_of_categories_counts_live_roles_alone(chief: Client) -> None:
    category = make_category("Engineering")
    make_live_role("One", category)
    make_live_role("Two", category)
    make_role("Draft", category)
    gone = make_live_role("Gone", category)
    withdraw(role=gone, by=OPERATOR)
    make_category("Empty")
    rows = chief.get("/admin/roles/category/").context["cl"].result_list
    assert [(row.name, row.live_roles) for row in rows] == [("Empty", 0), ("Engineering", 2)]


def test_a_category_takes_a_new_address_with_its_roles(chief: Client) -> None:
    role = make_live_role("Analyst", make_category("Engineering"))
    page = f"/admin/roles/category/{role.category_id}/change/"
    assert submit(chief, page, "category_form", slug="building").status_code == 302
    paths = ["building", "building/analyst", "engineering", "engineering/analyst"]
    assert list(role.redirects.model.objects.values_list("path", flat=True)) == paths


def test_an_address_another_category_had_is_refused_with_its_owner(chief: Client) -> None:
    former = make_live_role("Analyst", make_category("Former")).category
    former.slug = "present"
    former.save()
    category = make_category("Engineering")
    page = f"/admin/roles/category/{category.pk}/change/"
    response = submit(chief, page, "category_form", slug="former", introduction="Kept")
    assert response.context["adminform"].form.errors == {
        "slug": [
            (
                "The address /jobs/former was public and belongs to “Former” for good, so that old "
                "links keep leading there. Type another address."
            )
        ]
    }
    assert fields_of(response, "category_form")["introduction"] == "Kept"
    assert Category.objects.get(pk=category.pk).slug == "engineering"


def test_an_address_that_would_take_that_of_a_role_is_refused(chief: Client) -> None:
    moved = make_live_role("Analyst", make_category("Old"))
    Role.objects.filter(pk=moved.pk).update(category=make_category("Elsewhere"))
    publish(role=Role.objects.get(pk=moved.pk), by=OPERATOR, change_note="Moved")
    Category.objects.filter(slug="old").update(slug="renamed")
    twin = make_live_role("Analyst", make_category("New"))
    page = f"/admin/roles/category/{twin.category_id}/change/"
    response = submit(chief, page, "category_form", slug="old")
    assert response.status_code == 200
    assert "slug" in response.context["adminform"].form.errors


def test_a_category_with_roles_is_not_deleted(chief: Client) -> None:
    role = make_role("Draft")
    page = f"/admin/roles/category/{role.category_id}/delete/"
    chief.post(page, {"post": "yes"})
    assert Category.objects.count() == 1


def test_kinds_are_put_in_order_in_their_list(chief: Client) -> None:
    last = FactKind.objects.last()
    assert last is not None
    form = "changelist-form"
    fields = fields_of(chief.get("/admin/roles/factkind/"), form)
    response = chief.post("/admin/roles/factkind/", {**fields, "form-5-position": 0, "_save": ""})
    assert response.status_code == 302
    assert FactKind.objects.first() == last
    assert LogEntry.objects.get().keys == ["fact-kinds"]


def test_a_tag_lists_the_roles_in_which_it_is_used(chief: Client) -> None:
    make_role("Analyst", tags=("sql",))
    make_role("Developer", tags=("sql", "python"))
    rows = chief.get("/admin/taggit/tag/").context["cl"].result_list
    assert [(tag.name, tag.role_count) for tag in rows] == [("python", 1), ("sql", 2)]
    page = chief.get(f"/admin/taggit/tag/{Tag.objects.get(name='sql').pk}/change/")
    content = page.content.decode()
    assert [title for title in ("Analyst", "Developer") if f">{title}</a>" in content] == [
        "Analyst",
        "Developer",
    ]


def test_a_tag_is_deleted_only_while_no_edition_has_it(chief: Client) -> None:
    make_live_role("Live", tags=("published",))
    make_role("Draft", tags=("draft",))
    published, draft = Tag.objects.get(name="published"), Tag.objects.get(name="draft")
    delete = {"post": "yes"}
    assert chief.post(f"/admin/taggit/tag/{published.pk}/delete/", delete).status_code == 403
    assert chief.post(f"/admin/taggit/tag/{draft.pk}/delete/", delete).status_code == 302
    assert list(Tag.objects.all()) == [published]
