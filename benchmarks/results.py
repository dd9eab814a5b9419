"""What was measured: as a table, as JSON, and against an earlier run."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table.

    `ratio` is the median, over the rounds, of this value by that of `against` in the same round.
    `roles` is how many the site had; 0 where that does not matter.
    """

    section: str
    name: str
    value: float
    unit: str
    roles: int = 0
    ratio: float | None = None
    against: str = ""
    note: str = ""

    @property
    def key(self) -> tuple[str, str, str, int]:
        return self.section, self.name, self.against, self.roles


def ratio(values: Sequence[float], against: Sequence[float]) -> float:
    """The median of the ratios, round by round: what slows a whole round down cancels out.

    >>> ratio([2.0, 30.0, 4.0], [1.0, 10.0, 2.0])
    2.0
    """
    return median(value / other for value, other in zip(values, against, strict=True))


def table(results: Iterable[Result]) -> str:
    """The results as a Markdown table."""
    rows = [("section", "roles", "what", "median", "ratio", "against", "")]
    rows += [
        (
            result.section,
            f"{result.roles:,}" if result.roles else "",
            result.name,
            f"{_short(result.value)} {result.unit}",
            "" if result.ratio is None else _short(result.ratio),
            result.against,
            result.note,
        )
        for result in results
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"
        for row in rows
    ]
    lines.insert(1, f"|{'|'.join('-' * (width + 2) for width in widths)}|")
    return "\n".join(lines)


def comparison(results: Iterable[Result], earlier: Iterable[Result]) -> str:
    """By how much each ratio is another than in an earlier run, the greatest change first."""
    before = {result.key: result.ratio for result in earlier}
    changes = [
        (result.ratio / old, result, old)
        for result in results
        if result.ratio and (old := before.get(result.key))
    ]
    changes.sort(key=lambda change: max(change[0], 1 / change[0]), reverse=True)
    lines = [
        f"{change:6.2f} times: {result.section}, {result.name}"
        f"{f' at {result.roles:,} roles' if result.roles else ''}, against {result.against}: "
        f"{_short(old)} to "
        f"{_short(result.ratio or 0)}"
        for change, result, old in changes
    ]
    return "\n".join(lines) or "The two runs have no ratio in common."


def save(path: Path, machine: dict[str, str], results: Iterable[Result]) -> None:
    content = {"machine": machine, "results": [asdict(result) for result in results]}
    path.write_text(json.dumps(content, indent=1) + "\n")


def read(path: Path) -> list[Result]:
    """What `save` wrote.

    Raises:
        OSError, ValueError: when the file cannot be read, or is no such file.
    """
    content: Any = json.loads(path.read_text())
    try:
        return [Result(**row) for row in content["results"]]
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path} holds no results of a benchmark") from error


def _short(number: float) -> str:
    """Three digits that count.

    >>> _short(12345.6), _short(0.01234)
    ('12,346', '0.0123')
    """
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}"
