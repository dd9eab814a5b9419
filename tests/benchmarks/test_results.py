"""The table, the file, and the comparison of two runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.results import Result, comparison, ratio, read, save, table

if TYPE_CHECKING:
    from pathlib import Path

HOT = Result("hot", "role page", 20_000.4, "/s", 1_000, 0.6, "nginx")
BARE = Result("start", "server answers", 0.512345, "s")


def test_a_ratio_is_taken_round_by_round() -> None:
    # The second round was ten times slower for both.
    assert ratio([100, 10, 90], [200, 20, 200]) == 0.5


def test_the_table_is_markdown_with_three_digits() -> None:
    assert table([HOT, BARE]).splitlines() == [
        "| section | roles | what           | median    | ratio | against |  |",
        "|---------|-------|----------------|-----------|-------|---------|--|",
        "| hot     | 1,000 | role page      | 20,000 /s | 0.6   | nginx   |  |",
        "| start   |       | server answers | 0.512 s   |       |         |  |",
    ]


def test_a_file_holds_what_was_saved(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    save(file, {"machine": "x86"}, [HOT, BARE])
    assert read(file) == [HOT, BARE]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"results": [{"name": "a"}]}', "null"])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(text)
    with pytest.raises(ValueError, match=r"Expecting value|holds no results"):
        read(file)


def test_two_runs_are_compared_by_their_ratios_the_greatest_change_first() -> None:
    other = replace(HOT, name="list", ratio=0.5)
    same_name = replace(HOT, against="WhiteNoise", ratio=1.0)
    now = [HOT, replace(other, ratio=0.25), same_name, BARE]
    assert comparison(now, [HOT, other, BARE]).splitlines() == [
        "  0.50 times: hot, list at 1,000 roles, against nginx: 0.5 to 0.25",
        "  1.00 times: hot, role page at 1,000 roles, against nginx: 0.6 to 0.6",
    ]
    assert comparison([BARE], [HOT]) == "The two runs have no ratio in common."
