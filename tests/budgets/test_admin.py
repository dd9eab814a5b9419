"""Queries of each admin page: as many for three rows as for one, and few."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
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
    "/admin/roles/category/": 4,
    "/admin/roles/factkind/": 4,
    "/admin/roles/edition/": 4,
    "/admin/roles/revision/": 4,
    "/admin/roles/redirect/": 4,
    "/admin/roles/logentry/": 4,
    "/admin/taggit/tag/": 4,
}
FORM = 12
PREVIEW_OF_FORM = 33


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
    assert len(response.context["cl"].result_list) >= rows


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
