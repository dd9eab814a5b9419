"""What waits on disk comes back as it was, as often as it is read."""

from __future__ import annotations

import pytest

from roles.interchange.spool import Spool


@pytest.fixture
def spool() -> Spool[tuple[int, str]]:
    made: Spool[tuple[int, str]] = Spool()
    for number in range(5):
        made.append((number, "é" * number))
    return made


def test_items_come_in_their_order_every_time(spool: Spool[tuple[int, str]]) -> None:
    items = [(number, "é" * number) for number in range(5)]
    assert [list(spool), list(spool), len(spool)] == [items, items, 5]


def test_chunks_hold_all_items(spool: Spool[tuple[int, str]]) -> None:
    assert [[number for number, _ in chunk] for chunk in spool.chunks(2)] == [[0, 1], [2, 3], [4]]


def test_an_item_may_be_added_after_some_were_read(spool: Spool[tuple[int, str]]) -> None:
    for _ in spool:
        break
    spool.append((5, ""))
    assert [number for number, _ in spool] == [0, 1, 2, 3, 4, 5]


def test_an_empty_spool_has_no_chunks() -> None:
    assert list(Spool[int]().chunks(2)) == []
