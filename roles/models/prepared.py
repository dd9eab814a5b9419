"""Querysets whose SQL Django writes once.

For the queries of a role's page Django takes ten times as long to write them as a database takes to
answer. What they say stays a queryset, made of the same methods as every other one.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import connections
from django.db.models import Field, QuerySet, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")


class Slot(Value):
    """Stands in a queryset for the value that `Prepared.fetch` is given under this name.

    As the only element of the list of an `__in` it stands for all elements of a list.
    """

    def __init__(self, value: str, output_field: Field[Any, Any]) -> None:
        # The names Django gives the arguments of `Value`, because it tells slots apart by them.
        super().__init__(value, output_field=output_field)

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    def filled(self, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> list[Any]:
        """What is given for this slot, each value as the database's driver takes it."""
        given = values[self.value]
        each = given if isinstance(given, list) else [given]
        return [self.output_field.get_db_prep_value(value, connection) for value in each]


class Prepared(Generic[Row]):
    """A queryset with slots: its SQL is written at the first use, and kept."""

    def __init__(self, queryset: QuerySet[Any, Row]) -> None:
        self._queryset = queryset
        self._written: dict[str, tuple[SQLCompiler, str, tuple[Any, ...]]] = {}

    def fetch(self, **values: Any) -> list[Row]:
        """The rows of the queryset with these values in its slots, in one query.

        Raises:
            KeyError: when a slot has no value.
        """
        rows = self._queryset.all()
        connection = connections[rows.db]
        if rows.db not in self._written:
            self._written[rows.db] = self._write(rows)
        compiler, template, parameters = self._written[rows.db]
        filled = [
            parameter.filled(values, connection) if isinstance(parameter, Slot) else [parameter]
            for parameter in parameters
        ]
        marks = tuple(", ".join(["%s"] * len(each)) or "NULL" for each in filled)
        written = template % marks, tuple(value for each in filled for value in each)
        # Everything from here on is Django's own, from the cursor to the model's instances.
        bound = copy(compiler)
        bound.connection = connection
        bound.as_sql = lambda *_, **__: written  # type: ignore[method-assign]
        rows.query.get_compiler = lambda *_, **__: bound  # type: ignore[method-assign]
        return list(rows)

    def _write(self, rows: QuerySet[Any, Row]) -> tuple[SQLCompiler, str, tuple[Any, ...]]:
        compiler = rows.query.get_compiler(using=rows.db)
        sql, parameters = compiler.as_sql()
        return compiler, sql.replace("%%", "%%%%"), parameters
