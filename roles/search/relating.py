"""Which roles are most like another one, where its editors have not said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tantivy import Occur, Query

from roles.search.documents import SCHEMA, STEMS
from roles.search.index import IndexUnavailable, engine, numbers, stored_index, top
from roles.search.live import live_in

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from tantivy import Searcher

    from roles.records import RoleRecord

# A tag counts by its rarity as well: "welding" says more of a role than "customer service".
CATEGORY_WEIGHT: Final = 4.0
TAG_WEIGHT: Final = 2.0
# One tag in common is chance: plumbers and pharmacists both know "health and safety".
TAGS_IN_COMMON: Final = 2
# A tag or word of more roles than these says nothing, and to compare all of them would take long.
COMMON: Final = 5_000

# By the field of the other role in which a word of this one's names, or of its summary, stands.
NAME_WEIGHTS: Final = {"title": 3.0, "also_called": 1.5}
SUMMARY_WEIGHTS: Final = {"title": 1.0, "summary": 0.5}
# The rarest words say the most, and each one more costs time.
MAX_WORDS: Final = 8


def roles_like(
    record: RoleRecord,
    *,
    category: int,
    tags: Collection[int],
    besides: Collection[int],
    at: datetime,
    limit: int,
) -> list[int]:
    """The ids of the live roles most like this one, the nearest first; none without an index.

    Whoever is named has the category or tags in common with the role. When other roles are
    published, a kept page goes on naming those it was rendered with (decision 27).

    Args:
        record: the role; its title, alternative titles and summary are compared.
        category: its category's id.
        tags: the ids of its tags.
        besides: the ids of roles that are not wanted, its own among them.
        at: a moment with a time zone.
        limit: how many at most.
    """
    try:
        snapshot = stored_index().snapshot()
        searcher = snapshot.searcher
        near = [
            (Occur.Must, _in_common(category, _telling(searcher, tags))),
            *_with_words(searcher, " ".join([record.title, *record.also_called]), NAME_WEIGHTS),
            *_with_words(searcher, record.summary, SUMMARY_WEIGHTS),
        ]
        query = live_in(snapshot, at).where(Query.boolean_query(near))
        # Leaving some out afterwards costs less than a query that excludes them.
        found, _ = top(searcher, query, limit=limit + len(besides))
        return [role for role in numbers(searcher, "role", found) if role not in besides][:limit]
    except IndexUnavailable:
        stored_index().distrust()
        return []


def _telling(searcher: Searcher, tags: Collection[int]) -> list[int]:
    with engine():
        return [tag for tag in tags if searcher.doc_freq("tag", tag) <= COMMON]


def _in_common(category: int, tags: Collection[int]) -> Query:
    same_category = Query.term_query(SCHEMA, "category", category)
    same_tags = [
        (Occur.Should, Query.boost_query(Query.term_query(SCHEMA, "tag", tag), TAG_WEIGHT))
        for tag in tags
    ]
    enough_tags = Query.boolean_query(same_tags, minimum_number_should_match=TAGS_IN_COMMON)
    return Query.boolean_query(
        [
            (Occur.Should, Query.const_score_query(same_category, CATEGORY_WEIGHT)),
            (Occur.Should, enough_tags),
        ]
    )


def _with_words(
    searcher: Searcher, text: str, weights: Mapping[str, float]
) -> list[tuple[Occur, Query]]:
    with engine():
        return [
            (Occur.Should, Query.boost_query(Query.term_query(SCHEMA, field, word), weight))
            for word in _rarest(searcher, text)
            for field, weight in weights.items()
            if searcher.doc_freq(field, word) <= COMMON
        ]


def _rarest(searcher: Searcher, text: str) -> list[str]:
    """The stems of the text that the fewest roles have in their summaries."""
    counts = {word: searcher.doc_freq("summary", word) for word in STEMS.analyze(text)}
    return sorted(counts, key=lambda word: counts[word])[:MAX_WORDS]
