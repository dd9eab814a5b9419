"""Every list reads its own index, in the list's order, on either database (docs/lists.md)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from copy import copy
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from roles import reading
from roles.enums import AiImpact, EducationLevel, ExperienceBand, Order
from roles.facets import Chosen
from roles.models import Edition, ListPosition, Role
from tests.factories import make_category, make_live_role

pytestmark = pytest.mark.django_db

FILTERS = {
    "education": EducationLevel.MASTER,
    "experience": ExperienceBand.LONG,
    "ai_impact": AiImpact.MIXED,
}


@pytest.mark.usefixtures("dear_but_by_index")
@pytest.mark.parametrize("is_deep", [False, True])
@pytest.mark.parametrize(
    ("order", "chosen", "index"),
    [
        (Order.TITLE, {}, "edition_a_to_z"),
        (Order.TITLE, {"letter": "N"}, "edition_a_to_z"),
        (Order.TITLE, FILTERS, "edition_a_to_z"),
        (Order.TITLE, {"category": 1}, "edition_by_category"),
        (Order.TITLE, {"category": 1, "letter": "N"}, "edition_by_category"),
        (Order.TITLE, {"category": 1, **FILTERS}, "edition_by_category"),
        (Order.UPDATED, {}, "edition_by_updated"),
        (Order.UPDATED, FILTERS, "edition_by_updated"),
        (Order.UPDATED, {"category": 1}, "edition_by_category_updated"),
        (Order.UPDATED, {"category": 1, **FILTERS}, "edition_by_category_updated"),
    ],
)
def test_a_list_is_read_in_order_from_its_index(
    order: Order, chosen: dict[str, Any], index: str, is_deep: bool
) -> None:
    edition = make_live_role("Nurse").editions.get()
    choice = Chosen(**chosen)
    after = str(ListPosition.of(edition, order, choice.letter)) if is_deep else ""
    rows = reading.live_roles(timezone.now()).matching(choice)
    with Queries() as queries:
        reading.role_list(rows, order, letter=choice.letter, after=after)
    assert len(queries.made) == 1 + is_deep
    for sql, params in queries.made:
        assert reads(plan(sql, params)) == [index]


@pytest.mark.usefixtures("many_editions")
@pytest.mark.django_db(transaction=True)  # only a table whose rows are committed can be vacuumed
class TestAmongManyEditions:
    """Where no order or limit leads to an index, its cost does: of one row all cost the same."""

    def test_a_role_is_found_by_its_address_index(self) -> None:
        rows = Edition.objects.live(timezone.now()).at_address("category-7", "nurse-7")
        with Queries() as queries:
            list(rows.for_list())
        assert reads(plan(*queries.made[0])) == ["edition_by_address"]

    def test_roles_of_categories_are_counted_in_their_index(self) -> None:
        with Queries() as queries:
            list(reading.categories(timezone.now()))
        assert set(reads(plan(*queries.made[0]))) <= COUNTING

    def test_the_recently_updated_are_read_in_order_from_their_index(self) -> None:
        with Queries() as queries:
            reading.recently_updated(timezone.now())
        assert set(reads(plan(*queries.made[0]))) == {"edition_by_updated"}

    def test_the_next_moment_is_found_in_two_indexes(self) -> None:
        with Queries() as queries:
            reading.next_moment(timezone.now())
        found = [reads(plan(sql, params)) for sql, params in queries.made]
        assert found == [["edition_by_live_from"], ["edition_by_live_until"]]


@pytest.fixture
def many_editions() -> Iterator[None]:
    edition = make_live_role("Nurse").editions.get()
    categories = [make_category(f"Category {number}") for number in range(20)]
    roles = Role.objects.bulk_create(
        Role(title="Nurse", slug=f"nurse-{number}", category=category)
        for number, category in enumerate(categories * 100)
    )
    Edition.objects.bulk_create(edition_of(role, like=edition) for role in roles)
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if is_sqlite else "VACUUM ANALYZE roles_edition, roles_category")
        yield
        if is_sqlite:  # flushing leaves the statistics, and later tests would be planned with them
            cursor.execute("DELETE FROM sqlite_stat1")
            cursor.execute("ANALYZE sqlite_master")


def edition_of(role: Role, *, like: Edition) -> Edition:
    edition = copy(like)
    edition.pk, edition.role, edition.category, edition.slug = None, role, role.category, role.slug
    return edition


@pytest.fixture
def dear_but_by_index() -> None:
    """Makes PostgreSQL plan for one row as for many: it would be read whole, or sorted."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")


# Whichever of a category's indexes the planner takes, no row is fetched to be counted.
COUNTING = {"edition_live_by_category", "edition_by_category", "edition_by_category_updated"}


class Queries(AbstractContextManager["Queries"]):
    """The queries made inside, with their parameters."""

    def __init__(self) -> None:
        self.made: list[tuple[str, Any]] = []
        self.wrapper = connection.execute_wrapper(self.note)

    def __enter__(self) -> Queries:
        self.wrapper.__enter__()
        return self

    def __exit__(self, *exception: Any) -> None:
        self.wrapper.__exit__(*exception)

    def note(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.made.append((sql, params))
        return execute(sql, params, many, context)


def plan(sql: str, params: Any) -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            return [row[3] for row in cursor.fetchall()]
        cursor.execute(f"EXPLAIN {sql}", params)
        return [row[0] for row in cursor.fetchall()]


def reads(steps: list[str]) -> list[str]:
    """The indexes of editions that a plan reads, by other ways than an edition's id."""
    names = {index.name for index in Edition._meta.indexes}
    assert not [step for step in steps if "Seq Scan on roles_edition" in step]
    # PostgreSQL: what a page is cut from. With sorting dear, a few rows come sorted from an index.
    limit = next((place for place, step in enumerate(steps) if "Limit" in step), 0)
    return [word for step in steps[limit:] for word in step.split() if word in names]
