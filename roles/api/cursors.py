"""Places in lists as the opaque words that addresses carry from page to page."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roles.api.parameters import not_there

if TYPE_CHECKING:
    from roles import reading
    from roles.api.problems import Problem


def cursor_of(place: str) -> str:
    """A place in a list as an opaque word for addresses (RFC 4648, 5, without padding)."""
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def place_of(given: dict[str, str]) -> str:
    """The place that the cursor was made of, "" without one; raises Problem."""
    cursor = given.get("cursor", "")
    try:
        place = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
    except ValueError:
        raise bad_cursor() from None
    if cursor_of(place) != cursor or "\0" in place:
        raise bad_cursor()
    return place


def bad_cursor() -> Problem:
    message = "There is no such place in this list. Take the cursor from “next”, unchanged."
    return not_there("cursor", message)


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Where in a list the client is.

    A role that is published anew under its old title comes after itself in the list: the ids of
    those `seen` under the title at which the page ended keep it from being met twice.
    """

    seen: tuple[int, ...] = ()
    after: str = ""

    @classmethod
    def parse(cls, text: str) -> ListPlace:
        """The place that `str` wrote, the start for ""; raises ValueError for any other text."""
        if not text:
            return cls()
        if (match := re.fullmatch(r"([0-9]{1,18}(?:,[0-9]{1,18})*)~(.+)", text, re.DOTALL)) is None:
            raise ValueError("This is no place in a list.")
        return cls(tuple(map(int, match[1].split(","))), match[2])

    def __str__(self) -> str:
        return f"{','.join(map(str, self.seen))}~{self.after}"

    def next(self, page: reading.RoleList) -> str | None:
        """The place after a page that began here; None when it is the last."""
        if page.next_after is None:
            return None
        title = page.editions[-1].sort_title
        alike = [edition.role_id for edition in page.editions if edition.sort_title == title]
        before = self.seen if len(alike) == len(page.editions) else ()
        return str(ListPlace((*before, *alike), page.next_after))
