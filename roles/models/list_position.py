"""Where in a list of roles a page begins, as sort keys and as the text of an address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from roles.dates import EPOCH, microseconds
from roles.enums import Order
from roles.text.sorting import letter_of

if TYPE_CHECKING:
    from roles.models.edition import Edition

# What each order sorts by. All keys of an order run in one direction, so that one comparison of
# rows tells what follows, and an index can answer it.
SORT_KEYS: Final = {
    Order.TITLE: ("letter", "sort_title", "pk"),
    Order.UPDATED: ("updated", "pk"),
}
DESCENDING: Final = frozenset({Order.UPDATED})

# A sort key and the edition's id; years 1653 to 2286 as microseconds; ids of 64 bits.
_TEXT: Final = {
    Order.TITLE: re.compile(r"([^\0\ud800-\udfff]{1,200})~([0-9]{1,18})"),
    Order.UPDATED: re.compile(r"(-?[0-9]{1,16})~([0-9]{1,18})"),
}


@dataclass(frozen=True, slots=True)
class ListPosition:
    """After which role a page of a list begins; the role itself may be gone or renamed since.

    `letter` is the one that the whole list stands under, or None; then it is no sort key, and
    `values` are those of the `keys` that are left.
    """

    order: Order
    letter: str | None
    values: tuple[str | datetime | int, ...]

    @classmethod
    def of(cls, edition: Edition, order: Order, letter: str | None = None) -> ListPosition:
        keys = _keys(order, letter)
        return cls(order, letter, tuple(getattr(edition, key) for key in keys))

    @classmethod
    def parse(cls, order: Order, letter: str | None, text: str) -> ListPosition:
        """The position that `str` wrote; raises ValueError for any other text."""
        match = _TEXT[order].fullmatch(text)
        if match is None:
            raise ValueError("This is no position in a list.")
        first, pk = match[1], int(match[2])
        if order is Order.UPDATED:
            return cls(order, letter, (EPOCH + timedelta(microseconds=int(first)), pk))
        return cls(order, letter, (first, pk) if letter else (letter_of(first), first, pk))

    @property
    def keys(self) -> tuple[str, ...]:
        return _keys(self.order, self.letter)

    def __str__(self) -> str:
        *_, last, pk = self.values
        return f"{microseconds(last) if isinstance(last, datetime) else last}~{pk}"


def _keys(order: Order, letter: str | None) -> tuple[str, ...]:
    return tuple(key for key in SORT_KEYS[order] if not (letter and key == "letter"))
