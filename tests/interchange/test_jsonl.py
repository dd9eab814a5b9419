from pathlib import Path

import pytest

from roles.interchange import jsonl
from roles.interchange.source import Decoded
from roles.records import CategoryName, RoleRecord
from tests.interchange.reading import outcomes, shown

ONET = Path(__file__).parents[2].parent / "shared" / "onet" / "roles.jsonl"


def test_bad_lines_are_refused_one_by_one() -> None:
    assert shown("jsonl", "keys.jsonl") == [
        "1 Food",
        "2 Baker",
        "f:4: summary: expected text, found number",
        "f:5: is not JSON: Expecting property name enclosed in double quotes at column 17",
        "f:6: tables: unknown key",
        "7 Chef",
    ]


def test_a_line_that_is_not_utf8_is_refused_alone() -> None:
    raw = b'"\xff"\n{"title":"Baker","category":{"name":"Food"}}\n{} {}'
    assert shown("jsonl", raw) == [
        "f:1: is not UTF-8 (byte 0xff at offset 1)",
        "2 Baker",
        "f:3: more than one value on the line",
    ]


def test_a_record_knows_which_fields_its_line_spoke_of() -> None:
    [_, baker, *_] = outcomes("jsonl", "keys.jsonl")
    assert isinstance(baker, Decoded)
    assert isinstance(baker.record, RoleRecord)
    assert baker.record.fields == {"title", "category", "summary"}


def test_a_record_is_one_line() -> None:
    record = RoleRecord(title="A", slug="a", category=CategoryName("B", "b"), summary="c\n\nd")
    assert jsonl.encode(record).count(b"\n") == 1


@pytest.mark.skipif(not ONET.exists(), reason="the O*NET file is not beside the repository")
def test_every_line_of_a_large_real_file_is_read() -> None:
    with ONET.open("rb") as stream:
        read = list(jsonl.decode(stream, ONET.name))
    assert [type(outcome) for outcome in read] == [Decoded] * 922
