from hypothesis import given

from roles.text.bullets import decode_lines, encode_lines
from tests.text.strategies import nasty


def test_bullets_and_blank_lines_are_dropped() -> None:
    text = "  • Lead the team\n\n- Hire: people\n* a\n– b\n1. c\n-5 degrees\n2025 plan\n-\n"
    assert decode_lines(text) == (
        *("Lead the team", "Hire: people", "a", "b", "c", "-5 degrees", "2025 plan"),
    )


@given(nasty)
def test_lines_are_stable_after_one_reading(text: str) -> None:
    entries = decode_lines(text)
    assert decode_lines(encode_lines(entries)) == entries
