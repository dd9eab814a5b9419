"""What is measured of a site, section by section; `SECTIONS` lists them.

Within a section the things that are compared take turns, round after round, so that whatever else
the machine does meets all of them.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from html import unescape
from http.client import HTTPConnection
from statistics import median, quantiles
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final

from benchmarks.invented import invented_roles
from benchmarks.load import Load, load
from benchmarks.results import Result, ratio
from benchmarks.servers import Server, granian, nginx
from roles.interchange import jsonl

if TYPE_CHECKING:
    from benchmarks.site import Site

APPLICATION: Final = "jobdesc.wsgi:application"
NGINX: Final = "static file of nginx"
WHITENOISE: Final = "static file of WhiteNoise alone"
ONE_QUERY: Final = "view with one query"
DISTINCT_PAGES: Final = 10_000
PUBLICATIONS: Final = 100
# So many connections reach both of two workers, and each stays with the one it reached.
WATCHERS: Final = 8
ROLE_LINK: Final = re.compile(r'href="(/jobs/[\w-]+/[\w-]+)"')
LONGEST_WAIT: Final = 30
NEXT_LINK: Final = re.compile(r'href="(/jobs\?after=[^"]+)"')


@dataclass(frozen=True, slots=True)
class Bench:
    """A site with so many roles, and how long to measure: rounds, and seconds of load in each."""

    site: Site
    roles: int
    rounds: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Target:
    """Addresses of one server that are measured together, under a name."""

    name: str
    port: int
    paths: list[str]
    headers: tuple[str, ...] = ()
    zipf: bool = False


def hot(bench: Bench) -> Iterator[Result]:
    """Pages that the page cache has, against static files of the same bytes."""
    with ExitStack() as running:
        site = running.enter_context(granian(APPLICATION, bench.site.environment))
        two = running.enter_context(granian(APPLICATION, bench.site.environment, workers=2))
        page = _first_role(site.port)
        answer, body = _get(site.port, page, encoding="br")
        (bench.site.folder / "page.html.br").write_bytes(body)
        (bench.site.folder / "page.html").write_bytes(_get(site.port, page)[1])
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
            Target("site's own static file", site.port, [_style_sheet(site.port)]),
            Target("role page, kept, 2 workers", two.port, [page]),
        ]
        yield from _rates(bench, "hot", targets, against=(NGINX, WHITENOISE))
        yield from _memory(bench, "hot", site)


def zipf(bench: Bench) -> Iterator[Result]:
    """Many pages, some asked for far more often than others, against one page alone."""
    roomy = {**bench.site.environment, "PAGE_CACHE_MB": "1024"}
    with granian(APPLICATION, roomy) as server:
        pages = _role_pages(server.port, min(bench.roles, DISTINCT_PAGES))
        load(server.port, pages, _seconds_to_warm(len(pages)))
        targets = [
            Target("one role page", server.port, pages[:1]),
            Target(f"{len(pages):,} role pages", server.port, pages, zipf=True),
        ]
        yield from _rates(bench, "zipf", targets, against=("one role page",))
        yield from _memory(bench, "zipf", server)


def cold(bench: Bench) -> Iterator[Result]:
    """Pages that Django renders, one at a time, against the smallest view that reads one row."""
    uncached = {**bench.site.environment, "PAGE_CACHE_MB": "0"}
    with (
        granian(APPLICATION, uncached) as site,
        granian("benchmarks.one_query:application", uncached) as smallest,
    ):
        pages = _role_pages(site.port, 200)
        targets = [
            Target(ONE_QUERY, smallest.port, ["/title?edition=1"]),
            Target("role page", site.port, pages),
            Target("list", site.port, ["/jobs"]),
            Target("list, deep", site.port, ["/jobs?after=w~1"]),
            Target("list, filtered", site.port, ["/jobs?education=bachelor"]),
            Target("search, common word", site.port, ["/search?q=engineer"]),
            Target("search, two words", site.port, ["/search?q=railway+engineer"]),
            Target("suggestions", site.port, ["/suggest?q=rail"]),
            Target("API", site.port, ["/api/v1/roles"]),
        ]
        yield from _latencies(bench, "cold", targets, against=ONE_QUERY)


def visible(bench: Bench) -> Iterator[Result]:
    """From a commit in another process to the page being new on every one of two workers."""
    with granian(APPLICATION, bench.site.environment, workers=2) as server, ExitStack() as open_:
        page = _first_role(server.port)
        told = json.loads(_get(server.port, f"/api/v1/roles{page.removeprefix('/jobs')}")[1])
        watchers = [
            open_.enter_context(closing(HTTPConnection("127.0.0.1", server.port, timeout=30)))
            for _ in range(WATCHERS)
        ]
        publish = open_.enter_context(
            bench.site.talking_to("-m", "benchmarks.publisher", str(told["id"]))
        )
        latencies = [_seconds_to_see(publish, watchers, page, n) for n in range(PUBLICATIONS)]
    cuts = quantiles(latencies, n=100)
    for name, value in (("median", cuts[49]), ("p99", cuts[98]), ("longest", max(latencies))):
        yield Result("visible", f"publication seen by 2 workers, {name}", value, "s", bench.roles)


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
    "admin": admin,
}


def _measured(bench: Bench, targets: list[Target], connections: int) -> dict[str, list[Load]]:
    """By name of the target, what came of it in each round."""
    for target in targets:  # what is rendered once, or compiled once, is so before the first round
        load(target.port, target.paths, 1, headers=target.headers, connections=connections)
    loads = defaultdict(list)
    for _ in range(bench.rounds):
        for target in targets:
            loads[target.name].append(
                load(
                    target.port,
                    target.paths,
                    bench.seconds,
                    zipf=target.zipf,
                    headers=target.headers,
                    connections=connections,
                )
            )
    return loads


def _rates(
    bench: Bench, section: str, targets: list[Target], against: tuple[str, ...]
) -> Iterator[Result]:
    """Requests a second at 16 connections; a line for each target against each of `against`."""
    rates = {
        name: [each.rate for each in loads]
        for name, loads in _measured(bench, targets, connections=16).items()
    }
    for name, values in rates.items():
        rate = Result(section, name, median(values), "/s", bench.roles)
        if name in against:
            yield rate
            continue
        for other in against:
            yield replace(rate, ratio=ratio(values, rates[other]), against=other)


def _latencies(bench: Bench, section: str, targets: list[Target], against: str) -> Iterator[Result]:
    """Milliseconds of an answer while nothing else is asked: medians, and the p95 as a note."""
    loads = _measured(bench, targets, connections=1)
    shortest = [each.p50 for each in loads[against]]
    for name, of_target in loads.items():
        p50, p95 = [each.p50 for each in of_target], median(each.p95 for each in of_target)
        note = f"p95 {p95 * 1e3:.3g} ms"
        took = Result(section, name, median(p50) * 1e3, "ms", bench.roles, note=note)
        yield (
            took if name == against else replace(took, ratio=ratio(p50, shortest), against=against)
        )


def _memory(bench: Bench, section: str, server: Server) -> Iterator[Result]:
    megabytes = max(server.worker_memory()) / 2**20
    yield Result(section, "memory of a worker afterwards", megabytes, "MB", bench.roles)


def _seconds_to_see(
    publish: Callable[[str], str], watchers: list[HTTPConnection], page: str, number: int
) -> float:
    word = f"word{number}x"
    committed = float(publish(word))
    waiting = watchers
    while waiting := [each for each in waiting if word.encode() not in _body(each, page)]:
        if monotonic() - committed > LONGEST_WAIT:
            raise RuntimeError(f"{page} was not renewed within {LONGEST_WAIT} seconds")
        sleep(0.002)
    return monotonic() - committed


def _body(connection: HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    return connection.getresponse().read()


def _get(port: int, path: str, encoding: str = "identity") -> tuple[dict[str, str], bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", path, headers={"Accept-Encoding": encoding})
        answer = connection.getresponse()
        body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status}")
    return {name.lower(): value for name, value in answer.getheaders()}, body


def _first_role(port: int) -> str:
    return _role_pages(port, 1)[0]


def _role_pages(port: int, number: int) -> list[str]:
    """The addresses of the first roles of the list."""
    found: list[str] = []
    page: str | None = "/jobs"
    while page and len(found) < number:
        html = _get(port, page)[1].decode()
        found += dict.fromkeys(ROLE_LINK.findall(html[html.index("<main") :]))
        following = NEXT_LINK.findall(html)
        page = unescape(following[-1]) if following else None
    return found[:number]


def _style_sheet(port: int) -> str:
    found = re.search(r'href="(/static/[^"]+\.css)"', _get(port, "/")[1].decode())
    if found is None:
        raise RuntimeError("The home page has no style sheet.")
    return found[1]


def _seconds_to_warm(pages: int) -> int:
    """A cold page takes some 10 ms."""
    return 2 + pages // 60
