"""`warm_pages` against a server that counts what it is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_live_role, make_role

pytestmark = pytest.mark.django_db


class Server(ThreadingHTTPServer):
    """Answers 200 to everything but the paths it is to fail for, and keeps what it heard."""

    failing: frozenset[str] = frozenset()

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: Counter[str] = Counter()
        self.headers: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.asked[self.path] += 1
        self.server.headers.append(dict(self.headers))
        self.send_response(503 if self.path in self.server.failing else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_every_public_page_is_asked_for_over_each_connection(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    make_live_role("Élève", slug="élève", tags=("SQL",))
    make_role("Draft")
    call_command("warm_pages", server.url, connections=3)
    paths = ["/", "/jobs", "/jobs/engineering", "/jobs/engineering/%C3%A9l%C3%A8ve", "/tags/sql"]
    assert server.asked == dict.fromkeys(paths, 3)
    assert capsys.readouterr().out == "5 pages are warm.\n"


def test_it_asks_as_visitors_do_who_come_through_the_proxy(server: Server, settings: Any) -> None:
    settings.SITE_URL = "https://jobs.example.org"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    call_command("warm_pages", server.url, connections=1)
    for headers in server.headers:
        assert headers["Host"] == "jobs.example.org"
        assert headers["X-FORWARDED-PROTO"] == "https"
        assert headers["Accept-Encoding"] == "br"


def test_a_page_that_fails_is_named(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server.failing = frozenset({"/jobs"})
    with pytest.raises(CommandError, match="1 of 2 pages did not answer with 200"):
        call_command("warm_pages", server.url, connections=2)
    assert capsys.readouterr().err == "503 /jobs\n"


def test_a_server_that_is_not_there_is_named(server: Server) -> None:
    server.server_close()
    with pytest.raises(CommandError, match=f"{server.url} does not answer"):
        call_command("warm_pages", server.url)


@pytest.mark.parametrize("url", ["jobs.example.org", "ftp://jobs.example.org", "http://"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(CommandError, match="is no address"):
        call_command("warm_pages", url)


def test_no_connection_at_all_is_refused() -> None:
    with pytest.raises(CommandError, match="one at least"):
        call_command("warm_pages", connections=0)
