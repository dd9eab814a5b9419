"""A visitor who follows every link, and a machine that follows every address it is told."""

from __future__ import annotations

import json
import re
from collections import deque
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpResponse
    from django.test import Client

HOST = "http://testserver"
# Where the site begins for machines: no page links to these.
STARTS = (
    "/",
    "/robots.txt",
    "/sitemap.xml",
    "/llms.txt",
    "/opensearch.xml",
    "/api/v1/openapi.json",
)
API_STARTS = (
    *("/api", "/api/v1/roles", "/api/v1/categories", "/api/v1/tags"),
    "/api/v1/changes?since=2000-01-01T00:00:00Z",
)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def crawl(client: Client, *, at_most: int) -> dict[str, HttpResponse]:
    """Every address of the site that can be reached without a form, with its answer.

    Raises:
        AssertionError: when there are more than `at_most`; a crawler would never come to an end.
    """
    answers: dict[str, HttpResponse] = {}
    waiting = deque([*STARTS, *API_STARTS])
    while waiting:
        address = waiting.popleft()
        if address in answers:
            continue
        answers[address] = client.get(address)
        assert len(answers) <= at_most, sorted(answers)
        waiting.extend(_addresses_in(address, answers[address]))
    return answers


def _addresses_in(address: str, answer: HttpResponse) -> Iterator[str]:
    if "Location" in answer.headers:
        yield from _own(address, [answer.headers["Location"]])
    kind = answer.headers.get("Content-Type", "")
    text = answer.content.decode()
    if "html" in kind:
        links = _Links()
        links.feed(text)
        yield from _own(address, links.found)
    elif "json" in kind:
        yield from _own(address, _strings(json.loads(text)))
    else:
        yield from _own(address, re.findall(r"https?://[^\s<>\"')\]]+|(?<=\()/[^\s)]*", text))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith(("/", HOST)):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _own(base: str, links: Iterable[str]) -> Iterator[str]:
    for link in links:
        whole = urlsplit(urljoin(HOST + base, link))
        is_page = not whole.path.startswith(("/static/", "/admin"))
        is_template = "{" in link
        if whole.netloc == "testserver" and is_page and not is_template:
            yield whole.path + (f"?{whole.query}" if whole.query else "")
