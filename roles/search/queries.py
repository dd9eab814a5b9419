"""Which documents: tantivy queries that choose by what a role is, rather than rank by words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tantivy import FieldType, Occur, Query

from roles.dates import microseconds
from roles.search.documents import MARK_ID, SCHEMA

if TYPE_CHECKING:
    from datetime import datetime

    from roles.facets import Chosen


def live_at(at: datetime) -> Query:
    """The documents of the editions that are live at `at`, to the microsecond."""
    now = microseconds(at)
    return all_of(
        Query.range_query(SCHEMA, "live_from", FieldType.Integer, upper_bound=now),
        not_over(at),
    )


def not_over(at: datetime) -> Query:
    """The documents of the editions that are live at `at` or will be."""
    return _over(at, "live_until")


def begins_after(at: datetime) -> Query:
    """The documents of the editions that go live after `at`."""
    return _over(at, "live_from")


def unsettled() -> Query:
    """The documents whose dates have to be asked, see `roles.search.live`."""
    return Query.term_query(SCHEMA, "unsettled", 1)


def matching(chosen: Chosen) -> Query:
    """The documents of the roles with everything that a visitor has chosen."""
    values: dict[str, int | str | None] = {
        "category": chosen.category,
        "tag": chosen.tag,
        "education": chosen.education,
        "experience": chosen.experience,
        "ai_impact": chosen.ai_impact,
        "letter": chosen.letter,
    }
    terms = [
        Query.term_query(SCHEMA, name, value) for name, value in values.items() if value is not None
    ]
    if chosen.updated_since:
        since = microseconds(chosen.updated_since)
        terms.append(Query.range_query(SCHEMA, "updated", FieldType.Integer, lower_bound=since))
    return all_of(*terms) if terms else Query.all_query()


def both(wanted: Query, where: Query) -> Query:
    """What matches `wanted`, ranked by it, where `where` matches too."""
    return all_of(wanted, Query.const_score_query(where, 0.0))


def of_role(role_id: int) -> Query:
    return Query.term_query(SCHEMA, "role", role_id)


def with_tags(tag_ids: list[int]) -> Query:
    return Query.term_set_query(SCHEMA, "tag", tag_ids)


def the_mark() -> Query:
    return of_role(MARK_ID)


def all_of(*queries: Query) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def any_of(*queries: Query, at_least: int = 1) -> Query:
    return Query.boolean_query(
        [(Occur.Should, query) for query in queries], minimum_number_should_match=at_least
    )


def without(wanted: Query, *unwanted: Query) -> Query:
    """What matches `wanted`, ranked by it, where none of `unwanted` matches."""
    return Query.boolean_query(
        [(Occur.Must, wanted), *((Occur.MustNot, query) for query in unwanted)]
    )


def _over(at: datetime, field: str) -> Query:
    return Query.range_query(
        SCHEMA, field, FieldType.Integer, lower_bound=microseconds(at), include_lower=False
    )
