"""How many live roles there are behind each option of the filters."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from roles.search.index import IndexUnavailable, engine, stored_index
from roles.search.queries import both, live_at, matching

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tantivy import Searcher

    from roles.facets import Chosen

# What the field of a facet is called in the index, and how many of its options are counted.
FACETS: Final = {
    "category": 500,
    "tag": 500,
    "education": 20,
    "experience": 20,
    "ai_impact": 20,
    "letter": 30,
}


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """By option, how many live roles a visitor would see who chose it instead of what is chosen.

    Options without a role are missing; of tags, the 500 with the most roles are counted.
    """

    category: Mapping[int, int] = field(default_factory=dict)
    tag: Mapping[int, int] = field(default_factory=dict)
    education: Mapping[int, int] = field(default_factory=dict)
    experience: Mapping[int, int] = field(default_factory=dict)
    ai_impact: Mapping[str, int] = field(default_factory=dict)
    letter: Mapping[str, int] = field(default_factory=dict)


def facet_counts(chosen: Chosen, at: datetime) -> FacetCounts | None:
    """Counts the roles live at `at` behind each option; None while the index cannot be read."""
    try:
        searcher = stored_index().searcher()
        return FacetCounts(
            **{name: _count(searcher, name, chosen, at) for name in FACETS},
        )
    except IndexUnavailable:
        stored_index().distrust()
        return None


def has_followed(position: int) -> bool:
    """Whether the index has come at least as far as this position of the publication log."""
    mark = stored_index().mark()
    return mark is not None and mark.position >= position


def _count(searcher: Searcher, name: str, chosen: Chosen, at: datetime) -> dict[Any, int]:
    others = both(matching(replace(chosen, **{name: None})), live_at(at))
    aggregation = {"options": {"terms": {"field": name, "size": FACETS[name]}}}
    with engine():
        found = searcher.aggregate(others, aggregation)
    return {
        _option(name, bucket["key"]): int(bucket["doc_count"])
        for bucket in found["options"]["buckets"]
    }


def _option(name: str, key: Any) -> int | str:
    return str(key) if name in ("ai_impact", "letter") else int(key)
