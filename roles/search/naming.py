"""Which roles an alternative title in an address stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tantivy import Query

from roles.search.documents import SCHEMA
from roles.search.index import IndexUnavailable, numbers, stored_index, top
from roles.search.queries import both, live_at

if TYPE_CHECKING:
    from datetime import datetime

# More roles than this under one title are no answer to anybody.
MOST: Final = 50


def editions_also_called(slug: str, at: datetime) -> list[int]:
    """The ids of the live editions with an alternative title of this slug; none without an index.

    Args:
        slug: as `roles.text.slugs.slug_from` makes it of the title, such as "sre".
        at: a moment with a time zone.
    """
    try:
        searcher = stored_index().searcher()
        named = Query.term_query(SCHEMA, "also_called_slug", slug)
        found, _ = top(searcher, both(named, live_at(at)), limit=MOST)
        return numbers(searcher, "edition", found)
    except IndexUnavailable:
        stored_index().distrust()
        return []
