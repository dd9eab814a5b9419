from datetime import date

import pytest

from roles.text.dates import long_date, parse_date


@pytest.mark.parametrize(
    "text",
    [
        *("March 3, 2026", "3 March 2026", "2026-03-03", "Mar 3, 2026", "03/03/2026"),
        *("3 Mar. 2026", "March 3rd, 2026", "MARCH 3 2026", " 3  March\t2026 "),
    ],
)
def test_a_date_is_read_in_the_forms_people_write(text: str) -> None:
    assert parse_date(text) == date(2026, 3, 3)


def test_slashes_put_the_month_first() -> None:
    assert parse_date("12/31/2025") == date(2025, 12, 31)


def test_september_has_two_short_forms() -> None:
    assert parse_date("Sept 1, 2025") == parse_date("Sep 1, 2025") == date(2025, 9, 1)


@pytest.mark.parametrize("text", ["31/12/2025", "30 February 2026", "3 Brumaire 2026"])
def test_days_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="there is no day"):
        parse_date(text)


@pytest.mark.parametrize("text", ["", "recently", "March 2026", "2026"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="as a date"):
        parse_date(text)


def test_a_long_date_has_no_leading_zero() -> None:
    assert long_date(date(2026, 3, 3)) == "3 March 2026"
