"""Figures with many roles against those with few."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.growth import growth, growth_table
from benchmarks.results import Result

PAGE = Result("cold", "role page", 10, "ms", 1_000, 20, "view", p95=12)
RATE = Result("hot", "role page", 30_000, "/s", 1_000, 0.6, "nginx")
OLD = Result("visible", "old answers", 0, "of 100", 1_000)


def test_the_most_roles_are_compared_with_the_fewest() -> None:
    results = [
        replace(PAGE, roles=10_000, value=99),
        PAGE,
        replace(PAGE, roles=100_000, value=15, p95=24),
    ]
    (figure,) = growth(results)
    assert (figure.few.roles, figure.many.roles) == (1_000, 100_000)
    assert (figure.times, figure.p95_times) == (1.5, 2)


def test_a_figure_comes_once_whatever_it_was_compared_with() -> None:
    both = [RATE, replace(RATE, against="WhiteNoise")]
    assert len(growth([*both, *(replace(each, roles=2_000) for each in both)])) == 1


def test_one_number_of_roles_shows_no_growth_nor_does_what_was_measured_once() -> None:
    assert growth([PAGE, RATE]) == []
    assert growth([PAGE, replace(RATE, roles=2_000)]) == []


def test_the_table_leaves_out_what_cannot_be_said() -> None:
    few = [PAGE, RATE, OLD]
    figures = growth([*few, *(replace(each, roles=2_000) for each in few)])
    assert growth_table(figures).splitlines() == [
        "| section | what        | at 1,000  | at 2,000  | times | p95, times |",
        "|---------|-------------|-----------|-----------|-------|------------|",
        "| cold    | role page   | 10 ms     | 10 ms     | 1     | 1          |",
        "| hot     | role page   | 30,000 /s | 30,000 /s | 1     |            |",
        "| visible | old answers | 0 of 100  | 0 of 100  |       |            |",
    ]
