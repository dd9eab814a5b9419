"""Which kept pages one publication lets the page cache render anew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from benchmarks.editor import editor_of, wait
from benchmarks.pages import ask, get, is_kept, main_part, role_pages
from benchmarks.results import Result
from benchmarks.servers import APPLICATION, granian

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPConnection

    from benchmarks.rounds import Bench

ROLES: Final = 500
TAG: Final = re.compile(r'href="(/tags/[\w-]+)"')
# They show how many roles there are, or when one of them changed last, if not the role itself.
LISTS: Final = ["/", "/jobs", "/api/v1/roles", "/updates.atom", "/sitemap.xml"]


def evicted(bench: Bench) -> Iterator[Result]:
    """By kind: how many of the kept pages are rendered anew after one role was published."""
    roomy = {**bench.site.environment, "PAGE_CACHE_MB": "1024"}
    with (
        granian(APPLICATION, roomy) as server,
        server.connection() as connection,
        editor_of(bench.site, server, connection) as editor,
    ):
        kinds = _kinds(server.port, min(bench.roles, ROLES))
        _answers(connection, kinds)
        before = _answers(connection, kinds)
        shown = main_part(get(server.port, editor.page)[1].decode())
        editor.publish("evicting")
        # Until the page cache has followed the log it gives nothing at all.
        wait(lambda: is_kept(ask(connection, f"{editor.page}?following")[0]))
        after = _answers(connection, kinds)
    needless = 0
    for kind, answers in before.items():
        kept = {path: body for path, (was_kept, body) in answers.items() if was_kept}
        anew = [path for path in kept if not after[kind][path][0]]
        yield Result(
            "evicted", f"{kind} rendered anew", len(anew), f"of {len(kept):,}", bench.roles
        )
        if kind != "lists":
            needless += sum(
                not shows(path, kept[path], after[kind][path][1], editor.page, shown)
                for path in anew
            )
    yield Result("evicted", "rendered anew, not showing the role", needless, "pages", bench.roles)


def _kinds(port: int, roles: int) -> dict[str, list[str]]:
    """Addresses of pages that are to be kept."""
    pages = role_pages(port, roles)
    found = [main_part(get(port, page)[1].decode()) for page in pages]
    return {
        "pages of roles": pages,
        "roles in the API": [f"/api/v1/roles{page.removeprefix('/jobs')}" for page in pages],
        "pages of categories": sorted({page.rpartition("/")[0] for page in pages}),
        "pages of tags": sorted({tag for html in found for tag in TAG.findall(html)}),
        "lists": LISTS,
    }


Answers = dict[str, dict[str, tuple[bool, str]]]


def _answers(connection: HTTPConnection, kinds: dict[str, list[str]]) -> Answers:
    """Whether each page was kept, and its text, by kind and address."""
    answers: Answers = {}
    for kind, paths in kinds.items():
        answers[kind] = {}
        for path in paths:
            headers, body = ask(connection, path)
            answers[kind][path] = is_kept(headers), body.decode()
    return answers


def shows(path: str, before: str, after: str, role: str, shown: str) -> bool:
    """Whether a page tells of the role: it has changed, names it, or is its category or its tag.

    Args:
        before, after: the text of the page.
        role: the address of the role.
        shown: the role's own page.
    """
    if before != after or path == role.rpartition("/")[0] or path in TAG.findall(shown):
        return True
    return re.search(rf"{re.escape(role)}(?![\w-])", after) is not None
