"""Rounds of load, in which the things that are compared take turns.

Whatever else the machine does meets all of them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.load import CONNECTIONS, Load, load
from benchmarks.results import Result, compared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.site import Site


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


def rates(
    bench: Bench, section: str, targets: list[Target], against: tuple[str, ...]
) -> Iterator[Result]:
    """Requests a second over many connections; a line for each target against each of `against`."""
    measured = {
        name: [each.rate for each in loads]
        for name, loads in _measured(bench, targets, CONNECTIONS).items()
    }
    for name, values in measured.items():
        rate = Result(section, name, median(values), "/s", bench.roles)
        if name in against:
            yield rate
            continue
        for other in against:
            yield compared(rate, values, measured[other], other)


def latencies(bench: Bench, section: str, targets: list[Target], against: str) -> Iterator[Result]:
    """Milliseconds of an answer while nothing else is asked; ratios are those of the medians."""
    loads = _measured(bench, targets, connections=1)
    shortest = [each.p50 for each in loads[against]]
    for name, of_target in loads.items():
        p50, p95 = [each.p50 for each in of_target], median(each.p95 for each in of_target)
        took = Result(section, name, median(p50) * 1e3, "ms", bench.roles)
        took = replace(took, p95=p95 * 1e3)
        yield took if name == against else compared(took, p50, shortest, against)


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
