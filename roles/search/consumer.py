"""The search index as one that follows the publication log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from roles.models import LogEntry
from roles.search.index import IndexUnavailable, numbers, stored_index, top
from roles.search.queries import with_tags
from roles.search.rebuilding import build, index_roles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from roles.models import LogMark

TAG_KEY: Final = re.compile(r"tag:(\d+)")


class SearchIndex:
    """Keeps this host's index up with the log. Every process may have one: they take turns."""

    name = "search index"

    def __init__(self, on_edition: Callable[[], object] = lambda: None) -> None:
        """`on_edition` is called after each edition, to show progress."""
        self._on_edition = on_edition

    @property
    def mark(self) -> LogMark | None:
        index = stored_index()
        index.examine()
        return index.mark()

    def heard(self, position: int | None, *, made_here: bool = False) -> None:
        """Nothing to do: what a hit shows is read from the database, live at that moment."""

    def consume(self, entries: Sequence[LogEntry]) -> None:
        """Indexes the roles of these entries anew, in one commit.

        Raises:
            IndexUnavailable: nothing was changed; the index will be rebuilt.
        """
        index = stored_index()
        with index.locked(wait=False) as mine:
            mark = index.mark()
            if not mine or mark is None:
                return
            # Another process may have done some of them since they were read.
            new = [entry for entry in entries if entry.position > mark.position]
            if not new:
                return
            try:
                with index.writer(new[-1].mark) as writer:
                    index_roles(writer, _roles_of(new), self._on_edition)
            except IndexUnavailable:
                index.distrust()
                raise

    def tick(self) -> None:
        """Nothing to do: live ranges are part of the index, and of every query."""

    def restart(self, head: LogMark) -> None:
        """Builds a new index, unless another process has just done or is doing it."""
        index = stored_index()
        with index.locked(wait=False) as mine:
            if mine and not _follows_the_log(index.mark()):
                build(self._on_edition)


def _follows_the_log(mark: LogMark | None) -> bool:
    return mark is not None and LogEntry.objects.holds(mark)


def _roles_of(entries: Sequence[LogEntry]) -> set[int]:
    roles = {entry.role_id for entry in entries if entry.role_id}
    return roles | _roles_with_tags(_renamed_tags(entries))


def _renamed_tags(entries: Sequence[LogEntry]) -> list[int]:
    """Tags whose own name changed: an old entry of a role names its tags, too, which did not."""
    keys = {key for entry in entries if not entry.role_id for key in entry.keys}
    return sorted(int(match[1]) for key in keys if (match := TAG_KEY.fullmatch(key)))


def _roles_with_tags(tag_ids: list[int]) -> set[int]:
    """From the index, which still knows the roles of a tag that was deleted."""
    if not tag_ids:
        return set()
    searcher = stored_index().searcher()
    found, _ = top(searcher, with_tags(tag_ids), limit=max(1, searcher.num_docs))
    return set(numbers(searcher, "role", found))
