"""The pages that say whose a category is and who may publish, for people who are no superusers."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from playwright.sync_api import Page, expect

from roles import drafting
from roles.models import Role
from tests.factories import make_category, make_live_role

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = {
    "category": "/admin/roles/category/{category}/change/",
    "category, no owner": "/admin/roles/category/{closed}/change/",
    "categories": "/admin/roles/category/",
    "not yours": "/admin/roles/role/{closed_role}/change/",
    "a rename": "/admin/roles/role/{role}/publish",
    "user": "/admin/auth/user/{anna}/change/",
    "users": "/admin/auth/user/",
}


@pytest.fixture
def named() -> dict[str, int]:
    """The site's rows by name: a renamed draft, a category of somebody else, and its role."""
    anna, bea = (User.objects.create_user(name, is_staff=True) for name in ("anna", "bea"))
    for person in (anna, bea):
        person.groups.set(Group.objects.exclude(name__in=["Fact-checker", "Publisher"]))
    Group.objects.get(name="Operator").permissions.remove(
        *Group.objects.get(name="Operator").permissions.filter(codename="enter_any_category")
    )
    anna.user_permissions.set(Permission.objects.filter(codename="change_category"))
    role = make_live_role("Analyst")
    Role.objects.filter(pk=role.pk).update(slug="data-analyst")
    drafting.save_revision(role, by=bea)
    closed = make_live_role("Nurse", make_category("Health"))
    closed.category.owners.add(bea)
    role.category.owners.add(anna)
    return {
        "anna": anna.pk,
        "role": role.pk,
        "category": role.category_id,
        "closed": closed.category_id,
        "closed_role": closed.pk,
    }


@pytest.fixture
def anna_page(named: dict[str, int], page: Page, live_server: Any) -> Page:
    """A browser in which anna is signed in: an Author, Editor and Operator."""
    client = Client()
    client.force_login(User.objects.get(pk=named["anna"]))
    cookie = next(iter(client.cookies.values()))
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_the_policy_fits_a_phone_and_is_accessible(
    name: str, anna_page: Page, named: dict[str, int], live_server: Any, faults_of: Any
) -> None:
    said: list[str] = []
    anna_page.on("console", lambda message: said.append(message.text))
    anna_page.set_viewport_size({"width": 390, "height": 800})
    anna_page.goto(f"{live_server.url}{PAGES[name].format(**named)}")
    assert anna_page.evaluate("document.documentElement.scrollWidth") == 390
    anna_page.set_viewport_size({"width": 1280, "height": 900})
    assert [text for text in said if "Security Policy" in text] == []
    assert faults_of(anna_page) == []


def test_owners_are_typed_by_name(anna_page: Page, named: dict[str, int], live_server: Any) -> None:
    anna_page.goto(f"{live_server.url}{PAGES['category'].format(**named)}")
    anna_page.get_by_label("Owners:").fill("anna, bea")
    anna_page.get_by_role("button", name="Save", exact=True).click()
    expect(anna_page.get_by_role("row").filter(has_text="Engineering")).to_contain_text("anna, bea")
