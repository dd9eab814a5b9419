from dataclasses import replace

import pytest
from hypothesis import given

from roles.interchange import csv
from roles.interchange.source import Decoded
from roles.records import CategoryName, GlanceFact, RoleRecord
from tests.interchange.reading import only, outcomes, shown
from tests.interchange.strategies import records

BAKER = RoleRecord(
    title="Baker",
    slug="baker",
    category=CategoryName("Food", "food"),
    summary="=1+1",
    glance=(GlanceFact("Growth", "Flat"),),
    duties=("Knead", "Bake"),
)


def test_rows_are_read_and_refused_one_by_one() -> None:
    assert shown("csv", "bakers.csv") == [
        "2 Baker",
        "4 Cook",
        "f:5: has 2 cells, the header has 5",
        "f:7: title: is missing",
    ]


def test_a_row_speaks_of_its_columns_alone() -> None:
    baker, cook, *_ = outcomes("csv", "bakers.csv")
    assert isinstance(baker, Decoded)
    assert isinstance(cook, Decoded)
    assert baker.record == RoleRecord(
        title="Baker",
        slug="baker",
        category=CategoryName("Food", "food"),
        summary="Bakes, at night",
        duties=("Knead", "Bake"),
        glance=(GlanceFact("Typical education", "None"),),
    )
    assert isinstance(baker.record, RoleRecord)
    assert baker.record.fields == {
        *("title", "category", "summary", "duties"),
        "glance: Typical education",
    }
    assert isinstance(cook.record, RoleRecord)
    assert cook.record.summary == "=SUM(A1)"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("title,salary,category,pay\n", "f:1: unknown column: salary, pay"),
        ("\n\ntitle\nBaker\n", "f:3: missing column: category"),
        ("title;category\n", "f:1: the columns must be separated by commas"),
        ("title,category,Title\n", "f:1: a column stands twice"),
        ('title,category\n"Baker,Food\n', "f:2: is not CSV: unexpected end of data"),
        ('title,category\n"Baker"s,Food\n', "f:2: is not CSV: ',' expected after '\"'"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(text: str, refusal: str) -> None:
    assert shown("csv", text.encode()) == [refusal]


def test_a_cell_that_is_not_utf8_is_refused() -> None:
    raw = b"title,category\nCaf\xe9,Food\n"
    assert shown("csv", raw) == ["f:2: is not UTF-8 (byte 0xe9 at offset 3)"]


def test_cells_that_spreadsheets_would_run_are_guarded() -> None:
    assert b"'=1+1" in b"".join(csv.encode([BAKER], ["Growth"]))


@pytest.mark.parametrize("summary", ["=a", "+a", "-a", "@a", "'=a", "''-a", "'a", "＝a", "a"])
def test_guarded_cells_are_read_as_they_were(summary: str) -> None:
    record = replace(BAKER, summary=summary)
    assert only("csv", b"".join(csv.encode([record], ["Growth"]))).record == record


def test_a_fact_without_a_column_is_not_lost_in_silence() -> None:
    with pytest.raises(ValueError, match="no column for Growth"):
        list(csv.encode([BAKER], ["Typical education"]))


@given(records)
def test_the_flat_fields_survive(record: RoleRecord) -> None:
    flat = replace(
        record,
        qualifications=(),
        faqs=(),
        related=(),
        education_override="",
        experience_override="",
        ai_impact_override="",
    )
    raw = b"".join(csv.encode([flat], [fact.label for fact in flat.glance]))
    assert only("csv", raw).record == flat
