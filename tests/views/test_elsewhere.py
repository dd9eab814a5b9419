from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from roles import publishing
from roles.models import Role
from tests.factories import make_category, make_live_role, make_role, published
from tests.views.reader import read

pytestmark = pytest.mark.django_db


def moved_role() -> Role:
    """A live role that was at /jobs/old/first, and is at /jobs/new/third."""
    category = make_category("Old")
    role = make_live_role("Tester", category, slug="first")
    for number, slug in enumerate(("second", "third")):
        role.slug = slug
        role.save()
        published(role, f"Move {number}")
    category.slug = "new"
    category.save()
    return role


@pytest.mark.parametrize("form", ["", ".txt", ".md", ".json"])
@pytest.mark.parametrize("old", ["old/first", "old/second", "old/third"])
def test_every_old_address_leads_in_one_hop_to_the_same_form(
    client: Client, old: str, form: str
) -> None:
    moved_role()
    response = client.get(f"/jobs/{old}{form}?from=mail&q=%C3%A9")
    assert response.status_code == 301
    target = f"/jobs/new/third{form}?from=mail&q=%C3%A9"
    assert response.headers["Location"] == target
    assert client.get(target).status_code == 200


def test_an_old_category_leads_to_the_new_one(client: Client) -> None:
    moved_role()
    response = client.get("/jobs/old?letter=T")
    assert (response.status_code, response.headers["Location"]) == (301, "/jobs/new?letter=T")


@pytest.mark.parametrize(
    ("slashed", "plain"),
    [
        ("/jobs/", "/jobs"),
        ("/jobs//", "/jobs"),
        ("/search/?q=a%20b&q=c", "/search?q=a%20b&q=c"),
        ("/jobs/engineering/tester.json/", "/jobs/engineering/tester.json"),
        ("/jobs/%D0%B4/", "/jobs/%D0%B4"),
        ("/a%3Fb%23c%0Ad/", "/a%3Fb%23c%0Ad"),
    ],
)
def test_the_slash_form_leads_to_the_one_without(client: Client, slashed: str, plain: str) -> None:
    response = client.get(slashed)
    assert (response.status_code, response.headers["Location"]) == (301, plain)


@pytest.mark.parametrize("address", ["//evil.example/", "//evil.example/%2F/", "/%5Cevil.example/"])
def test_no_address_leads_to_another_site(client: Client, address: str) -> None:
    location = client.get("/", PATH_INFO=address.replace("%5C", "\\")).headers["Location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


@pytest.mark.parametrize("form", ["", ".txt", ".md", ".json"])
def test_a_withdrawn_role_is_gone_and_says_so(client: Client, form: str) -> None:
    role = make_live_role("Tester", summary="summaryword")
    make_live_role("Developer")
    publishing.withdraw(role=role, by=publishing.OPERATOR)
    response = client.get(f"/jobs/engineering/tester{form}")
    page = read(response)
    assert response.status_code == 410
    assert page.headings[0] == ("h1", "Tester")
    assert b"summaryword" not in response.content
    assert page.links["/jobs/engineering"] == "Engineering"


def test_a_category_without_live_roles_is_gone(client: Client) -> None:
    role = make_live_role("Tester")
    publishing.withdraw(role=role, by=publishing.OPERATOR)
    response = client.get("/jobs/engineering")
    assert (response.status_code, read(response).headings[0]) == (410, ("h1", "Engineering"))


def test_a_scheduled_role_is_not_found_and_not_named(client: Client) -> None:
    role = make_role("Secretword")
    tomorrow = timezone.now() + timedelta(days=1)
    publishing.schedule(role=role, by=publishing.OPERATOR, at=tomorrow)
    for address in ("/jobs/engineering/secretword", "/jobs/engineering", "/jobs", "/"):
        response = client.get(address)
        assert b"Secretword" not in response.content
    assert client.get("/jobs/engineering/secretword").status_code == 404
