"""Who may do what, in which state of a role, at every address of the admin: one table.

A new address of the admin needs a row for GET and one for POST; a test names those without.
Nobody's request is kept, so that each person meets the same site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, resolve
from django.utils import timezone
from zeal import zeal_ignore

from roles import drafting, groups, publishing
from roles.models import Category, Edition, FactKind, LogEntry, Redirect, Revision, Role, Tag
from roles.publishing import OPERATOR
from tests.admin.browser import fields_of
from tests.factories import make_live_role, make_role, published

pytestmark = pytest.mark.django_db

# The columns: somebody who is not signed in, somebody without a group, one of each group in their
# order, a superuser. "in" is the way to the page where one signs in.
PERSONS = ("nobody", "newcomer", *groups.STANDARD, "superuser")
STATES = ("draft", "live", "scheduled", "withdrawn")

# What a row posts, by the name after its address; the page's own form, as it is, is ":form", or
# ":confirm" where it asks for confirmation.
DATA: dict[str, dict[str, Any]] = {
    "": {},
    "update": {"kind": "update", "change_note": "New", "when": "now", "later": "keep"},
    "correction": {"kind": "correction", "change_note": "", "when": "now", "later": "keep"},
    "later": {"kind": "update", "change_note": "New", "when": "later", "at": "2126-03-03T09:30"}
    | {"later": "keep"},
    "yes": {"post": "yes"},
    "pasted": {"html": "<p>Words", "section": "prose"},
}

TABLE = Path(__file__).with_name("permissions.txt")


class Row(NamedTuple):
    method: str
    address: str
    data: str
    state: str
    expected: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.address} {self.data} {self.state}"


def rows() -> Iterator[Row]:
    for line in TABLE.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        methods, address, states, *expected = line.split()
        address, _, data = address.partition(":")
        answers = dict(zip(PERSONS, expected, strict=True))
        for method in ("GET", "POST") if methods == "both" else (methods,):
            for state in STATES if states == "every" else states.split(","):
                yield Row(method, address, data, state, answers)


ROWS = list(rows())


# --- The site and its people ------------------------------------------------------------------


def role_in(state: str) -> Role:
    """A role in this state, whose newest draft differs from what visitors see, if they see any."""
    if state in ("draft", "scheduled"):
        role = make_role("Analyst", tags=("sql",))
        if state == "scheduled":
            soon = timezone.now() + timedelta(days=1)
            publishing.schedule(role=role, by=OPERATOR, at=soon)
    else:
        role = make_live_role("Analyst", tags=("sql",))
        edit(role, "Once more.")
        published(role, "More")
        if state == "withdrawn":
            publishing.withdraw(role=role, by=OPERATOR)
    edit(role, "Not seen yet.")
    return role


def edit(role: Role, summary: str) -> None:
    Role.objects.filter(pk=role.pk).update(summary=summary)
    drafting.save_revision(role, by=None)


@pytest.fixture(autouse=True)
def many_requests() -> Iterator[None]:
    """Requests of several people in one test look like queries repeated in a loop."""
    with zeal_ignore():
        yield


@pytest.fixture
def persons() -> dict[str, User | None]:
    found: dict[str, User | None] = {"nobody": None}
    for name in PERSONS[1:-1]:
        found[name] = User.objects.create(username=name, is_staff=True)
    for group in groups.STANDARD:
        found[group].groups.set([Group.objects.get(name=group)])  # type: ignore[union-attr]
    found["superuser"] = User.objects.create_superuser("superuser")
    return found


def places(role: Role) -> dict[str, Any]:
    """What stands for the names in braces."""
    first, newest = role.editions.order_by("number").first(), role.editions.first()
    page = Redirect.objects.filter(role=role).first()
    entry, head = LogEntry.objects.first(), role.head
    return {
        "role": role.pk,
        "path": role.path,
        "edition": newest.pk if newest else 0,
        "former": first.pk if first else 0,
        "revision": head.pk if head else 0,
        "redirect": page.pk if page else 0,
        "entry": entry.pk if entry else 0,
        "kept": 0,
        "category": role.category_id,
        "kind": FactKind.objects.all()[0].pk,
        "tag": Tag.objects.get().pk,
        "user": User.objects.get(username="newcomer").pk,
        "chief": User.objects.get(username="superuser").pk,
        "group": Group.objects.all()[0].pk,
        "type": ContentType.objects.get_for_model(Edition).pk,
        "roles": "app_label=roles&model_name=relatedrole&field_name=target",
        "users": "app_label=roles&model_name=category&field_name=owners",
    }


def everything() -> list[Any]:
    models = (Role, Revision, Edition, Redirect, LogEntry, Category, FactKind, Tag, Group)
    rows = [list(model._default_manager.order_by("pk").values()) for model in models]
    users = User.objects.order_by("pk").values("username", "password", "is_superuser", "is_staff")
    return [*rows, list(users)]


@contextmanager
def never_happened() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def signed_in(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(User.objects.get(pk=user.pk))
    return client


def status(response: Any) -> str:
    to_login = response.status_code == 302 and response["Location"].startswith("/admin/login/")
    return "in" if to_login else str(response.status_code)


def sent(row: Row, address: str, chief: Client) -> dict[str, Any]:
    if row.data == "confirm":
        return fields_of(chief.get(address), "confirm_form")
    if row.data == "form":
        return fields_of(chief.get(address), f"{resolve(address).url_name.split('_')[1]}_form")
    return DATA[row.data]


def links(client: Client, address: str) -> set[str]:
    """Where the page leads to within the admin."""
    page = client.get(address).content.decode()
    return {unescape(href) for href in re.findall(r'href="(/admin/[^"]*)"', page)}


# --- The table ---------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_is_answered_as_the_table_says(row: Row, persons: dict[str, User | None]) -> None:
    address = row.address.format(**places(role_in(row.state)))
    data = sent(row, address, signed_in(persons["superuser"]))
    answers, before = {}, everything()
    for name, user in persons.items():
        with never_happened():
            answers[name] = status(getattr(signed_in(user), row.method.lower())(address, data))
            if row.method == "GET" or answers[name] != "302":
                assert everything() == before, f"{name} changed something"
    assert answers == row.expected


def routes(patterns: list[Any], before: str) -> Iterator[str]:
    """As `resolve(address).route` spells them."""
    for pattern in patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_address_of_the_admin_is_forgotten(method: str) -> None:
    numbers = dict.fromkeys(
        (
            *("role", "edition", "former", "revision", "redirect", "entry", "category", "kind"),
            *("tag", "user", "chief", "group", "type", "kept"),
        ),
        1,
    )
    texts = {"path": "a/b", "roles": "", "users": ""}
    tested = {
        resolve(row.address.format(**texts, **numbers).partition("?")[0]).route
        for row in ROWS
        if row.method == method
    }
    assert sorted(set(routes(admin.site.get_urls(), "admin/")) - tested) == []


# --- What is hidden is what is refused ---------------------------------------------------------

# Where a link stands, and in which states it would do something.
BUTTONS = {
    ("/admin/roles/role/", "/admin/roles/role/add/"): STATES,
    ("/admin/roles/role/{role}/change/", "/admin/roles/role/{role}/preview"): STATES,
    ("/admin/roles/role/{role}/change/", "/admin/roles/role/{role}/publish"): STATES,
    ("/admin/roles/role/{role}/change/", "/admin/roles/role/{role}/withdraw"): ("live",),
    ("/admin/roles/role/{role}/change/", "/admin/roles/role/{role}/check"): ("live",),
    ("/admin/roles/role/{role}/change/", "/admin/roles/role/{role}/delete/"): STATES,
    ("/admin/roles/edition/{former}/change/", "/admin/roles/edition/{former}/restore"): (
        "live",
        "withdrawn",
    ),
    ("/admin/roles/edition/{edition}/change/", "/admin/roles/edition/{edition}/cancel"): (
        "scheduled",
    ),
    ("/admin/roles/category/", "/admin/roles/category/add/"): ("live",),
    ("/admin/roles/factkind/", "/admin/roles/factkind/add/"): ("live",),
    ("/admin/taggit/tag/", "/admin/taggit/tag/add/"): ("live",),
}
FORMS = ("roles/role/{role}", "roles/category/{category}", "taggit/tag/{tag}")


@pytest.mark.parametrize("state", STATES)
def test_a_page_links_to_what_is_open_and_to_nothing_else(
    state: str, persons: dict[str, User | None]
) -> None:
    named = places(role_in(state))
    shown, opened = {}, {}
    for name in PERSONS[2:]:
        client = signed_in(persons[name])
        pages = {page for (page, _), states in BUTTONS.items() if state in states}
        found = {page: links(client, page.format(**named)) for page in pages}
        for (page, target), states in BUTTONS.items():
            if state in states:
                address = target.format(**named)
                shown[name, target] = address in found[page]
                opened[name, target] = client.get(address).status_code == 200
    assert shown == opened
    assert set(shown.values()) == {True, False}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_has_a_button_to_save_for_whom_it_saves(
    form: str, persons: dict[str, User | None]
) -> None:
    address = f"/admin/{form}/change/".format(**places(role_in("live")))
    shown, saved = {}, {}
    for name in PERSONS[2:]:
        client = signed_in(persons[name])
        shown[name] = 'name="_save"' in client.get(address).content.decode()
        saved[name] = client.post(address, {}).status_code != 403
    assert shown == saved
    assert set(shown.values()) == {True, False}


@pytest.mark.parametrize("name", PERSONS[1:])
def test_every_link_that_a_person_finds_opens(name: str, persons: dict[str, User | None]) -> None:
    role_in("live")
    client = signed_in(persons[name])
    waiting, seen, closed = ["/admin/"], {"/admin/"}, {}
    while waiting:
        page = waiting.pop()
        if (answer := client.get(page).status_code) not in (200, 302):
            closed[page] = answer
        # Sorting and filtering lead to the same list again.
        found = {link for link in links(client, page) if "?" not in link or "role__id" in link}
        waiting += sorted(found - seen)
        seen |= found
    assert closed == {}
    assert len(seen) > (15 if name != "newcomer" else 1)


# --- Categories that have owners -----------------------------------------------------------------

OF_A_ROLE = re.compile(r"^/admin/.*\{(role|edition|former|revision|redirect|entry)\}")
SCOPED = [
    row
    for row in ROWS
    # Django's old addresses of a form only lead to the new one.
    if OF_A_ROLE.search(row.address) and set(row.expected.values()) != {"in", "302"}
    if row.state == "live"
]


@pytest.fixture
def able(persons: dict[str, User | None]) -> User:
    """Somebody who may do everything but enter any category."""
    user: User = User.objects.create(username="able", is_staff=True)
    user.user_permissions.set(Permission.objects.exclude(codename="enter_any_category"))
    return user


@pytest.mark.parametrize("row", SCOPED, ids=str)
def test_every_address_of_a_role_is_for_the_owners_of_its_category(
    row: Row, able: User, persons: dict[str, User | None]
) -> None:
    role = role_in(row.state)
    address = row.address.format(**places(role))
    data = sent(row, address, signed_in(persons["superuser"]))
    role.category.owners.set([User.objects.get(username="newcomer")])
    before = everything()
    with never_happened():
        answer = status(getattr(signed_in(able), row.method.lower())(address, data))
        assert answer == ("405" if row.expected["superuser"] == "405" else "403")
        assert everything() == before
    role.category.owners.add(able)
    with never_happened():
        answer = status(getattr(signed_in(able), row.method.lower())(address, data))
        assert answer == row.expected["superuser"]
