"""CSV for spreadsheets: the flat fields of many roles, one row each.

Duties, alternative titles and tags stand one a line inside their cell; every fact has a column
"glance: <Label>". A file may have any of the columns beside title and category, and speaks of no
other field. A cell that a spreadsheet would run as a formula is written with an apostrophe before
it, and read without; a text that begins with apostrophes and such a sign gets one more.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from roles.interchange.errors import FormatError
from roles.interchange.source import lines, outcome, refusals
from roles.records import from_dict
from roles.text.bullets import encode_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO

    from roles.interchange.source import Outcome
    from roles.records import RoleRecord

_TEXTS = (
    *("title", "slug", "category", "category_slug", "summary", "seo_title", "seo_description"),
    *("overview", "outlook", "cover_letter"),
)
_LISTS = ("duties", "also_called", "tags")
_COLUMNS = (*_TEXTS, *_LISTS)
_FACT = "glance: "
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠]")


def encode(records: Iterable[RoleRecord], labels: Sequence[str]) -> Iterator[bytes]:
    """Write a header and a row for each role; `labels` are the facts that get a column.

    Raises ValueError for a record with a fact that has none.
    """
    yield _row([*_COLUMNS, *(_FACT + label for label in labels)])
    for record in records:
        yield _row([*_cells(record), *_fact_cells(record, labels)])


@refusals
def decode(stream: BinaryIO, name: str) -> Iterator[Outcome]:
    """Yield a record, or why it is refused, for every row below the header."""
    rows = _rows(stream, name)
    line, header = next(rows, (1, None))
    if header is None:
        raise FormatError(name, line, "is empty")
    columns = _columns(header, name, line)
    for line, row in rows:
        if len(row) == len(columns):
            cells = dict(zip(columns, map(_unguarded, row), strict=True))
            yield outcome(_record, cells, name, line)
        else:
            reason = f"has {len(row)} cells, the header has {len(columns)}"
            yield FormatError(name, line, reason)


def _cells(record: RoleRecord) -> list[str]:
    values = {column: getattr(record, column, "") for column in _TEXTS}
    values |= {"category": record.category.name, "category_slug": record.category.slug}
    return [*values.values(), *(encode_lines(getattr(record, column)) for column in _LISTS)]


def _fact_cells(record: RoleRecord, labels: Sequence[str]) -> list[str]:
    facts = {fact.label: fact.text for fact in record.glance}
    unknown = facts.keys() - set(labels)
    if unknown:
        raise ValueError(f"no column for {', '.join(sorted(unknown))}")
    return [facts.get(label, "") for label in labels]


def _row(cells: list[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(map(_guarded, cells))
    return buffer.getvalue().encode()


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _rows(stream: BinaryIO, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, each with the line on which it begins."""
    reader = csv.reader(_texts(stream, name), strict=True)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise FormatError(name, line, f"is not CSV: {error}") from None


def _texts(stream: BinaryIO, name: str) -> Iterator[str]:
    for line in lines(stream, name):
        if isinstance(line, FormatError):
            raise line
        yield line[1]


def _columns(header: list[str], name: str, line: int) -> list[str]:
    columns = [_column(cell) for cell in header]
    unknown = [c for c in columns if c not in _COLUMNS and not c.startswith(_FACT)]
    missing = [column for column in ("title", "category") if column not in columns]
    if missing and len(columns) == 1 and re.search(r"[;\t]", columns[0]):
        raise FormatError(name, line, "the columns must be separated by commas")
    if unknown:
        raise FormatError(name, line, f"unknown column: {', '.join(unknown)}")
    if missing:
        raise FormatError(name, line, f"missing column: {', '.join(missing)}")
    if len(set(columns)) < len(columns):
        raise FormatError(name, line, "a column stands twice")
    return columns


def _column(cell: str) -> str:
    prefix, separator, label = cell.strip().partition(":")
    if separator and prefix.strip().casefold() == "glance" and label.strip():
        return _FACT + label.strip()
    return cell.strip().casefold()


def _record(cells: dict[str, str]) -> RoleRecord:
    category = {"name": cells["category"], "slug": cells.get("category_slug", "")}
    facts = {column for column in cells if column.startswith(_FACT)}
    texts = {column: cells[column] for column in _TEXTS if column in cells}
    lists = {column: cells[column].splitlines() for column in _LISTS if column in cells}
    glance = [{"label": f.removeprefix(_FACT), "text": cells[f]} for f in cells if f in facts]
    texts.pop("category_slug", None)
    record = from_dict({**texts, **lists, "category": category, "glance": glance})
    return replace(record, fields=frozenset({*texts, *lists, *facts}))
