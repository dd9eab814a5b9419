"""What is aimed at, and whether a run met it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from benchmarks.growth import growth
from benchmarks.tables import markdown, short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from benchmarks.results import Result

NGINX: Final = "static file of nginx"
WHITENOISE: Final = "static file of WhiteNoise alone"
ONE_QUERY: Final = "view with one query"
ONE_PAGE: Final = "one role page"


@dataclass(frozen=True, slots=True)
class Bound:
    """At least, or at most, so much of a figure that `section` and `name` tell.

    It is about the ratio to `against`, when that is given, and otherwise about the value itself.
    `roles` limits it to sites with so many.
    """

    section: str
    name: str
    least: float | None = None
    most: float | None = None
    against: str = ""
    roles: int = 0

    def missed_by(self, figure: float) -> float:
        """How far the figure is on the wrong side, in its own unit; 0 when the aim is met."""
        below = 0.0 if self.least is None else self.least - figure
        above = 0.0 if self.most is None else figure - self.most
        return max(below, above, 0.0)

    def __str__(self) -> str:
        word = "most" if self.least is None else "least"
        bound = self.most if self.least is None else self.least
        return f"at {word} {short(bound or 0)}"


BOUNDS: Final = (
    Bound("hot", "role page, kept", least=1.3, against=WHITENOISE),
    Bound("hot", "role page, kept", least=0.55, against=NGINX),
    Bound("zipf", "", least=0.7, against=ONE_PAGE),
    Bound("cold", "role page", most=1.5, against=ONE_QUERY),
    Bound("cold", "role page, in the file", most=1.5, against=ONE_QUERY),
    Bound("visible", "old answers of the same worker", most=0),
    Bound("visible", "seen by the other worker, p99", most=1.0),
    Bound("evicted", "rendered anew, not showing the role", most=0),
    Bound("interchange", "import, database alone", least=0.5, against="executemany"),
    Bound("interchange", "memory of the import", most=500, roles=100_000),
)
# Of the growth between the fewest and the most roles of a run: of a p95 where there is one.
GROWTH_BOUNDS: Final = (
    Bound("hot", "role page, kept", least=1 / 1.2),
    Bound("cold", "role page", most=1.2),
    Bound("cold", "role page, in the file", most=1.2),
    Bound("cold", "list, deep", most=1.2),
    Bound("cold", "search, common word", most=3),
    Bound("cold", "search, two words", most=3),
    Bound("admin", "change list", most=1.5),
    Bound("admin", "change list, last page", most=1.5),
)


def aims_table(results: Sequence[Result]) -> str:
    """What is aimed at, what was measured, and "met" or by how much not, as a Markdown table."""
    rows = [*_of_results(results), *_of_growth(results)]
    head = ("section", "roles", "what", "against", "aim", "measured", "")
    return markdown([head, *rows])


def _of_results(results: Sequence[Result]) -> Iterator[tuple[str, ...]]:
    for bound in BOUNDS:
        for result in _about(bound, results):
            figure = result.ratio if bound.against else result.value
            if figure is not None:
                about = (result.section, f"{result.roles:,}", result.name, result.against)
                yield *about, *_verdict(bound, figure, "" if bound.against else result.unit)


def _about(bound: Bound, results: Iterable[Result]) -> Iterator[Result]:
    """The results that the bound is about; one without a name is about any of its section."""
    for result in results:
        if (
            bound.section == result.section
            and bound.name in ("", result.name)
            and bound.against == result.against
            and bound.roles in (0, result.roles)
        ):
            yield result


def _of_growth(results: Sequence[Result]) -> Iterator[tuple[str, ...]]:
    figures = {(each.few.section, each.few.name): each for each in growth(results)}
    for bound in GROWTH_BOUNDS:
        if found := figures.get((bound.section, bound.name)):
            figure = found.p95_times or found.times
            name = f"{bound.name}, p95" if found.p95_times else bound.name
            if figure is not None:
                about = (bound.section, f"{found.many.roles:,}", name, f"{found.few.roles:,} roles")
                yield *about, *_verdict(bound, figure, "")


def _verdict(bound: Bound, figure: float, unit: str) -> tuple[str, str, str]:
    missed = bound.missed_by(figure)
    return (
        f"{bound} {unit}".strip(),
        f"{short(figure)} {unit}".strip(),
        f"missed by {short(missed)}" if missed else "met",
    )
