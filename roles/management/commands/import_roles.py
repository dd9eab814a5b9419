"""Imports roles from files: all of them, or none."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from roles import following
from roles.errors import PublishingError
from roles.interchange import formats
from roles.interchange.applying import apply
from roles.interchange.errors import FormatError
from roles.interchange.planning import Outcome, Plan, Read, address, plan
from roles.models import LogEntry
from roles.search import IndexUnavailable, SearchIndex

INTERRUPTED: Final = (
    "Not everything was imported. What was written stays; run the same command again to go on."
)


class _Bars:
    """A progress bar, on a terminal only, for each step of the work in turn."""

    def __enter__(self) -> _Bars:
        self._bar: tqdm[NoReturn] | None = None
        self._step = ""
        return self

    def show(self, step: str, total: int | None, number: int) -> None:
        if self._bar is None or step != self._step:
            self._close()
            self._step = step
            self._bar = tqdm(desc=step, total=total, unit=" roles", disable=None, leave=False)
        self._bar.update(number)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()

    def __exit__(self, *error: object) -> None:
        self._close()


class Command(BaseCommand):
    help = (
        "Imports roles from files or folders of .txt, .md, .json, .jsonl or .csv files. Plans "
        "first, then writes everything in one transaction. A file that cannot be read refuses the "
        "whole import, unless --skip-bad is given. Safe to run twice. A large import into a site "
        "that is serving is better made with --resumable: it lets others write in between."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="file, folder, or - for stdin")
        parser.add_argument("--publish", action="store_true", help="make the roles live")
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would change and write nothing"
        )
        parser.add_argument("--skip-bad", action="store_true", help="leave out what is refused")
        parser.add_argument(
            "--format",
            choices=sorted(formats.FORMATS),
            help="read everything in this format, whatever its name ends in",
        )

        parser.add_argument(
            "--resumable",
            action="store_true",
            help="write in many transactions; after an interruption the same command goes on",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        items = self._read(options["paths"], options["format"])
        with _Bars() as bars:
            read = partial(bars.show, "read", None)
            made = plan(items, publish=options["publish"], at=timezone.now(), progress=read)
        self._report_problems(made)
        blocked = bool(made.refused) and not options["skip_bad"]
        if not blocked and not options["dry_run"]:
            self._apply(made, options["resumable"])
            transaction.on_commit(self._index)
        if blocked:
            made.give_up()
        self._report(made, differences=options["dry_run"])
        if blocked:
            raise CommandError("Nothing was imported. Mend the files, or pass --skip-bad.")
        if options["dry_run"]:
            self.stderr.write("A dry run: nothing was written.")
        if made.refused:
            raise SystemExit(1)

    def _read(self, paths: list[str], format_name: str | None) -> Iterator[Read]:
        for path in paths:
            if path == "-":
                stdin = io.BufferedReader(sys.stdin.buffer)  # type: ignore[type-var]
                chosen = formats.FORMATS.get(format_name or "") or formats.sniffed(stdin.peek())
                yield from self._decoded(stdin, "standard input", chosen)
                continue
            for file in self._files(Path(path)):
                known = formats.FORMATS.get(format_name or "") or formats.format_of(str(file))
                with file.open("rb") as stream:
                    yield from self._decoded(stream, str(file), known)

    def _decoded(self, stream: BinaryIO, name: str, known: formats.Format | None) -> Iterator[Read]:
        if known is None:
            yield name, FormatError(name, 1, "is of no known format; name it with --format")
        else:
            yield from ((name, item) for item in known.decode(stream, name))

    def _files(self, path: Path) -> list[Path]:
        if not path.exists():
            raise CommandError(f"There is no file or folder {path}.")
        if path.is_file():
            return [path]
        files = sorted(file for file in path.rglob("*") if self._is_role_file(file))
        if not files:
            raise CommandError(f"The folder {path} holds no file of a known format.")
        return files

    def _is_role_file(self, path: Path) -> bool:
        """In a folder, hidden files and the README that often stands beside data are no roles."""
        hidden_or_readme = path.name.startswith(".") or path.stem.upper() == "README"
        return path.is_file() and not hidden_or_readme and formats.format_of(str(path)) is not None

    def _apply(self, made: Plan, resumable: bool) -> None:
        left = INTERRUPTED if resumable else "Nothing was imported."
        with _Bars() as bars:
            try:
                apply(
                    made,
                    resumable=resumable,
                    progress=lambda step, number: bars.show(step, made.to_write(), number),
                )
            except PublishingError as error:
                raise CommandError(f"{left} {error}") from error
            except KeyboardInterrupt:
                raise CommandError(f"Interrupted. {left}", returncode=130) from None

    def _index(self) -> None:
        """Brings the search index up to date, unless a server of this host is doing so already."""
        with _Bars() as bars:
            index = SearchIndex(lambda: bars.show("search index", None, 1))
            try:
                following.catch_up(index, LogEntry.objects.head())
            except (IndexUnavailable, OSError) as error:
                self.stderr.write(f"note the search index is not up to date: {error}")

    def _report_problems(self, made: Plan) -> None:
        for refusal in made.refused:
            self.stderr.write(f"refused {refusal}")
        for warning in made.warnings:
            self.stderr.write(f"note {warning}")

    def _report(self, made: Plan, *, differences: bool) -> None:
        for role in made.roles:
            self.stdout.write(f"{role.outcome} /jobs/{address(role.record)}")
            if differences and role.outcome == Outcome.CHANGED:
                for line in role.difference():
                    self.stdout.write(f"    {line}")
        counts = (f"{outcome} {made.count(outcome)}" for outcome in Outcome)
        self.stdout.write(", ".join(counts))
