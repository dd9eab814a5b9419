"""A whole site in a folder of its own, to be killed at a bad moment."""

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
