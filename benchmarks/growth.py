"""What many roles cost against few: each figure at the largest number against the smallest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.tables import markdown, short

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.results import Result


@dataclass(frozen=True, slots=True)
class Growth:
    """One figure of a site with few roles, and of one with many."""

    few: Result
    many: Result

    @property
    def times(self) -> float | None:
        """The median with many roles by that with few; a rate that falls is below 1."""
        return self.many.value / self.few.value if self.few.value else None

    @property
    def p95_times(self) -> float | None:
        return self.many.p95 / self.few.p95 if self.many.p95 and self.few.p95 else None


def growth(results: Iterable[Result]) -> list[Growth]:
    """Of all figures that were measured at both ends; none when there was one number of roles."""
    # A figure comes once for each thing it is compared with.
    by_figure = {(each.section, each.name, each.roles): each for each in results if each.roles}
    numbers = {roles for _, _, roles in by_figure}
    if len(numbers) < 2:
        return []
    least, most = min(numbers), max(numbers)
    return [
        Growth(few, by_figure[section, name, most])
        for (section, name, roles), few in by_figure.items()
        if roles == least and (section, name, most) in by_figure
    ]


def growth_table(figures: list[Growth]) -> str:
    """The figures, of which there is one at least, as a Markdown table."""
    least, most = figures[0].few.roles, figures[0].many.roles
    head = ("section", "what", f"at {least:,}", f"at {most:,}", "times", "p95, times")
    return markdown([head, *map(_row, figures)])


def _row(figure: Growth) -> tuple[str, ...]:
    return (
        figure.few.section,
        figure.few.name,
        f"{short(figure.few.value)} {figure.few.unit}",
        f"{short(figure.many.value)} {figure.many.unit}",
        "" if figure.times is None else short(figure.times),
        "" if figure.p95_times is None else short(figure.p95_times),
    )
