"""An editor who publishes a role while the site serves it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from benchmarks.pages import get, role_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.servers import Server
    from benchmarks.site import Site

LONGEST_WAIT: Final = 30


@dataclass(frozen=True, slots=True)
class Editor:
    """Publishes one role by the admin's own form, over a connection."""

    role: int
    page: str
    draft: Callable[[str], str]
    connection: HTTPConnection

    def publish(self, word: str) -> float:
        """Makes the word visible; seconds until the form was answered."""
        revision, cookie = self.draft(word).split()
        token = "t" * 32
        form = {
            "csrfmiddlewaretoken": token,
            "kind": "update",
            "change_note": "Measured",
            "revision": revision,
            "when": "now",
        }
        headers = {
            "Cookie": f"{cookie}; jobdesc_csrf={token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        began = monotonic()
        path = f"/admin/roles/role/{self.role}/publish"
        self.connection.request("POST", path, urlencode(form), headers)
        answer = self.connection.getresponse()
        body = answer.read()
        took = monotonic() - began
        if answer.status != 302:
            raise RuntimeError(f"{path} answers {answer.status}: {body.decode()[:2_000]}")
        return took


@contextmanager
def editor_of(site: Site, server: Server, connection: HTTPConnection) -> Iterator[Editor]:
    """Of the first role of the list, on a connection to the server."""
    page = role_pages(server.port, 1)[0]
    role = json.loads(get(server.port, f"/api/v1/roles{page.removeprefix('/jobs')}")[1])["id"]
    with site.talking_to("-m", "benchmarks.drafter", str(role)) as draft:
        yield Editor(role, page, draft, connection)


def wait(until: Callable[[], bool]) -> None:
    """Asks again and again.

    Raises:
        RuntimeError: when it is not so after `LONGEST_WAIT` seconds.
    """
    over = monotonic() + LONGEST_WAIT
    while not until():
        if monotonic() > over:
            raise RuntimeError(f"A page was not renewed within {LONGEST_WAIT} seconds.")
        sleep(0.002)
