"""The table, the file, and the comparison of two runs."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.results import Result, compared, comparison, read, save, table

if TYPE_CHECKING:
    from pathlib import Path

HOT = Result("hot", "role page", 20_000.4, "/s", 1_000, 0.6, "nginx")
BARE = Result("start", "server answers", 0.512345, "s")


def test_a_ratio_is_taken_round_by_round_and_its_spread_with_it() -> None:
    # The second round was ten times slower for both.
    result = compared(BARE, [100, 10, 90], [200, 20, 200], "nginx")
    spread = replace(BARE, against="nginx", ratio=0.5, lowest=0.45, highest=0.5)
    assert result == spread


def test_the_table_is_markdown_with_three_digits() -> None:
    cold = Result("cold", "list", 1.2345, "ms", 1_000, 20.05, "view", p95=2, lowest=1, highest=300)
    assert table([HOT, BARE, cold]).splitlines() == [
        "| section | roles | what           | median    | p95  | ratio | of rounds | against |  |",
        "|---------|-------|----------------|-----------|------|-------|-----------|---------|--|",
        "| hot     | 1,000 | role page      | 20,000 /s |      | 0.6   |           | nginx   |  |",
        "| start   |       | server answers | 0.512 s   |      |       |           |         |  |",
        "| cold    | 1,000 | list           | 1.23 ms   | 2 ms | 20.1  | 1 to 300  | view    |  |",
    ]


def test_a_file_holds_what_was_saved(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    save(file, {"machine": "x86"}, [HOT, BARE])
    assert read(file) == [HOT, BARE]


def test_a_file_from_before_p95_was_a_value_is_still_read(tmp_path: Path) -> None:
    row = asdict(replace(HOT, note="p95 2 ms"))
    old = {name: row[name] for name in row if name not in ("p95", "lowest", "highest")}
    file = tmp_path / "run.json"
    file.write_text(json.dumps({"machine": {}, "results": [old]}))
    assert read(file) == [replace(HOT, note="p95 2 ms")]


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
