"""Search: words in, ranked live roles out. tantivy stays behind this door."""

from roles.search.consumer import SearchIndex
from roles.search.counting import FacetCounts, facet_counts, has_followed
from roles.search.excerpts import Piece
from roles.search.finding import MAX_OFFSET, SearchResults, find
from roles.search.hits import Hit
from roles.search.index import IndexUnavailable
from roles.search.naming import editions_also_called
from roles.search.nearest import nearest_titles
from roles.search.rebuilding import Difference, compare, rebuild
from roles.search.relating import roles_like
from roles.search.suggesting import Suggestion, suggest

__all__ = [
    "MAX_OFFSET",
    "Difference",
    "FacetCounts",
    "Hit",
    "IndexUnavailable",
    "Piece",
    "SearchIndex",
    "SearchResults",
    "Suggestion",
    "compare",
    "editions_also_called",
    "facet_counts",
    "find",
    "has_followed",
    "nearest_titles",
    "rebuild",
    "roles_like",
    "suggest",
]
