import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from roles.models import Edition, Role
from tests.factories import make_category, make_live_role

pytestmark = pytest.mark.django_db

ROLES = "/admin/roles/role/"
EDITIONS = "/admin/roles/edition/"
NUMBER = 26
ROW = re.compile(r'<th class="field-\w+"><a href="([^"?]+)')


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("editor"))
    return client


@pytest.fixture
def many_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three pages: some roles are live, the others drafts, and titles repeat."""
    monkeypatch.setattr("roles.admin.role.RoleAdmin.list_per_page", 10)
    monkeypatch.setattr("roles.admin.history.EditionAdmin.list_per_page", 2)
    category = make_category()
    for number in range(5):
        make_live_role(f"Role {number}", category)
    Role.objects.bulk_create(
        Role(title=f"Role {number % 8}", slug=f"draft-{number}", category=category)
        for number in range(NUMBER - 5)
    )


def rows(client: Client, address: str) -> list[str]:
    return ROW.findall(client.get(address).content.decode())


@pytest.mark.parametrize("order", ["", "1", "-1", "3", "-3", "4.-1", "-5"])
def test_pages_of_roles_follow_each_other_in_every_order(
    order: str, editor: Client, many_roles: None
) -> None:
    query = f"o={order}&" if order else ""
    pages = [rows(editor, f"{ROLES}?{query}p={page}") for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [10, 10, 6]
    assert [row for page in pages for row in page] == rows(editor, f"{ROLES}?{query}all=")


def test_a_list_shown_whole_stays_whole_on_a_later_page(editor: Client, many_roles: None) -> None:
    assert len(rows(editor, f"{ROLES}?all=&p=3")) == NUMBER


@pytest.mark.parametrize("query", ["p=2", "p=0", "p=99", "all=&p=99", "p=nonsense"])
@pytest.mark.parametrize("address", [ROLES, EDITIONS])
def test_a_list_of_one_page_is_shown_whatever_page_is_asked_for(
    editor: Client, address: str, query: str
) -> None:
    make_live_role()
    assert len(rows(editor, f"{address}?{query}")) == 1


def test_the_last_page_is_found_from_the_end(editor: Client, many_roles: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert len(rows(editor, f"{ROLES}?p=3")) == 6
    sql = " ".join(query["sql"] for query in queries)
    assert "LIMIT 6" in sql
    assert "OFFSET" not in sql


def test_the_last_page_of_editions_ends_with_the_oldest(editor: Client, many_roles: None) -> None:
    in_order = Edition.objects.order_by("-live_from", "-pk").values_list("pk", flat=True)
    shown = [row for page in (1, 2, 3) for row in rows(editor, f"{EDITIONS}?p={page}")]
    assert shown == [f"/admin/roles/edition/{pk}/change/" for pk in in_order]
