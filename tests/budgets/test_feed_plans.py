"""Feeds and sitemaps read by indexes, on either database; figures: docs/decisions/0011."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roles.models import Category, Tag
from roles.reading import updates
from roles.reading.sections import section, sections
from tests.factories import make_live_role

pytestmark = pytest.mark.django_db

# Of the indexes that begin with the role, PostgreSQL takes any while the table is small.
OF_A_ROLE = ("edition_by_role", "roles_edition_role_id", "edition_number_unique")
WHOLE = ("Seq Scan on roles_edition", "SCAN roles_edition\n", "TEMP B-TREE", "Sort")


def plans(read: Callable[[], Any], about: str) -> list[str]:
    """How the database answers each query of `read` that has these words."""
    with CaptureQueriesContext(connection) as queries:
        read()
    asked = [query["sql"] for query in queries if about in query["sql"]]
    assert asked
    return [_plan(sql) for sql in asked]


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}".replace("%", "%%"), [])
            return "".join(f"{row[3]}\n" for row in cursor.fetchall())
        # A table of one row is read whole, or sorted, unless that is made dear.
        for dear in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{dear} = off")
        cursor.execute(f"EXPLAIN {sql}".replace("%", "%%"), [])
        return "".join(f"{row[0]}\n" for row in cursor.fetchall())


def newest(**scope: Any) -> list[str]:
    return plans(lambda: updates.newest_updates(timezone.now(), **scope), "EXISTS")


@pytest.fixture(autouse=True)
def a_role() -> None:
    make_live_role("Tester", tags=("sql",))


def test_the_newest_updates_are_read_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "FREQUENT", 1)
    indexes = {
        "edition_by_updated": newest() + newest(tag=Tag.objects.get()),
        "edition_by_category_updated": newest(category=Category.objects.get()),
    }
    for index, found in indexes.items():
        for plan in found:
            assert index in plan
            assert [word for word in WHOLE if word in plan] == []


def test_a_section_of_the_sitemap_is_a_range_of_an_index() -> None:
    now = timezone.now()
    found = plans(lambda: section("roles", 1, now), "role_id")
    found += plans(lambda: sections(now), "EXISTS")[-1:]
    for plan in found:
        assert [name for name in OF_A_ROLE if name in plan] != []
        assert "Seq Scan on roles_edition" not in plan
