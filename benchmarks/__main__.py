"""Measures a site of invented roles and prints it as tables: `python -m benchmarks --help`."""

from __future__ import annotations

import platform
import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from importlib.metadata import version
from pathlib import Path
from subprocess import SubprocessError
from typing import TYPE_CHECKING, Final

from benchmarks.aims import aims_table
from benchmarks.growth import growth, growth_table
from benchmarks.measures import SECTIONS, interchange
from benchmarks.results import comparison, read, save, table
from benchmarks.rounds import Bench
from benchmarks.servers import Missing, require
from benchmarks.site import empty_site

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.results import Result

ALL_SECTIONS: Final = (*SECTIONS, "interchange")


def main(arguments: Sequence[str] | None = None) -> None:
    options = _options(arguments)
    try:
        earlier = read(options.compare) if options.compare else []
        require("wrk", "nginx")
    except (Missing, OSError, ValueError) as error:
        sys.exit(str(error))
    results: list[Result] = []
    stopped = ""
    try:
        for result in _results(options):
            results.append(result)
            print(
                f"{result.section}, {result.name}: {result.value:.4g} {result.unit}",
                file=sys.stderr,
            )
    except (RuntimeError, SubprocessError) as error:
        stopped = f"Stopped: {error}"
    except KeyboardInterrupt:
        stopped = "Stopped."
    print(table(results))
    if figures := growth(results):
        print(f"\nGrowth:\n\n{growth_table(figures)}")
    print(f"\nAims:\n\n{aims_table(results)}")
    if options.compare:
        print(f"\nRatios, against {options.compare}:\n{comparison(results, earlier)}")
    if options.json:
        save(options.json, _machine(options), results)
    if stopped:
        sys.exit(stopped)


def _results(options: Namespace) -> Iterator[Result]:
    sections = [name for name in SECTIONS if name in options.only]
    for roles in options.roles if sections else []:
        with empty_site(options.postgres) as site:
            print(f"Making {roles:,} roles…", file=sys.stderr)
            site.run("-m", "benchmarks.seed", str(roles))
            bench = Bench(site, roles, options.rounds, options.seconds)
            for name in sections:
                yield from SECTIONS[name](bench)
    for roles in options.roles if "interchange" in options.only else []:
        with empty_site(options.postgres) as site:
            yield from interchange(site, roles)


def _machine(options: Namespace) -> dict[str, str]:
    names = ("Django", "granian", "whitenoise", "tantivy")
    return {
        "machine": f"{platform.machine()}, {platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "database": "PostgreSQL" if options.postgres else "SQLite",
        **{name: version(name) for name in names},
    }


def _options(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--roles",
        type=_numbers,
        default=[1_000],
        help="how many roles the site has, such as 1000,10000,100000 (default: 1000)",
    )
    parser.add_argument(
        "--only",
        type=_sections,
        default=ALL_SECTIONS,
        help=f"sections to measure, of {','.join(ALL_SECTIONS)} (default: all)",
    )
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    parser.add_argument("--seconds", type=int, default=2, help="of each load (default: 2)")
    parser.add_argument(
        "--postgres",
        default="",
        metavar="URL",
        help="a database on a PostgreSQL server, postgres://user:password@host:5432/name, where "
        "the site's own is made and dropped again (default: SQLite)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the results in a file")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="with an earlier --json")
    return parser.parse_args(arguments)


def _numbers(text: str) -> list[int]:
    try:
        numbers = [int(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if not numbers or min(numbers) < 300:
        raise ArgumentTypeError("write numbers from 300 on, such as 1000,10000")
    return numbers


def _sections(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(ALL_SECTIONS):
        raise ArgumentTypeError(f"there is no section {', '.join(sorted(unknown))}")
    return names


if __name__ == "__main__":
    # Either way, servers are stopped and the site is removed on the way out.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main()
