"""A search engine's IndexNow endpoint on this machine, which answers as it is told to."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Endpoint:
    """`answers` are statuses for the next submissions, with headers; then all are received."""

    url: str = ""
    submissions: list[dict[str, Any]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    silent: bool = False
    released: Event = field(default_factory=Event)

    @property
    def told(self) -> list[list[str]]:
        return [submission["urlList"] for submission in self.submissions]

    def answer(self) -> tuple[int, dict[str, str]]:
        if self.silent:
            self.released.wait(60)
        return self.answers.pop(0) if self.answers else (202, {})


@contextmanager
def listening() -> Iterator[Endpoint]:
    endpoint = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            endpoint.submissions.append(json.loads(self.rfile.read(length)))
            status, headers = endpoint.answer()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.handle_error = lambda *args: None  # type: ignore[method-assign]
        endpoint.url = f"http://127.0.0.1:{server.server_port}/indexnow"
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield endpoint
        endpoint.released.set()
        server.shutdown()
        thread.join()
