"""The blocks of the desk find their first roles in an index, whatever else there is."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection

from roles.admin import desk, states
from roles.models import Role
from tests.budgets.test_list_plans import Queries, plan
from tests.factories import make_live_role, make_role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("heading", "index"),
    [
        ("Unpublished changes", "role_by_unpublished_draft"),
        ("Checked longest ago", "edition_by_check"),
        ("Recently published", "edition_by_live_from"),
    ],
)
def test_a_block_is_read_in_order_from_its_index(heading: str, index: str) -> None:
    make_live_role("Live")
    make_role("Draft")
    if connection.vendor == "postgresql":
        # Small tables are read whole unless that is made dear.
        with connection.cursor() as cursor:
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    roles = states.with_admin_columns(Role.objects.all())
    with Queries() as queries:
        desk.filled(User(username="editor", pk=1), roles)
    block = next(n for n, each in enumerate(desk.BLOCKS) if each.heading == heading)
    steps = plan(*queries.made[block])
    assert [step for step in steps if index in step], "\n".join(steps)
    assert [step for step in steps if sorts_all(step)] == [], "\n".join(steps)


def sorts_all(step: str) -> bool:
    """Rather than what is alike in the index's order, which both databases say otherwise."""
    return "USE TEMP B-TREE FOR ORDER BY" in step or step.strip(" ->").startswith("Sort  (")
