"""How soon a publication is seen by the process that made it, and by another one."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from statistics import median, quantiles
from time import monotonic
from typing import TYPE_CHECKING, Final

from benchmarks.editor import Editor, editor_of, wait
from benchmarks.pages import ask, is_kept
from benchmarks.results import Result
from benchmarks.servers import APPLICATION, Server, granian

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPConnection

    from benchmarks.rounds import Bench

PUBLICATIONS: Final = 100
# So many connections reach both of two workers, and each stays with the one it reached.
CONNECTIONS: Final = 32


def visible(bench: Bench) -> Iterator[Result]:
    """From the answer to whoever publishes, to the new page on the same worker and the other."""
    with granian(APPLICATION, bench.site.environment, workers=2) as server, ExitStack() as open_:
        (connection, same), (other, *_) = _by_worker(server, open_)
        editor = open_.enter_context(editor_of(bench.site, server, connection))
        seen = [_publication(editor, same, other, f"word{n}x") for n in range(PUBLICATIONS)]
    yield Result("visible", "form answered", median(took for took, _, _ in seen), "s", bench.roles)
    old = sum(was_old for _, was_old, _ in seen)
    unit = f"of {PUBLICATIONS}"
    yield Result("visible", "old answers of the same worker", old, unit, bench.roles)
    seconds = [until for _, _, until in seen]
    cuts = quantiles(seconds, n=100)
    for name, value in (("median", cuts[49]), ("p99", cuts[98]), ("longest", max(seconds))):
        yield Result("visible", f"seen by the other worker, {name}", value, "s", bench.roles)


def _by_worker(server: Server, open_: ExitStack) -> list[list[HTTPConnection]]:
    """Connections to each of two workers, at least two to the first of them."""
    by_worker: dict[int, list[HTTPConnection]] = {}
    for _ in range(CONNECTIONS):
        connection = open_.enter_context(server.connection())
        ask(connection, "/healthz")
        by_worker.setdefault(server.worker_at(connection), []).append(connection)
    first, second = sorted(by_worker.values(), key=len, reverse=True)
    return [first[:2], second]


def _publication(
    editor: Editor, same: HTTPConnection, other: HTTPConnection, word: str
) -> tuple[float, bool, float]:
    """Seconds of publishing, whether the same worker then showed the old page, and the seconds
    until the other showed the new one.
    """
    for connection in (same, other):
        wait(partial(_is_kept, connection, editor.page))
    took = editor.publish(word)
    answered = monotonic()
    was_old = word.encode() not in ask(same, editor.page)[1]
    wait(lambda: word.encode() in ask(other, editor.page)[1])
    return took, was_old, monotonic() - answered


def _is_kept(connection: HTTPConnection, page: str) -> bool:
    return is_kept(ask(connection, page)[0])
