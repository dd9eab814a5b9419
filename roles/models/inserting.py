from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, models


def insert_all(rows: Sequence[models.Model]) -> None:
    """Inserts new rows of one model, many in one statement, and gives each its id."""
    if not rows:
        return
    manager = type(rows[0])._base_manager
    if connection.features.can_return_rows_from_bulk_insert:
        manager.bulk_create(rows)
    else:  # SQLite before 3.35 does not tell the ids of several rows
        for row in rows:
            row.save(force_insert=True)
