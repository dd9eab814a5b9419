"""Exports every role: import into an empty site and export again gives the same bytes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from roles.interchange import csv, exporting, jsonl, markdown
from roles.models import Role


class Command(BaseCommand):
    help = (
        "Writes every role into a folder: the live edition where there is one, else the draft. "
        "md writes one file a role, jsonl one file for all; both lose nothing. csv holds the flat "
        "fields only."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="made if it does not exist")
        parser.add_argument("--format", choices=["md", "jsonl", "csv"], default="md")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        at = timezone.now()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            written = getattr(self, f"_write_{options['format']}")(folder, at)
        except OSError as error:
            raise CommandError(f"Cannot write to {folder}: {error.strerror}.") from error
        self.stderr.write(f"Exported {written} roles to {folder}.")
        if unpublished := exporting.unpublished_changes(at):
            self.stderr.write(
                f"{unpublished} live roles have unpublished changes, which are not in the export."
            )
