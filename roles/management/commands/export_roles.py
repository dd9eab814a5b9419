"""Exports every role: import into an empty site and export again gives the same bytes."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from roles.interchange import csv, exporting, jsonl, markdown
from roles.models import Role
from roles.records import RoleRecord


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

    def _write_md(self, folder: Path, at: datetime) -> int:
        for category in exporting.category_records():
            self._write(folder / category.category.slug / "_category.md", markdown.encode(category))
        written = 0
        for record in self._records(at):
            path = folder / record.category.slug / f"{record.slug}.md"
            self._write(path, markdown.encode(record))
            written += 1
        return written

    def _write_jsonl(self, folder: Path, at: datetime) -> int:
        with (folder / "roles.jsonl").open("wb") as file:
            file.writelines(jsonl.encode(category) for category in exporting.category_records())
            return sum(bool(file.write(jsonl.encode(record))) for record in self._records(at))

    def _write_csv(self, folder: Path, at: datetime) -> int:
        records = list(self._records(at))
        labels = dict.fromkeys(fact.label for record in records for fact in record.glance)
        with (folder / "roles.csv").open("wb") as file:
            file.writelines(csv.encode(records, list(labels)))
        return len(records)

    def _records(self, at: datetime) -> Iterator[RoleRecord]:
        total = Role.objects.count()
        yield from tqdm(
            exporting.role_records(at), total=total, unit=" roles", disable=None, leave=False
        )

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
