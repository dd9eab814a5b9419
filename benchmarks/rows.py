"""Rows as a database stores them, and the quickest way to insert many of them.

Model objects and `bulk_create` take several times as long as the database itself: every value goes
through its field again, although most are the same in all copies of a row.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.color import no_style
from django.db import connection, models

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# What each column holds, by the name of the field's attribute, such as `role_id`.
Row = dict[str, Any]


def stored(model: type[models.Model], values: Mapping[str, Any]) -> Row:
    """These values as the columns of the model hold them; JSON is written out once, as text."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: _stored(fields[name], value) for name, value in values.items()}


def _stored(field: Any, value: Any) -> Any:
    if isinstance(field, models.JSONField):
        return None if value is None else json.dumps(value)
    return field.get_db_prep_save(value, connection)


def insert(model: type[models.Model], rows: Iterable[Row]) -> None:
    """Inserts rows of `stored` values, all with the same names; ids that are left out are given."""
    rows = iter(rows)
    if (first := next(rows, None)) is None:
        return
    fields: dict[str, Any] = {field.attname: field for field in model._meta.concrete_fields}
    columns = ", ".join(connection.ops.quote_name(fields[name].column) for name in first)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                copy.write(_line(first))
                for row in rows:
                    copy.write(_line(row))
        else:
            marks = ", ".join(["%s"] * len(first))
            statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
            cursor.executemany(statement, [tuple(row.values()) for row in [first, *rows]])


def _line(row: Row) -> str:
    """A row in the text format of PostgreSQL's COPY."""
    return "\t".join(map(_text, row.values())) + "\n"


def _text(value: Any) -> str:
    if value is None:
        return r"\N"
    text = str(value).replace("\\", "\\\\")
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def next_id(model: type[models.Model]) -> int:
    last: int | None = model._base_manager.aggregate(last=models.Max("pk"))["last"]
    return (last or 0) + 1


def go_on_after(*inserted: type[models.Model]) -> None:
    """Lets the database give the ids that follow those which were written."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), inserted):
            cursor.execute(statement)
