"""Queries of each admin page: as many for three rows as for one, and few."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roles import drafting, publishing
from roles.models import Role
from roles.publishing import OPERATOR
from roles.records import Faq, GlanceFact, QualificationGroup
from tests.admin.browser import fields_of
from tests.factories import make_category, make_live_role, make_role

pytestmark = pytest.mark.django_db

# The session and the user, the rows and their number, the categories of the filter.
LISTS = {
    "/admin/roles/role/": 5,
    "/admin/roles/role/?state=changed&q=role": 5,
    "/admin/roles/category/": 5,  # and the owners of all rows
    "/admin/roles/role/?draft_by=admin&scheduled=14&unchecked=180&published=30": 5,
    "/admin/roles/factkind/": 4,
    "/admin/roles/edition/": 4,
    "/admin/roles/revision/": 4,
    "/admin/roles/redirect/": 4,
    "/admin/roles/logentry/": 4,
    "/admin/taggit/tag/": 4,
}
FORM = 11
# The session and the user, each block, what was typed and not saved, and the rows of all.
DESK = 9
PREVIEW_OF_FORM = 32


def make_rows(number: int) -> None:
    for name in ("One", "Two", "Three")[:number]:
        category = make_category(f"Category {name}")
        role = make_live_role(f"Role {name}", category, tags=(f"tag {name}",))
        Role.objects.filter(pk=role.pk).update(summary="Changed.")
        drafting.save_revision(role, by=None)
        soon = timezone.now() + timedelta(days=1)
        publishing.schedule(role=role, by=OPERATOR, at=soon, change_note="Later")
        Role.objects.filter(pk=role.pk).update(summary="Changed again.")
        drafting.save_revision(role, by=None)


def make_full_role(rows: int) -> Role:
    labels = ("Typical education", "Typical experience", "Key certifications")[:rows]
    role = make_live_role(
        "Full",
        glance=tuple(GlanceFact(label, "text") for label in labels),
        faqs=tuple(Faq(f"Question {number}?", "Answer.") for number in range(rows)),
        qualifications=tuple(QualificationGroup(f"H{n}", "", ("A",)) for n in range(rows)),
        tags=tuple(f"tag {number}" for number in range(rows)),
    )
    drafting.write_related(role, [make_role(f"Other {number}").pk for number in range(rows)])
    drafting.save_revision(role, by=None)
    return role


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("address", LISTS)
def test_a_list_costs_the_same_for_one_row_and_three(
    address: str, rows: int, admin_client: Client, django_assert_num_queries: Any
) -> None:
    make_rows(rows)
    with django_assert_num_queries(LISTS[address]):
        response = admin_client.get(address)
    assert response.status_code == 200
    assert "draft_by" in address or len(response.context["cl"].result_list) >= rows


@pytest.mark.parametrize("name", ["edition", "revision", "logentry"])
def test_a_list_fetches_no_whole_role_for_each_row(name: str, admin_client: Client) -> None:
    make_rows(1)
    with CaptureQueriesContext(connection) as queries:
        admin_client.get(f"/admin/roles/{name}/")
    sql = " ".join(query["sql"] for query in queries)
    assert "payload" not in sql
    assert '"html"' not in sql


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_costs_the_same_for_one_row_and_three(
    rows: int, admin_client: Client, django_assert_num_queries: Any
) -> None:
    make_rows(rows)
    with django_assert_num_queries(DESK):
        assert admin_client.get("/admin/").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_form_of_a_role_costs_the_same_for_one_row_and_three(
    rows: int, admin_client: Client, django_assert_num_queries: Any
) -> None:
    role = make_full_role(rows)
    with django_assert_num_queries(FORM):
        assert admin_client.get(f"/admin/roles/role/{role.pk}/change/").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_a_preview_of_the_form_costs_the_same_for_one_row_and_three(
    rows: int, admin_client: Client, django_assert_num_queries: Any
) -> None:
    role = make_full_role(rows)
    fields = fields_of(admin_client.get(f"/admin/roles/role/{role.pk}/change/"), "role_form")
    with django_assert_num_queries(PREVIEW_OF_FORM):
        response = admin_client.post(f"/admin/roles/role/{role.pk}/preview-of-form", fields)
    assert len(response.context["page"].record.faqs) == rows


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("publish", 9), ("preview", 13)])
def test_the_pages_of_a_role_cost_the_same_for_one_row_and_three(
    name: str, queries: int, rows: int, admin_client: Client, django_assert_num_queries: Any
) -> None:
    role = make_full_role(rows)
    with django_assert_num_queries(queries):
        assert admin_client.get(f"/admin/roles/role/{role.pk}/{name}").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_publishing_many_costs_the_same_for_one_role_and_three(
    rows: int, admin_client: Client, django_assert_num_queries: Any
) -> None:
    make_rows(rows)
    ids = ",".join(str(role.pk) for role in Role.objects.all())
    with django_assert_num_queries(8):
        response = admin_client.get(f"/admin/roles/role/publish?ids={ids}")
    assert len(response.context["form"].rows) == rows


@pytest.fixture
def scoped(client: Client, django_user_model: Any) -> Client:
    """A client signed in as an editor to whom a category of somebody else is closed."""
    owner, editor = (
        django_user_model.objects.create_user(name, is_staff=True) for name in ("owner", "editor")
    )
    editor.groups.set(Group.objects.filter(name="Editor"))
    for name in ("Closed", "Also closed"):
        make_category(name).owners.add(owner)
    client.force_login(editor)
    return client


# What a user and their groups may, and the categories that are closed to them.
SCOPE = 2


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("address", LISTS)
def test_a_list_for_somebody_to_whom_a_category_is_closed_costs_the_same_and_a_little(
    address: str, rows: int, scoped: Client, django_assert_max_num_queries: Any
) -> None:
    make_rows(rows)
    with django_assert_max_num_queries(LISTS[address] + SCOPE):
        assert scoped.get(address).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_form_for_somebody_to_whom_a_category_is_closed_costs_the_same_and_a_little(
    rows: int, scoped: Client, django_assert_num_queries: Any
) -> None:
    role = make_full_role(rows)
    # The open categories, which the form lists, come with those that are closed.
    with django_assert_num_queries(FORM + SCOPE - 1):
        assert scoped.get(f"/admin/roles/role/{role.pk}/change/").status_code == 200


@pytest.mark.parametrize("owners", [1, 3])
def test_a_form_of_a_category_costs_the_same_for_one_owner_and_three(
    owners: int, admin_client: Client, django_user_model: Any, django_assert_num_queries: Any
) -> None:
    category = make_category()
    names = [f"owner{number}" for number in range(owners)]
    category.owners.set([django_user_model.objects.create_user(name) for name in names])
    address = f"/admin/roles/category/{category.pk}/change/"
    admin_client.get(address)  # the first page looks up a content type, and keeps it
    with django_assert_num_queries(4):
        page = admin_client.get(address)
    assert [name for name in names if name in page.content.decode()] == names
