"""Tables in Markdown, and the numbers in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """The rows as a table; the first one is its head."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"
        for row in rows
    ]
    lines.insert(1, f"|{'|'.join('-' * (width + 2) for width in widths)}|")
    return "\n".join(lines)


def short(number: float) -> str:
    """Three digits that count.

    >>> short(12345.6), short(0.01234)
    ('12,346', '0.0123')
    """
    if abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}"
