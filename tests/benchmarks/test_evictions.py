"""Which pages tell of a role, and so have to be rendered anew when it is published."""

from __future__ import annotations

import pytest

from benchmarks.evictions import shows

ROLE = "/jobs/law/clerk"
PAGE = '<a href="/jobs/law">Law</a> <a href="/tags/office">Office</a>'


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (ROLE, f"the address: {ROLE}", True),
        ("/jobs/art/painter", f'<a href="{ROLE}">', True),
        ("/jobs/art/painter", f'<a href="{ROLE}-2">', False),
        ("/jobs/law", "", True),
        ("/jobs/art", "", False),
        ("/tags/office", "", True),
        ("/tags/travel", "", False),
    ],
)
def test_a_page_that_stays_the_same_shows_a_role_by_its_address_category_or_tag(
    path: str, text: str, *, expected: bool
) -> None:
    assert shows(path, text, text, ROLE, PAGE) == expected


def test_a_page_that_changes_shows_it() -> None:
    assert shows("/jobs/art/painter", "before", "after", ROLE, PAGE)
