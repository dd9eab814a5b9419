"""How many live roles there are behind each option of the filters."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from tantivy import Query

from roles.search.index import IndexUnavailable, engine, stored_index
from roles.search.live import live_in
from roles.search.queries import both, matching

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from roles.facets import Chosen
    from roles.search.index import Snapshot
    from roles.search.live import Live

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

    Options without a role are missing; of tags, the 500 with the most roles are counted. `total`
    is how many there are with all that is chosen.
    """

    category: Mapping[int, int] = field(default_factory=dict)
    tag: Mapping[int, int] = field(default_factory=dict)
    education: Mapping[int, int] = field(default_factory=dict)
    experience: Mapping[int, int] = field(default_factory=dict)
    ai_impact: Mapping[str, int] = field(default_factory=dict)
    letter: Mapping[str, int] = field(default_factory=dict)
    total: int = 0


def facet_counts(chosen: Chosen, at: datetime) -> FacetCounts | None:
    """Counts the roles live at `at` behind each option; None while the index cannot be read."""
    try:
        snapshot = stored_index().snapshot()
        live = live_in(snapshot, at)
        return live.remember(chosen, lambda: counts_of(snapshot, live, Query.all_query(), chosen))
    except IndexUnavailable:
        stored_index().distrust()
        return None


def counts_of(snapshot: Snapshot, live: Live, wanted: Query, chosen: Chosen) -> FacetCounts:
    """The same among the roles that match `wanted`.

    Raises:
        IndexUnavailable: when the index turns out to be damaged.
    """
    free = [name for name in FACETS if getattr(chosen, name) is None]
    counts = _count(snapshot, live.where(both(wanted, matching(chosen))), free)
    for name in FACETS.keys() - set(free):
        others = both(wanted, matching(replace(chosen, **{name: None})))
        counts[name] = _count(snapshot, live.where(others), [name])[name]
    return FacetCounts(**counts)


def has_followed(position: int) -> bool:
    """Whether the index has come at least as far as this position of the publication log."""
    mark = stored_index().mark()
    return mark is not None and mark.position >= position


def _count(snapshot: Snapshot, wanted: Query, facets: Iterable[str]) -> dict[str, Any]:
    """By facet, the counts of its options; and the total."""
    counting: dict[str, Any] = {
        name: {"terms": {"field": name, "size": FACETS[name]}} for name in facets
    }
    counting["total"] = {"value_count": {"field": "edition"}}
    with engine():
        found = snapshot.searcher.aggregate(wanted, counting)
    return {
        "total": int(found.pop("total")["value"]),
        **{name: _options(name, options["buckets"]) for name, options in found.items()},
    }


def _options(name: str, buckets: list[dict[str, Any]]) -> dict[Any, int]:
    kind = str if name in ("ai_impact", "letter") else int
    return {kind(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}
