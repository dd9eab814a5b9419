"""Dates as people write them on a page: "3 March 2026"."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_FORMS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})"),
    re.compile(rf"{_MONTH} {_DAY},? (?P<year>\d{{4}})"),
    re.compile(rf"{_DAY} {_MONTH},? (?P<year>\d{{4}})"),
)


def parse_date(text: str) -> date:
    """Read "March 3, 2026", "3 Mar 2026", "2026-03-03" or, month first, "03/03/2026".

    Raises ValueError, with a reason to show, for anything else.
    """
    words = " ".join(text.split())
    for form in _FORMS:
        match = form.fullmatch(words)
        if match:
            return _date(match, words)
    raise ValueError(f'cannot read "{words}" as a date; write it like "3 March 2026"')


def long_date(day: date) -> str:
    """Return the day as "3 March 2026", whatever the locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _date(match: re.Match[str], words: str) -> date:
    try:
        return date(int(match["year"]), _month(match["month"]), int(match["day"]))
    except ValueError:
        raise ValueError(f'there is no day "{words}"') from None


def _month(word: str) -> int:
    if word.isdigit():
        return int(word)
    short = "sep" if word.lower() == "sept" else word.lower()
    for number, name in enumerate(_MONTHS, 1):
        if short in (name.lower(), name[:3].lower()):
            return number
    raise ValueError(word)
