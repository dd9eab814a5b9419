"""What is measured of a site, section by section; `SECTIONS` lists them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from statistics import median
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final

from benchmarks.aims import NGINX, ONE_PAGE, ONE_QUERY, WHITENOISE
from benchmarks.evictions import evicted
from benchmarks.invented import invented_roles
from benchmarks.load import load
from benchmarks.pages import get, role_pages, style_sheet
from benchmarks.publications import visible
from benchmarks.results import Result
from benchmarks.rounds import Bench, Target, latencies, rates
from benchmarks.servers import APPLICATION, Server, granian, nginx
from roles.interchange import jsonl

if TYPE_CHECKING:
    from benchmarks.site import Site

DISTINCT_PAGES: Final = 10_000
COLD_PAGES: Final = 200
# The follower writes them once a second.
FILED_EVERY: Final = 1.2
LONGEST_WAIT: Final = 60


def hot(bench: Bench) -> Iterator[Result]:
    """Pages that the page cache has, against static files of the same bytes."""
    with ExitStack() as running:
        site = running.enter_context(granian(APPLICATION, bench.site.environment))
        two = running.enter_context(granian(APPLICATION, bench.site.environment, workers=2))
        page = role_pages(site.port, 1)[0]
        answer, body = get(site.port, page, "br")
        (bench.site.folder / "page.html.br").write_bytes(body)
        (bench.site.folder / "page.html").write_bytes(get(site.port, page)[1])
        static = {**bench.site.environment, "BENCH_STATIC": str(bench.site.folder)}
        limit = running.enter_context(nginx(bench.site.folder))
        files = running.enter_context(granian("benchmarks.static_files:application", static))
        unchanged = (f"If-None-Match: {answer['etag']}",)
        targets = [
            Target(NGINX, limit.port, ["/page"]),
            Target(WHITENOISE, files.port, ["/page.html"]),
            Target("role page, kept", site.port, [page]),
            Target("list page, kept", site.port, ["/jobs"]),
            Target("API, kept", site.port, ["/api/v1/roles"]),
            Target("role page, 304", site.port, [page], unchanged),
            Target("site's own static file", site.port, [style_sheet(site.port)]),
            Target("role page, kept, 2 workers", two.port, [page]),
        ]
        yield from rates(bench, "hot", targets, against=(NGINX, WHITENOISE))
        yield from _memory(bench, "hot", site)


def zipf(bench: Bench) -> Iterator[Result]:
    """Many pages, some asked for far more often than others, against one page alone."""
    roomy = {**bench.site.environment, "PAGE_CACHE_MB": "1024"}
    with granian(APPLICATION, roomy) as server:
        pages = role_pages(server.port, min(bench.roles, DISTINCT_PAGES))
        load(server.port, pages, _seconds_to_warm(len(pages)))
        targets = [
            Target(ONE_PAGE, server.port, pages[:1]),
            Target(f"{len(pages):,} role pages", server.port, pages, zipf=True),
        ]
        yield from rates(bench, "zipf", targets, against=(ONE_PAGE,))
        yield from _memory(bench, "zipf", server)


def cold(bench: Bench) -> Iterator[Result]:
    """Pages that are not in memory, one at a time, against the smallest view that reads one row.

    All but those in the file are rendered by Django.
    """
    uncached = {**bench.site.environment, "PAGE_CACHE_MB": "0"}
    # Memory for so few that each of the pages is gone when its turn comes again.
    forgetful = {**bench.site.environment, "PAGE_CACHE_MB": "1"}
    with (
        granian(APPLICATION, uncached) as site,
        granian(APPLICATION, forgetful) as filing,
        granian("benchmarks.one_query:application", uncached) as smallest,
    ):
        pages = role_pages(site.port, COLD_PAGES)
        _have_in_file(filing.port, pages)
        targets = [
            Target(ONE_QUERY, smallest.port, ["/title?edition=1"]),
            Target("role page", site.port, pages),
            Target("role page, in the file", filing.port, pages),
            Target("list", site.port, ["/jobs"]),
            Target("list, deep", site.port, ["/jobs?after=w~1"]),
            Target("list, filtered", site.port, ["/jobs?education=bachelor"]),
            Target("search, common word", site.port, ["/search?q=engineer"]),
            Target("search, two words", site.port, ["/search?q=railway+engineer"]),
            Target("suggestions", site.port, ["/suggest?q=rail"]),
            Target("API", site.port, ["/api/v1/roles"]),
        ]
        yield from latencies(bench, "cold", targets, against=ONE_QUERY)


def admin(bench: Bench) -> Iterator[Result]:
    """The admin's list and form, inside Django."""
    told = json.loads(bench.site.run("-m", "benchmarks.in_process", "admin", str(bench.rounds)))
    for name, page in told.items():
        note = f"{page['queries']} queries, {page['bytes'] // 1024} kB"
        yield Result("admin", name, page["ms"], "ms", bench.roles, note=note)


def start_up(bench: Bench) -> Iterator[Result]:
    """From the start of the server to its first answer."""
    took = []
    for _ in range(bench.rounds):
        with granian(APPLICATION, bench.site.environment) as server:
            took.append(server.started_in)
    yield Result("start", "server answers", median(took), "s", bench.roles)


def interchange(site: Site, roles: int) -> Iterator[Result]:
    """Import into an empty site, and export, against inserting the same rows with executemany."""
    path = site.folder / "invented.jsonl"
    with path.open("wb") as file:
        file.writelines(map(jsonl.encode, invented_roles(roles)))
    told = json.loads(site.run("-m", "benchmarks.in_process", "interchange", str(path)))
    for name, key in (
        ("executemany", "executemany"),
        ("import", "import"),
        ("import, database alone", "statements"),
        ("export", "export"),
    ):
        against = "" if name == "executemany" else "executemany"
        compared = told["executemany"] / told[key] if against else None
        yield Result(
            "interchange", name, told["roles"] / told[key], "roles/s", roles, compared, against
        )
    yield Result("interchange", "memory of the import", told["megabytes"], "MB", roles)


SECTIONS: Final[dict[str, Callable[[Bench], Iterator[Result]]]] = {
    "start": start_up,
    "hot": hot,
    "zipf": zipf,
    "cold": cold,
    "visible": visible,
    "evicted": evicted,
    "admin": admin,
}


def _memory(bench: Bench, section: str, server: Server) -> Iterator[Result]:
    megabytes = max(server.worker_memory()) / 2**20
    yield Result(section, "memory of a worker afterwards", megabytes, "MB", bench.roles)


def _have_in_file(port: int, pages: list[str]) -> None:
    """Asks until each page is found in the file.

    Raises:
        RuntimeError: when that takes too long.
    """
    over = monotonic() + LONGEST_WAIT
    while True:
        # All of them each time: a page that is asked for at once again is found in memory.
        answers = [get(port, page)[0]["cache-status"] for page in pages]
        if all("detail=file" in answer for answer in answers):
            break
        if monotonic() > over:
            raise RuntimeError("Not all pages come into the file.")
        sleep(FILED_EVERY)


def _seconds_to_warm(pages: int) -> int:
    """A cold page takes some 10 ms."""
    return 2 + pages // 60
