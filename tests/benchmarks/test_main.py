"""A run as a whole, without its measurements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks import __main__ as benchmarks
from benchmarks.results import Result, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MEASURED = Result("cold", "role page", 10, "ms", 1_000)


def test_a_run_that_stops_keeps_what_it_has_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def results(_: object) -> Iterator[Result]:
        yield MEASURED
        raise RuntimeError("the server did not start")

    monkeypatch.setattr(benchmarks, "_results", results)
    monkeypatch.setattr(benchmarks, "require", lambda *_: None)
    file = tmp_path / "run.json"
    with pytest.raises(SystemExit, match="Stopped: the server did not start"):
        benchmarks.main(["--json", str(file)])
    assert read(file) == [MEASURED]
    assert "| role page |" in capsys.readouterr().out
