import pytest
from hypothesis import given

from roles.interchange import json
from roles.records import CategoryName, CategoryRecord, RoleRecord
from tests.interchange.reading import again, shown
from tests.interchange.strategies import records

BAKER = b'{"title":"Baker","category":{"name":"Food"}}'


def test_one_object_or_a_list_of_them_is_read() -> None:
    assert shown("json", BAKER) == ["1 Baker"]
    assert shown("json", b"[]") == []
    assert shown("json", b"[\n" + BAKER + b",\n\n" + BAKER + b"\n]\n") == ["2 Baker", "4 Baker"]


def test_a_wrong_entry_of_a_list_is_refused_alone() -> None:
    raw = b"[" + BAKER + b',\n{"title":"Cook"},\n5,\n' + BAKER + b"]"
    assert shown("json", raw) == [
        "1 Baker",
        "f:2: category: is missing",
        "f:3: record: expected an object",
        "4 Baker",
    ]


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (b'{"title":\n', "f:2: is not JSON: Expecting value"),
        (b"{}{}", "f:1: is not JSON: Extra data"),
        (b'{"title":"a","title":"b"}', 'f:1: the key "title" stands twice'),
        (b"[" * 100_000, "f:1: is nested too deeply"),
        (b"[" + BAKER + b"\n" + BAKER, "f:2: is not JSON: Expecting ',' delimiter"),
    ],
)
def test_what_is_not_json_is_refused_with_its_line(raw: bytes, refusal: str) -> None:
    assert shown("json", raw)[-1] == refusal


def test_the_file_is_indented_and_keeps_every_script() -> None:
    record = RoleRecord(title="Bäcker", slug="b", category=CategoryName("食", "food"))
    raw = json.encode(record, site_url="https://jobs.example").decode()
    assert raw.startswith(
        '{\n  "schema": 1,\n  "title": "Bäcker",\n  "slug": "b",\n  "url": "https:'
    )
    assert raw.endswith("\n}\n")


def test_a_category_survives() -> None:
    record = CategoryRecord(category=CategoryName("Food", "food"), introduction="*All*")
    assert again("json", record) == record
    assert again("jsonl", record) == record


@given(records)
def test_a_record_survives(record: RoleRecord) -> None:
    for kind in ("json", "jsonl"):
        copy = again(kind, record)
        assert isinstance(copy, RoleRecord)
        assert (copy, copy.publication) == (record, record.publication)
