from io import BytesIO

import pytest

from roles.interchange import source
from tests.interchange.reading import shown

KINDS = ("txt", "md", "json", "jsonl", "csv")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (b"", "f:1: is empty"),
        (b"\xef\xbb\xbf\r\n  \n", "f:1: is empty"),
        ("Trade".encode("utf-16"), "f:1: is UTF-16 text; save it as UTF-8"),
        (b"%PDF-1.7", "f:1: is a PDF document"),
        (b"PK\x03\x04rest", "f:1: is a zip or Word document"),
        (b"{\\rtf1 Baker}", "f:1: is an RTF document"),
        (b"\n <!DOCTYPE html><p>Baker", "f:1: is an HTML document; save the text alone"),
        (b"<html><body>Baker", "f:1: is an HTML document; save the text alone"),
    ],
)  # fmt: skip
def test_files_of_other_kinds_are_refused_by_what_they_are(
    kind: str, raw: bytes, refusal: str
) -> None:
    if raw.startswith(b"\n") and kind in ("jsonl", "csv"):
        raw = raw.strip()
    assert shown(kind, raw)[:1] == [refusal]


@pytest.mark.parametrize("kind", ["txt", "md", "json"])
def test_what_is_not_utf8_is_refused_with_line_and_offset(kind: str) -> None:
    assert shown(kind, b"Food\n\nCaf\xe9\n") == ["f:3: is not UTF-8 (byte 0xe9 at offset 9)"]
    assert shown(kind, b"Food\n\0\n") == ["f:2: is a binary file or UTF-16 (byte 0 at offset 5)"]


def test_a_document_has_a_size_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "DOCUMENT_BYTES", 3 * 1024**2)
    assert shown("txt", b"a" * (3 * 1024**2 + 1)) == ["f:1: is larger than 3 MB"]


def test_a_line_has_a_size_limit_and_the_next_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "LINE_BYTES", 1024**2)
    raw = b"a" * (3 * 1024**2) + b'\n{"title":"Baker","category":{"name":"Food"}}'
    assert shown("jsonl", raw) == ["f:1: the line is longer than 1 MB", "2 Baker"]


def test_lines_are_read_one_at_a_time() -> None:
    stream = BytesIO(b"one\ntwo\n")
    assert next(source.lines(stream, "f")) == (1, "one\n")
    assert stream.tell() == 4
