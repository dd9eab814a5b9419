import pytest

from roles.interchange.formats import FORMATS, format_of


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a/b.txt", "txt"),
        ("b.MD", "md"),
        ("c.json", "json"),
        ("d.x.jsonl", "jsonl"),
        ("e.csv", "csv"),
    ],
)
def test_the_suffix_names_the_format(path: str, name: str) -> None:
    assert format_of(path) is FORMATS[name]
    assert path.casefold().endswith(FORMATS[name].suffix)


@pytest.mark.parametrize("path", ["a.docx", "txt", "-", "a.txt.gz"])
def test_other_suffixes_are_not_ours(path: str) -> None:
    assert format_of(path) is None
