"""One renders a page that is over; who comes meanwhile gets the old one for a second, or waits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from roles.models import FAR_FUTURE, LogEntry, LogMark
from roles.pagecache import KEPT_FOR_A_MOMENT, PageCache, PageStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIEnvironment

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
OLD = "JobDesc; hit; detail=being-renewed"
COLLAPSED = "JobDesc; fwd=miss; collapsed"
STORED = "JobDesc; fwd=miss; stored"


class Site:
    """One page that shows how often it was rendered, and can be held up in being so."""

    def __init__(self, visitors: ThreadPoolExecutor) -> None:
        self.visitors = visitors
        self.renderings = 0
        self.begun, self.go_on = Event(), Event()
        self.headers = [("Surrogate-Key", "lists")]
        self.is_momentary = False
        self.next_moment = FAR_FUTURE
        self.store = PageStore(1_000_000)
        self.cache = PageCache(self.render, self.store, lambda at: self.next_moment)
        self.store.restart(LogMark(0, None))
        self.store.heard(0)
        self.go_on.set()
        self.get()

    def render(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.renderings += 1
        body = str(self.renderings).encode()
        environ[KEPT_FOR_A_MOMENT] = self.is_momentary
        self.begun.set()
        assert self.go_on.wait(5)
        start_response("200 OK", [*self.headers, ("Content-Length", str(len(body)))])
        return [body]

    def get(self) -> tuple[int, str]:
        """What the page shows, and what the cache says that it did."""
        said: dict[str, str] = {}

        def start_response(status: str, headers: Any, exc_info: Any = None, /) -> Any:
            said.update(headers)

        environ: Any = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.url_scheme": "http"}
        return int(b"".join(self.cache(environ, start_response))), said.get("Cache-Status", "")

    def change(self, at: datetime, *, here: bool = False) -> None:
        self.store.heard(1, made_here=here)
        self.store.consume([LogEntry(position=1, at=at, keys=["lists"])])

    def visit_during_renewal(self) -> Future[tuple[int, str]]:
        """Somebody asks, and then somebody else, while the page is being rendered for the first."""
        self.begun.clear()
        self.go_on.clear()
        self.visitors.submit(self.get)
        assert self.begun.wait(5)
        return self.visitors.submit(self.get)


@pytest.fixture
def site() -> Iterator[Site]:
    with time_machine.travel(NOON, tick=False), ThreadPoolExecutor() as visitors:
        site = Site(visitors)
        yield site
        site.go_on.set()


def after(**time: float) -> Any:
    return time_machine.travel(NOON + timedelta(**time), tick=False)


def test_who_comes_while_a_page_is_rendered_anew_gets_the_old_one(site: Site) -> None:
    site.change(NOON)
    with after(seconds=0.999_999):
        assert site.visit_during_renewal().result(1) == (1, OLD)


def test_the_page_of_a_scheduled_moment_is_renewed_in_the_same_way(site: Site) -> None:
    site.next_moment = NOON + timedelta(minutes=1)
    site.store.restart(LogMark(1, NOON))  # of the schedule
    site.get()
    with after(seconds=60.5):
        assert site.visit_during_renewal().result(1) == (2, OLD)


def _too_old(site: Site) -> Any:
    site.change(NOON)
    return after(seconds=1)


def _made_here(site: Site) -> Any:
    site.change(NOON, here=True)
    return after(seconds=0.1)


def _not_yet_read(site: Site) -> Any:
    site.change(NOON)
    site.store.heard(2)
    return after(seconds=0.1)


def _never_kept(site: Site) -> Any:
    site.store.restart(LogMark(0, None))
    return after(seconds=0.1)


@pytest.mark.parametrize("situation", [_too_old, _made_here, _never_kept])
def test_who_may_not_have_an_old_page_waits_for_the_new_one(
    site: Site, situation: Callable[[Site], Any]
) -> None:
    with situation(site):
        visitor = site.visit_during_renewal()
        with pytest.raises(TimeoutError):
            visitor.result(0.2)
        site.go_on.set()
        assert visitor.result(1) == (2, COLLAPSED)
    assert site.renderings == 2


def test_a_page_kept_for_a_moment_is_not_served_after_it(site: Site) -> None:
    site.is_momentary = True
    site.store.restart(LogMark(0, None))
    site.get()
    with after(seconds=1.1):
        visitor = site.visit_during_renewal()
        site.go_on.set()
        assert visitor.result(1)[0] == 3


def test_where_the_change_has_yet_to_be_read_everybody_gets_what_is_true_now(site: Site) -> None:
    with _not_yet_read(site):
        visitor = site.visit_during_renewal()
        site.go_on.set()
        assert visitor.result(1) == (3, STORED)


def test_each_visitor_of_what_cannot_be_kept_gets_an_answer_of_their_own(site: Site) -> None:
    site.headers = []
    site.store.restart(LogMark(0, None))
    visitor = site.visit_during_renewal()
    site.go_on.set()
    assert visitor.result(1) == (3, "")


def test_a_renewal_that_fails_holds_nobody_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.change(NOON, here=True)
    visitor = site.visit_during_renewal()
    monkeypatch.setattr(site, "headers", None)
    site.go_on.set()
    with pytest.raises(TypeError):
        visitor.result(1)
    monkeypatch.undo()
    assert site.get() == (4, STORED)
