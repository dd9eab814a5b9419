"""Damage that the engine does not see is found, said, and mended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from roles import search
from roles.search import finding, soundness
from roles.search.index import IndexUnavailable
from roles.search.soundness import PARTS
from tests.factories import make_live_role

Follow = Callable[[], None]
NO_DIFFERENCE = search.Difference(missing=0, superfluous=0, outdated=0)


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)


def file_of(data_dir: Path, part: str) -> Path:
    (file,) = (data_dir / "search").rglob(f"*.{part}")
    return file


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("harm", [flip_a_bit, Path.unlink])
def test_one_bad_file_has_the_index_rebuilt_and_titles_searched_meanwhile(
    follow: Follow, data_dir: Path, part: str, harm: Callable[[Path], None]
) -> None:
    make_live_role("Nurse", overview="Care and more care. " * 50)
    follow()
    harm(file_of(data_dir, part))
    assert search.SearchIndex().mark is None
    results = search.find("nurse", timezone.now())
    assert ([hit.title for hit in results.hits], results.degraded) == (["Nurse"], True)
    follow()
    assert search.compare(on_edition=lambda: None) == NO_DIFFERENCE
    assert search.find("care", timezone.now()).degraded is False


def test_a_search_that_fails_costs_no_rebuild_where_the_files_are_sound(
    follow: Follow, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_live_role("Nurse")
    follow()
    before = (data_dir / "search").rglob("current").__next__().read_text()
    with monkeypatch.context() as patch:
        patch.setattr(finding, "live_in", _fail)
        assert search.find("nurse", timezone.now()).degraded is True
    follow()
    assert (data_dir / "search").rglob("current").__next__().read_text() == before
    assert search.find("nurse", timezone.now()).degraded is False


def test_a_file_is_read_once_as_long_as_nobody_touches_it(
    follow: Follow, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_live_role("Nurse")
    follow()
    read: list[str] = []
    is_sound = soundness._is_sound
    monkeypatch.setattr(
        soundness, "_is_sound", lambda path, size: read.append(path.suffix) or is_sound(path, size)
    )
    assert search.SearchIndex().mark is not None
    read.clear()
    assert search.SearchIndex().mark is not None
    assert read == []
    file_of(data_dir, "pos").touch()
    assert search.SearchIndex().mark is not None
    assert read == [".pos"]


def _fail(*arguments: object) -> None:
    raise IndexUnavailable("for a moment")
