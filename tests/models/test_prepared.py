"""A prepared queryset gives the rows that the same queryset gives, and is written once."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, models
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from roles.models import Category, Edition, Prepared, Slot
from tests.factories import make_category, make_live_role, make_role

pytestmark = pytest.mark.django_db

AT = Slot("at", models.DateTimeField())
NAMED = Prepared(
    Category.objects.filter(name__in=[Slot("names", models.CharField())]).order_by("name")
)


def names(*given: str) -> list[str]:
    return [category.name for category in NAMED.fetch(names=list(given))]


def test_rows_are_those_of_the_same_queryset_each_time() -> None:
    make_live_role("Analyst")
    make_live_role("Tester")
    make_role("Draft")
    live = Prepared(Edition.objects.live(AT).with_category().with_log_state(AT).order_by("pk"))
    before = Edition.objects.earliest("live_from").live_from - timedelta(seconds=1)
    for at in (timezone.now(), before):
        asked = Edition.objects.live(at).with_category().with_log_state(at).order_by("pk")
        assert [_shown(edition) for edition in live.fetch(at=at)] == [_shown(e) for e in asked]
    assert [edition.title for edition in live.fetch(at=timezone.now())] == ["Analyst", "Tester"]


def _shown(edition: Any) -> list[Any]:
    values = [getattr(edition, each.attname) for each in Edition._meta.concrete_fields]
    return [*values, edition.category.name, edition.log_position, edition.last_change]


def test_a_list_is_as_long_as_it_is() -> None:
    for name in ("a", "b", "c"):
        make_category(name)
    found = [names("b"), names(), names("a", "c"), names("a", "b", "c")]
    assert found == [["b"], [], ["a", "c"], ["a", "b", "c"]]


def test_sql_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    make_category("a")
    assert names("a") == ["a"]
    monkeypatch.delattr(SQLCompiler, "as_sql")
    assert names("a", "b") == ["a"]


def test_other_parameters_and_percent_signs_stay() -> None:
    made = [make_category(name) for name in ("a", "b")]
    number = Slot("number", models.BigIntegerField())
    named = Prepared(
        Category.objects.alias(rest=models.F("pk") % 1).filter(pk=number, rest=0, name="b")
    )
    assert named.fetch(number=made[1].pk) == [made[1]]
    assert named.fetch(number=made[0].pk) == []


def test_columns_and_unions_are_prepared_too(django_assert_num_queries: Any) -> None:
    make_category("a")
    make_category("b")
    first, second = (Slot(name, models.CharField()) for name in ("first", "second"))
    columns = Category.objects.order_by().values_list("name", "slug")
    either = Prepared(columns.filter(name=first).union(columns.filter(name=second), all=True))
    with django_assert_num_queries(1):
        assert sorted(either.fetch(first="b", second="a")) == [("a", "a"), ("b", "b")]


def test_a_slot_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="names"):
        NAMED.fetch()


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_over_its_own_connection() -> None:
    names("a")  # written by this thread
    asked: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    def ask() -> None:
        with connection.execute_wrapper(note):
            names("a")
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert len(asked) == 1
