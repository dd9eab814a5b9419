import pytest
from hypothesis import given

from roles.text.normal import normal_line, normal_markdown, normal_text
from tests.text.strategies import nasty


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("\ufeffstart", "start"),
        ("7\u00a0years\u202fand\u2007more", "7 years and more"),
        ("a\x00b\x07c", "abc"),
        ("a\tb", "a b"),
        ("soft\x0bbreak", "soft\nbreak"),
        ("line\u2028separator", "line\nseparator"),
        ("e\u0301", "é"),
        ("  both ends  \n  of lines  ", "both ends\nof lines"),
        ("\n\n\na\n\n\n\nb\n\n", "a\n\nb"),
        ("two  spaces", "two  spaces"),
        ("\ud800", "\ufffd"),
    ],
)
def test_plain_text_takes_its_one_form(typed: str, kept: str) -> None:
    assert normal_text(typed) == kept


def test_a_single_line_has_single_spaces() -> None:
    assert normal_line(" a \r\n\n b\u00a0\tc\u3000d ") == "a b c d"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  - a\n  - b  ", "  - a\n  - b"),
        ("one  \ntwo", "one\\\ntwo"),
        ("one  \n\ntwo", "one\n\ntwo"),
        ("one  \n- two", "one\n- two"),
        ("one \ntwo", "one\ntwo"),
    ],
)
def test_markdown_keeps_indentation_and_hard_breaks(typed: str, kept: str) -> None:
    assert normal_markdown(typed) == kept


@given(nasty)
def test_normal_text_is_normal(text: str) -> None:
    for normal in (normal_text, normal_line, normal_markdown):
        assert normal(normal(text)) == normal(text)
