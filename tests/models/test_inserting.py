"""Rows inserted together know their ids, whatever the database tells of them."""

from __future__ import annotations

import pytest
from django.db import connection

from roles.models import Category, insert_all

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("tells", [True, False])
def test_every_row_has_its_id(monkeypatch: pytest.MonkeyPatch, tells: bool) -> None:
    monkeypatch.setattr(type(connection.features), "can_return_rows_from_bulk_insert", tells)
    categories = [Category(name=name, slug=name) for name in ("one", "two")]
    insert_all(categories)
    found = Category.objects.order_by("pk").values_list("pk", "name")
    assert list(found) == [(each.pk, each.name) for each in categories]


def test_nothing_is_inserted_of_nothing(django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(0):
        insert_all([])
