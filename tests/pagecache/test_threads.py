"""Many threads at once: nobody is served what was before a change that had ended when they came."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import sleep
from typing import TYPE_CHECKING, Any

import pytest

from roles.models import FAR_FUTURE, LOG_START, LogEntry
from roles.pagecache import PageCache, PageFile, PageStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIEnvironment

CHANGES = 300
CHANGES_BETWEEN_HITS = 20
MOST_SECONDS_TO_A_HIT = 60
READERS = 4
AT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def frequent_switches() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


class Site:
    """One page that shows a number, and what a process does around it."""

    def __init__(self, memory: int, path: Path) -> None:
        self.number = 0
        self.committed = 0
        self.store = PageStore(memory)
        self.file = PageFile(path, 1_000_000, "now")
        self.cache = PageCache(self.render, self.store, lambda at: FAR_FUTURE, self.file)
        self.entries: SimpleQueue[LogEntry] = SimpleQueue()
        self.hit = Event()
        self.stale: list[tuple[int, int]] = []
        self.over = Event()

    def render(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = str(self.number).encode()
        sleep(0)  # as a view that has read the database, and now fills its template
        headers = [("Surrogate-Key", "lists"), ("Content-Length", str(len(body)))]
        start_response("200 OK", headers)
        return [body]

    def change(self) -> None:
        self.number += 1
        self.entries.put(LogEntry(position=self.number, at=AT, keys=["lists"]))
        self.store.heard(self.number)
        self.committed = self.number

    def follow(self) -> None:
        while not self.over.is_set():
            try:
                entry = self.entries.get(timeout=0.002)
            except Empty:
                pass
            else:
                self.store.consume([entry])
                self.file.consume([entry])
            self.file.tick()

    def wait_for_a_hit(self) -> None:
        """Has readers find a kept page before the next change, however slow the machine is."""
        self.hit.clear()
        assert self.hit.wait(MOST_SECONDS_TO_A_HIT), "no page was kept"

    def read(self) -> None:
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.url_scheme": "http"}
        said: list[str] = []

        def start_response(status: str, headers: Any, exc_info: Any = None, /) -> Any:
            said.append(dict(headers)["Cache-Status"])

        while not self.over.is_set():
            committed = self.committed
            shown = int(b"".join(self.cache(dict(environ), start_response)))
            if said.pop() in ("JobDesc; hit", "JobDesc; hit; detail=file"):
                self.hit.set()
            if shown < committed:
                self.stale.append((shown, committed))


@pytest.mark.parametrize("memory", [1_000_000, 0])
def test_nobody_is_served_what_was_before_a_change_that_had_ended(
    memory: int, tmp_path: Path
) -> None:
    site = Site(memory, tmp_path / "pages.sqlite3")
    site.store.restart(LOG_START)
    site.file.restart(LOG_START)
    site.store.heard(0)
    readers = [Thread(target=site.read) for _ in range(READERS)]
    follower = Thread(target=site.follow)
    for thread in (*readers, follower):
        thread.start()
    try:
        for number in range(CHANGES):
            site.change()
            if number % CHANGES_BETWEEN_HITS:
                sleep(0.004)
            else:
                site.wait_for_a_hit()
    finally:
        site.over.set()
        for thread in (*readers, follower):
            thread.join()
    assert site.stale == []
