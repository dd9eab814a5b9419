"""What was measured: as a table, as JSON, and against an earlier run."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.tables import markdown, short

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table.

    `value` is a median, and `p95` of the same unit. `ratio` is the median, over the rounds, of this
    value by that of `against` in the same round; `lowest` and `highest` are those of single rounds.
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
    p95: float | None = None
    lowest: float | None = None
    highest: float | None = None

    @property
    def key(self) -> tuple[str, str, str, int]:
        return self.section, self.name, self.against, self.roles


def compared(
    result: Result, values: Sequence[float], others: Sequence[float], against: str
) -> Result:
    """The result with its ratios, round by round: what slows a whole round down cancels out.

    Args:
        values, others: of each round, this figure and that of `against`.
    """
    ratios = [value / other for value, other in zip(values, others, strict=True)]
    return replace(
        result, against=against, ratio=median(ratios), lowest=min(ratios), highest=max(ratios)
    )


def table(results: Iterable[Result]) -> str:
    """The results as a Markdown table."""
    head = ("section", "roles", "what", "median", "p95", "ratio", "of rounds", "against", "")
    return markdown([head, *map(_row, results)])


def _row(result: Result) -> tuple[str, ...]:
    return (
        result.section,
        f"{result.roles:,}" if result.roles else "",
        result.name,
        f"{short(result.value)} {result.unit}",
        "" if result.p95 is None else f"{short(result.p95)} {result.unit}",
        "" if result.ratio is None else short(result.ratio),
        _spread(result),
        result.against,
        result.note,
    )


def _spread(result: Result) -> str:
    if result.lowest is None or result.highest is None:
        return ""
    return f"{short(result.lowest)} to {short(result.highest)}"


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
        f"{short(old)} to "
        f"{short(result.ratio or 0)}"
        for change, result, old in changes
    ]
    return "\n".join(lines) or "The two runs have no ratio in common."


def save(path: Path, machine: dict[str, str], results: Iterable[Result]) -> None:
    content = {"machine": machine, "results": [asdict(result) for result in results]}
    path.write_text(json.dumps(content, indent=1) + "\n")


def read(path: Path) -> list[Result]:
    """What `save` wrote, now or before a result had all that it has today.

    Raises:
        OSError, ValueError: when the file cannot be read, or is no such file.
    """
    content: Any = json.loads(path.read_text())
    try:
        return [Result(**row) for row in content["results"]]
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path} holds no results of a benchmark") from error
