"""What an editor's pages cost among many roles, users, editions and revisions.

Figures of 10,000 roles with 50 editions each are in docs/lists.md; queries and bytes show here.
"""

from __future__ import annotations

from copy import copy
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roles.models import FAR_FUTURE, Edition, Revision, Role
from tests.budgets.test_admin import make_full_role
from tests.factories import make_category

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
MOST_BYTES = 100_000

ROLES, USERS, EDITIONS, CATEGORIES = 120, 200, 6, 30
TITLE = "Cutting, Punching, and Press Machine Setters, Operators, and Tenders, Metal and Plastic"
LIST = "/admin/roles/role/"
DAY = timedelta(days=1)

PAGES = {
    "desk": "/admin/",
    "list": LIST,
    "last page": f"{LIST}?p=3",
    "by last updated": f"{LIST}?o=3",
    "by last draft": f"{LIST}?o=-5",
    "search": f"{LIST}?q=punching+press+machine",
    "changed": f"{LIST}?state=changed",
    "my drafts": f"{LIST}?draft_by=editor",
    "scheduled": f"{LIST}?scheduled=60",
    "unchecked": f"{LIST}?unchecked=180",
    "published": f"{LIST}?published=30",
    "published by me": f"{LIST}?published_by=editor",
    "everything": f"{LIST}?state=live&unchecked=never&published=30&q=punching&o=5.-4.3.1",
    "form": LIST + "{role}/change/",
    "new role": f"{LIST}add/",
}


@pytest.fixture
def editor(client: Client) -> Client:
    """Signed in as one who has permissions by a group and nothing else."""
    user = User.objects.create_user("editor", is_staff=True)
    group = Group.objects.create(name="Writing")
    group.permissions.set(Permission.objects.filter(content_type__app_label="roles"))
    user.groups.add(group)
    client.force_login(user)
    return client


@pytest.fixture
def role() -> Role:
    """One role with as many FAQs and related roles as a long one has, among many."""
    role = make_full_role(8)
    first_user = User.objects.order_by("-pk").first()
    users = User.objects.bulk_create(
        User(username=f"{number} a user with a name of some length") for number in range(USERS)
    )
    authors = [user for user in (first_user, *users) if user]
    categories = [make_category(f"Category with a name {number}") for number in range(CATEGORIES)]
    roles = Role.objects.bulk_create(
        Role(title=f"{TITLE} {n}", slug=f"role-{n}", category=categories[n % CATEGORIES])
        for n in range(ROLES)
    )
    like = role.editions.get()
    revisions = Revision.objects.bulk_create(
        Revision(
            role=each,
            number=number,
            payload=like.payload,
            digest=f"{each.pk}-{number}",
            created_by=authors[(n + number) % 7],
        )
        for n, each in enumerate(roles)
        for number in range(1, EDITIONS + 1)
    )
    Edition.objects.bulk_create(
        _edition(like, revision, begin, end, authors[n % 5])
        for n, revision in enumerate(revisions)
        for begin, end in [_range(n // EDITIONS, revision.number)]
    )
    Role.objects.all().note_unpublished(timezone.now())
    return role


def _range(n: int, number: int) -> tuple[datetime, datetime]:
    """One edition after the other; of every fifth role the last is still to come."""
    start = timezone.now() - (EDITIONS - 1 if n % 5 == 0 else EDITIONS) * DAY - timedelta(seconds=9)
    begin = start + (number - 1) * DAY + (timedelta(minutes=1) if n % 5 == 0 else 0 * DAY)
    return begin, FAR_FUTURE if number == EDITIONS else begin + DAY


def _edition(
    like: Edition, revision: Revision, begin: datetime, end: datetime, by: User
) -> Edition:
    edition = copy(like)
    edition.pk = None
    edition.role, edition.category = revision.role, revision.role.category
    edition.revision, edition.number = revision, revision.number
    is_older = revision.role_id % 5 == 1 and revision.number == EDITIONS
    edition.digest = "older" if is_older else revision.digest
    edition.slug, edition.title = revision.role.slug, revision.role.title
    edition.live_from, edition.live_until, edition.created_by = begin, end, by
    edition.published = edition.updated = begin
    return edition


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_few_queries_and_bytes_among_many_rows(
    name: str, editor: Client, role: Role
) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = editor.get(PAGES[name].format(role=role.pk))
    assert response.status_code == 200
    assert len(queries) <= MOST_QUERIES, [query["sql"][:150] for query in queries]
    assert len(response.content) <= MOST_BYTES


@pytest.mark.parametrize("name", ["changed", "unchecked"])
def test_roles_are_found_without_reading_an_edition_or_a_revision(
    name: str, editor: Client, role: Role
) -> None:
    with CaptureQueriesContext(connection) as queries:
        editor.get(PAGES[name])
    (count,) = (query["sql"] for query in queries if "COUNT(" in query["sql"])
    plan = _plan(count)
    assert [step for step in plan if step_reads_rows(step)] == [], "\n".join(plan)


def step_reads_rows(step: str) -> bool:
    of_large_rows = (
        "edition" in step or "revision" in step or step.startswith(("SEARCH U", "SCAN U"))
    )
    is_reading = "Scan" in step or step.startswith(("SEARCH", "SCAN"))
    return of_large_rows and is_reading and "Index Only" not in step and "COVERING" not in step


def _plan(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}".replace("%", "%%"), [])
            return [row[3] for row in cursor.fetchall()]
        # Small tables are read whole unless that is made dear.
        for dear in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{dear} = off")
        cursor.execute(f"EXPLAIN {sql}".replace("%", "%%"), [])
        return [row[0].strip(" ->") for row in cursor.fetchall()]
