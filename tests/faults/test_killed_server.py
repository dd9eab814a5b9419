"""A server with two workers, killed at a bad moment: what it derives mends itself."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.indexnow.endpoint import listening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PUBLISH = """
import sys
import django
django.setup()
from tests.factories import make_live_role
for number in range(*map(int, sys.argv[1:])):
    make_live_role(f"Role {number}", overview="Words. " * 200)
    print(number, flush=True)
"""


class Site:
    """A site of its own, on SQLite, run by granian."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.environment = {
            **kept,
            "DATA_DIR": str(folder),
            "SECRET_KEY": "only-for-tests",
            "DJANGO_SETTINGS_MODULE": "jobdesc.settings",
        }

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=check,
        )

    def publishing(self, first: int, last: int) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", PUBLISH, str(first), str(last)],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[bytes]]:
        command = "-m granian --interface wsgi --no-ws --workers 2 --blocking-threads 2 --port"
        with subprocess.Popen(
            [sys.executable, *command.split(), str(self.port), "jobdesc.wsgi:application"],
            env=self.environment,
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        ) as server:
            try:
                yield server
            finally:
                if server.poll() is None:
                    os.killpg(server.pid, signal.SIGTERM)

    def readiness(self) -> dict[str, Any]:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as response:
                state = json.load(response)
        except (URLError, OSError):
            return {}
        return {consumer["name"]: consumer["position"] for consumer in state["consumers"]}


def wait_until(holds: Callable[[], Any], seconds: float = 60) -> None:
    deadline = monotonic() + seconds
    while not holds():
        assert monotonic() < deadline, "waited in vain"
        sleep(0.05)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.run("manage.py", "migrate", "--verbosity=0")
    return site


def test_what_a_killed_server_was_indexing_is_indexed_by_the_next_one(site: Site) -> None:
    with site.serving() as server, site.publishing(0, 60) as publisher:
        assert publisher.stdout
        for line in publisher.stdout:
            if line == "30\n":
                os.killpg(server.pid, signal.SIGKILL)
    with site.serving():
        wait_until(lambda: site.readiness().get("search index") == 60)
        assert "60 editions" in site.run("manage.py", "rebuild_search", "--check").stdout
        # While it serves, another process publishes, and both workers hear of it.
        with site.publishing(60, 63) as publisher:
            publisher.wait()
        wait_until(lambda: site.readiness() == {"page cache": 63, "search index": 63}, seconds=10)
    checked = site.run("manage.py", "rebuild_search", "--check", check=False)
    assert (checked.returncode, checked.stdout) == (0, "The search index holds 63 editions.\n")


def test_what_a_killed_server_was_telling_search_engines_is_told_by_the_next_one(
    site: Site,
) -> None:
    with listening() as search_engine:
        site.environment |= {
            "SITE_URL": "http://jobs.example.org",
            "ALLOWED_HOSTS": "127.0.0.1",
            "INDEXNOW_KEY": "0123456789abcdef",
            "INDEXNOW_ENDPOINT": search_engine.url,
        }
        search_engine.silent = True
        with site.serving() as server:
            wait_until(lambda: site.readiness().get("IndexNow client") == 0)
            with site.publishing(0, 2) as publisher:
                publisher.wait()
            wait_until(lambda: search_engine.told)
            os.killpg(server.pid, signal.SIGKILL)
        killed_while_telling = search_engine.told[0]
        search_engine.silent = False
        search_engine.submissions.clear()
        search_engine.released.set()
        with site.serving():
            wait_until(lambda: site.readiness().get("IndexNow client") == 2)
            told = {address for submission in search_engine.told for address in submission}
            both = {f"http://jobs.example.org/jobs/engineering/role-{number}" for number in (0, 1)}
            assert told == both
            assert set(killed_while_telling) <= both
            # Two workers follow the log, and one of them tells.
            with site.publishing(2, 3) as publisher:
                publisher.wait()
            wait_until(lambda: site.readiness().get("IndexNow client") == 3)
            sleep(1.5)
        third = "http://jobs.example.org/jobs/engineering/role-2"
        assert [third in submission for submission in search_engine.told].count(True) == 1
