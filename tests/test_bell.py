"""The bell of a host, and what happens where there can be none."""

from pathlib import Path
from typing import Any

from roles import bell


def test_each_ring_is_heard() -> None:
    heard = [bell.last_rung()]
    for _ in range(50):
        bell.ring()
        heard.append(bell.last_rung())
    assert len(set(heard)) == 51


def test_where_it_cannot_be_rung_nothing_fails(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "no such folder"
    bell.ring()
    assert bell.last_rung() == 0
