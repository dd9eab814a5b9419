"""What is aimed at, held against results."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.aims import BOUNDS, GROWTH_BOUNDS, NGINX, ONE_PAGE, WHITENOISE, Bound, aims_table
from benchmarks.results import Result

HOT = Result("hot", "role page, kept", 20_000, "/s", 1_000, 0.5, NGINX)
MEMORY = Result("interchange", "memory of the import", 612, "MB", 100_000)


def lines(*results: Result) -> list[list[str]]:
    rows = aims_table(results).splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


@pytest.mark.parametrize(
    ("bound", "figure", "missed"),
    [
        (Bound("hot", "a", least=0.5), 0.5, 0),
        (Bound("hot", "a", least=0.5), 0.25, 0.25),
        (Bound("hot", "a", most=1.5), 1.5, 0),
        (Bound("hot", "a", most=1.5), 4, 2.5),
        (Bound("hot", "a", most=0), 3, 3),
    ],
)
def test_an_aim_is_met_up_to_its_bound(bound: Bound, figure: float, missed: float) -> None:
    assert bound.missed_by(figure) == missed


def test_each_line_says_what_was_measured_and_by_how_much_it_is_missed() -> None:
    files = replace(HOT, ratio=1.75, against=WHITENOISE)
    old = Result("visible", "old answers of the same worker", 0, "of 100", 1_000)
    assert lines(HOT, files, old, MEMORY) == [
        ["hot", "1,000", "role page, kept", WHITENOISE, "at least 1.3", "1.75", "met"],
        ["hot", "1,000", "role page, kept", NGINX, "at least 0.55", "0.5", "missed by 0.05"],
        ["visible", "1,000", old.name, "", "at most 0 of 100", "0 of 100", "met"],
        [*("interchange", "100,000", MEMORY.name, ""), "at most 500 MB", "612 MB", "missed by 112"],
    ]


def test_an_aim_for_many_roles_says_nothing_of_few() -> None:
    assert lines(replace(MEMORY, roles=10_000)) == []


def test_the_many_pages_are_known_whatever_their_number() -> None:
    pages = Result("zipf", "10,000 role pages", 20_000, "/s", 10_000, 0.8, ONE_PAGE)
    assert lines(pages)[0][2:] == ["10,000 role pages", ONE_PAGE, "at least 0.7", "0.8", "met"]


def test_growth_is_that_of_the_p95_where_there_is_one() -> None:
    page = Result("cold", "role page", 10, "ms", 300, p95=10)
    admin = Result("admin", "change list", 100, "ms", 300)
    many = [replace(page, roles=600, p95=15), replace(admin, roles=600, value=120)]
    assert lines(page, admin, *many) == [
        ["cold", "600", "role page, p95", "300 roles", "at most 1.2", "1.5", "missed by 0.3"],
        ["admin", "600", "change list", "300 roles", "at most 1.5", "1.2", "met"],
    ]


def test_every_aim_has_one_bound() -> None:
    for bound in (*BOUNDS, *GROWTH_BOUNDS):
        assert (bound.least is None) != (bound.most is None), bound
