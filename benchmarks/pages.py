"""A site's pages, as a visitor gets them."""

from __future__ import annotations

import re
from contextlib import closing
from html import unescape
from http.client import HTTPConnection
from typing import Final

ROLE_LINK: Final = re.compile(r'href="(/jobs/[\w-]+/[\w-]+)"')
NEXT_LINK: Final = re.compile(r'href="(/jobs\?after=[^"]+)"')


def get(port: int, path: str, encoding: str = "identity") -> tuple[dict[str, str], bytes]:
    """Headers, by their names in lower case, and body of a page on a connection of its own."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        return ask(connection, path, {"Accept-Encoding": encoding})


def ask(
    connection: HTTPConnection, path: str, headers: dict[str, str] | None = None
) -> tuple[dict[str, str], bytes]:
    """The same on a connection that stays open.

    Raises:
        RuntimeError: when the answer is not 200.
    """
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status}")
    return {name.lower(): value for name, value in answer.getheaders()}, body


def is_kept(headers: dict[str, str]) -> bool:
    """Whether the page cache had the page."""
    return "; hit" in headers.get("cache-status", "")


def main_part(html: str) -> str:
    """What a page has for itself, without the frame that all pages share."""
    return html[html.index("<main") : html.index("</main>")]


def role_pages(port: int, number: int) -> list[str]:
    """The addresses of the first roles of the list."""
    found: list[str] = []
    page: str | None = "/jobs"
    while page and len(found) < number:
        html = get(port, page)[1].decode()
        found += dict.fromkeys(ROLE_LINK.findall(main_part(html)))
        following = NEXT_LINK.findall(html)
        page = unescape(following[-1]) if following else None
    return found[:number]


def style_sheet(port: int) -> str:
    found = re.search(r'href="(/static/[^"]+\.css)"', get(port, "/")[1].decode())
    if found is None:
        raise RuntimeError("The home page has no style sheet.")
    return found[1]
