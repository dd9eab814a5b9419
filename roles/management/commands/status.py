"""What `/readyz` says, for people."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError

from roles import following, indexnow, search

_MISSING = {
    search.SearchIndex.name: (
        "missing; a running server builds it, and so does: manage.py rebuild_search"
    ),
    indexnow.IndexNow.name: "not begun; a running server begins at the end of the log",
}


class Command(BaseCommand):
    help = (
        "Tells whether the database answers and is up to date, and how far the search index and, "
        "where it is on, IndexNow have followed the publication log. Exit code 1 when the site "
        "cannot be served."
    )
    # It has to answer on a site that is not set up yet.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        state = following.state()
        if not state.database_answers:
            raise CommandError("The database does not answer.")
        if not state.migrations_applied:
            raise CommandError("The database is not up to date; run: manage.py migrate")
        self.stdout.write("database: answers, up to date")
        for consumer in state.consumers:
            self.stdout.write(f"{consumer.name}: {_how_far(consumer)}")


def _how_far(consumer: following.ConsumerState) -> str:
    if consumer.behind is None:
        return _MISSING[consumer.name]
    place = f"at entry {consumer.position} of the publication log"
    return f"{place}, {consumer.behind} behind" if consumer.behind else f"{place}, up to date"
