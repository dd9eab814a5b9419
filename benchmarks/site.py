"""A site of its own to measure: its data folder, its database, its commands."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROJECT: Final = Path(__file__).resolve().parent.parent
# Passed on from where the benchmarks are run; all else of the site is set here.
PASSED_ON: Final = ("PATH", "HOME", "LANG", "TZ", "TMPDIR")
# Importing 100,000 roles and exporting them again is the longest.
LONGEST_COMMAND: Final = 3 * 3_600


@dataclass(frozen=True, slots=True)
class Site:
    """Its environment names a folder and a database that are gone when it was measured."""

    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> str:
        """What a command of the project prints, such as `manage.py`, `migrate`.

        Raises:
            RuntimeError: with what it said, when it fails.
        """
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=LONGEST_COMMAND,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)}: {done.stderr.strip()[-2_000:]}")
        return done.stdout

    @contextmanager
    def talking_to(self, *arguments: str) -> Iterator[Callable[[str], str]]:
        """A command that answers each line it is given with a line.

        What is yielded raises RuntimeError when the command has ended instead.
        """
        with subprocess.Popen(
            [sys.executable, *arguments],
            cwd=PROJECT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:

            def ask(line: str) -> str:
                print(line, file=process.stdin, flush=True)
                answer = cast("IO[str]", process.stdout).readline()
                if not answer:
                    raise RuntimeError(f"{' '.join(arguments)} has ended")
                return answer

            yield ask


@contextmanager
def empty_site(postgres: str = "") -> Iterator[Site]:
    """A site with tables and static files and nothing else.

    Args:
        postgres: address of a database on the server where one is made for the site; SQLite
            without.
    """
    with TemporaryDirectory(prefix="jobdesc-bench-") as name, _database(postgres) as url:
        folder = Path(name)
        site = Site(
            folder,
            {
                **{key: os.environ[key] for key in PASSED_ON if key in os.environ},
                "DJANGO_SETTINGS_MODULE": "jobdesc.settings",
                "DATA_DIR": str(folder),
                "DATABASE_URL": url,
                "SECRET_KEY": "only-for-benchmarks-and-no-other-site-at-all-0123456789",
                "LOG_LEVEL": "ERROR",
            },
        )
        site.run("manage.py", "migrate", "--verbosity=0")
        site.run("manage.py", "collectstatic", "--noinput", "--verbosity=0")
        yield site


@contextmanager
def _database(postgres: str) -> Iterator[str]:
    if not postgres:
        yield ""
        return
    name = f"jobdesc_bench_{os.getpid()}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield urlsplit(postgres)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
