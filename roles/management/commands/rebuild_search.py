"""Builds the search index anew, or tells whether it is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from roles import search
from roles.models import Edition

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable


class Command(BaseCommand):
    help = (
        "Builds a new search index and swaps it in; the site goes on searching in the old one "
        "meanwhile. A running server also does this by itself when the index is missing or damaged."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; compare the index with the live and scheduled roles, and exit "
            "with 1 when they differ",
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        editions = Edition.objects.not_over(timezone.now()).count()
        with tqdm(total=editions, unit=" roles", disable=None, leave=False) as bar:
            try:
                if check:
                    self._check(bar.update)
                else:
                    search.rebuild(bar.update)
            except search.IndexUnavailable as error:
                raise CommandError(f"The search index cannot be used: {error}") from error
        self.stdout.write(f"The search index holds {editions} editions.")

    def _check(self, on_edition: Callable[[], object]) -> None:
        if difference := search.compare(on_edition):
            raise CommandError(
                f"The search index differs from the live and scheduled editions: {difference}. "
                "A running server may still be catching up (see: manage.py status); if it does "
                "not, run: manage.py rebuild_search"
            )
