from __future__ import annotations

import json
from collections.abc import Callable
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


def test_a_withdrawn_role_is_gone_and_says_so(client: Client) -> None:
    role = make_live_role("Tester", summary="summaryword")
    make_live_role("Developer")
    publishing.withdraw(role=role, by=publishing.OPERATOR)
    response = client.get("/jobs/engineering/tester")
    page = read(response)
    assert response.status_code == 410
    assert page.headings[0] == ("h1", "Tester")
    assert b"summaryword" not in response.content
    assert page.links["/jobs/engineering"] == "Engineering"


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [("tester", 410, "Tester"), ("nobody", 404, "Not found"), ("sre", 404, "Not found")],
)
def test_a_form_that_is_not_to_be_had_says_so_in_its_own_kind(
    client: Client, follow: Callable[[], None], address: str, status: int, title: str
) -> None:
    role = make_live_role("Tester", summary="summaryword")
    for name in ("First", "Second"):
        make_live_role(name, also_called=("SRE",))
    publishing.withdraw(role=role, by=publishing.OPERATOR)
    follow()
    for form in ("txt", "md"):
        text = client.get(f"/jobs/engineering/{address}.{form}")
        assert (text.status_code, text.headers["Content-Type"]) == (
            status,
            "text/plain; charset=utf-8",
        )
        assert text.content.decode().splitlines()[0] == title
    problem = client.get(f"/jobs/engineering/{address}.json")
    body = json.loads(problem.content)
    assert (problem.status_code, problem.headers["Content-Type"]) == (
        status,
        "application/problem+json",
    )
    assert (body["title"], body["status"], sorted(body)) == (
        title,
        status,
        ["detail", "status", "title"],
    )
    assert b"summaryword" not in text.content + problem.content


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


SRE = "/jobs/software/site-reliability-engineer"


def make_sre() -> Role:
    software = make_category("Software")
    return make_live_role("Site Reliability Engineer", software, also_called=("DevOps", "SRE"))


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("/jobs/software/sre", f"{SRE}?looked_for=sre"),
        ("/jobs/software/sre?utm=a%20b", f"{SRE}?looked_for=sre&utm=a%20b"),
        ("/jobs/engineering/sre", f"{SRE}?looked_for=sre"),
        ("/jobs/nowhere/sre", f"{SRE}?looked_for=sre"),
        ("/jobs/software/sre.md", f"{SRE}.md"),
        ("/jobs/software/sre.json?a=b", f"{SRE}.json?a=b"),
    ],
)
def test_an_alternative_title_in_an_address_leads_to_its_role_for_now(
    client: Client, follow: Callable[[], None], asked: str, location: str
) -> None:
    make_sre()
    make_live_role("Tester", also_called=("SRE Assistant",))
    follow()
    response = client.get(asked)
    assert (response.status_code, response.headers["Location"]) == (302, location)
    assert client.get(location).status_code == 200


def test_the_role_of_the_same_category_comes_before_others_of_the_title(
    client: Client, follow: Callable[[], None]
) -> None:
    make_sre()
    make_live_role("Stock Returns Expert", make_category("Retail"), also_called=("SRE",))
    follow()
    assert client.get("/jobs/software/sre").headers["Location"] == f"{SRE}?looked_for=sre"
    assert client.get("/jobs/retail/sre").headers["Location"] == (
        "/jobs/retail/stock-returns-expert?looked_for=sre"
    )


def test_a_title_that_several_roles_have_shows_them_all(
    client: Client, follow: Callable[[], None]
) -> None:
    make_sre()
    make_live_role("Stock Returns Expert", make_category("Retail"), also_called=("SRE",))
    draft = make_role("Secretword", also_called=("SRE",))
    gone = make_live_role("Gone", also_called=("SRE",))
    publishing.withdraw(role=gone, by=publishing.OPERATOR)
    follow()
    response = client.get(f"/jobs/{draft.category.slug}/sre")
    page = read(response)
    assert response.status_code == 404
    assert page.headings[:2] == [
        ("h1", "There is no page here"),
        ("h2", "Several roles are also called this"),
    ]
    at = page.lines.index("Several roles are also called this")
    assert page.lines[at + 1 : at + 3] == [
        "Site Reliability Engineer Software",
        "Stock Returns Expert Retail",
    ]
    assert page.links[SRE] == "Site Reliability Engineer"
    assert b"Secretword" not in response.content
    assert b"Gone" not in response.content


def test_a_published_or_withdrawn_role_keeps_its_address_from_alternative_titles(
    client: Client, follow: Callable[[], None]
) -> None:
    role = make_live_role("Tester")
    make_live_role("Checker", also_called=("Tester",))
    follow()
    assert client.get("/jobs/engineering/tester").status_code == 200
    role.slug = "examiner"
    role.save()
    published(role, "Moved")
    follow()
    moved = client.get("/jobs/engineering/tester")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/jobs/engineering/examiner")
    publishing.withdraw(role=role, by=publishing.OPERATOR)
    follow()
    assert client.get("/jobs/engineering/tester").status_code == 410


def test_a_role_withdrawn_a_moment_ago_is_not_led_to(
    client: Client, follow: Callable[[], None]
) -> None:
    role = make_sre()
    follow()
    publishing.withdraw(role=role, by=publishing.OPERATOR)
    assert client.get("/jobs/software/sre").status_code == 404


def test_a_title_without_letters_draws_no_other_address(
    client: Client, follow: Callable[[], None]
) -> None:
    make_live_role("Tester", also_called=("☂",))
    follow()
    assert client.get("/jobs/nothing").status_code == 404
