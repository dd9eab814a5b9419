"""Words to tantivy queries. Built word by word: a visitor's text never meets a query parser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tantivy import FieldType, Occur, Query

from roles.dates import microseconds
from roles.search.documents import MARK_ID, SCHEMA, STEMS, WEIGHTS, WORDS

if TYPE_CHECKING:
    from datetime import datetime

    from roles.facets import Chosen

# Nobody types more; what comes after it would only cost time.
MAX_CHARACTERS: Final = 400
MAX_WORDS: Final = 20

# Above any sum of weighted word scores: what was typed is the name of the role.
EXACT_TITLE: Final = 10_000.0
EXACT_ALSO_CALLED: Final = 5_000.0
PREFIX_WEIGHT: Final = 3.0
TYPO_WEIGHT: Final = 4.0


def words_of(text: str) -> list[str]:
    """The words of a query: lower case, without accents, at most `MAX_WORDS`."""
    # Half a surrogate pair can come out of a broken address; there is no UTF-8 for it.
    encodable = text[:MAX_CHARACTERS].encode(errors="ignore").decode()
    return list(WORDS.analyze(encodable))[:MAX_WORDS]


def live_at(at: datetime) -> Query:
    """The documents of the editions that are live at `at`, to the microsecond."""
    now = microseconds(at)
    return _all_of(
        Query.range_query(SCHEMA, "live_from", FieldType.Integer, upper_bound=now),
        Query.range_query(
            SCHEMA, "live_until", FieldType.Integer, lower_bound=now, include_lower=False
        ),
    )


def not_over(at: datetime) -> Query:
    """The documents of the editions that are live at `at` or will be."""
    return Query.range_query(
        SCHEMA,
        "live_until",
        FieldType.Integer,
        lower_bound=microseconds(at),
        include_lower=False,
    )


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
    return _all_of(*terms) if terms else Query.all_query()


def with_all(words: list[str]) -> Query:
    """Every word somewhere in the role; the last one may be the beginning of a name's word.

    Args:
        words: at least one, from `words_of`.
    """
    *before, last = words
    last_word = Query.disjunction_max_query(
        [_in_any_field(last), Query.boost_query(_beginning(last), PREFIX_WEIGHT)]
    )
    return _exact_first(words, _all_of(*map(_in_any_field, before), last_word))


def with_all_misspelt(words: list[str]) -> Query:
    """Every word somewhere in the role, or one much like it in its names."""
    return _all_of(*map(_misspelt, words))


def with_any_misspelt(words: list[str]) -> Query:
    """At least one of the words, or one much like it in the role's names."""
    return _any_of(*map(_misspelt, words))


def with_similar_name(words: list[str]) -> Query:
    """At least one word much like one in the role's names; names much like all of it come first."""
    whole = " ".join(words)
    similar = [
        Query.boost_query(Query.fuzzy_term_query(SCHEMA, field, whole, distance=2), MAX_WORDS)
        for field in ("whole_title", "whole_also_called")
    ]
    return _any_of(*map(_like, words), *similar)


def both(wanted: Query, where: Query) -> Query:
    """What matches `wanted`, ranked by it, where `where` matches too."""
    return _all_of(wanted, Query.const_score_query(where, 0.0))


def of_role(role_id: int) -> Query:
    return Query.term_query(SCHEMA, "role", role_id)


def with_tags(tag_ids: list[int]) -> Query:
    return Query.term_set_query(SCHEMA, "tag", tag_ids)


def the_mark() -> Query:
    return of_role(MARK_ID)


def _exact_first(words: list[str], wanted: Query) -> Query:
    whole = " ".join(words)
    exact = [("whole_title", EXACT_TITLE), ("whole_also_called", EXACT_ALSO_CALLED)]
    return Query.boolean_query(
        [
            (Occur.Must, wanted),
            *(
                (
                    Occur.Should,
                    Query.const_score_query(Query.term_query(SCHEMA, field, whole), score),
                )
                for field, score in exact
            ),
        ]
    )


def _in_any_field(word: str) -> Query:
    stem = "".join(STEMS.analyze(word))
    return Query.disjunction_max_query(
        [
            Query.boost_query(Query.term_query(SCHEMA, field, stem), weight)
            for field, weight in WEIGHTS.items()
        ],
        tie_breaker=0.2,
    )


def _beginning(word: str) -> Query:
    return Query.fuzzy_term_query(SCHEMA, "names", word, distance=0, prefix=True)


def _misspelt(word: str) -> Query:
    return Query.disjunction_max_query(
        [_in_any_field(word), Query.boost_query(_like(word), TYPO_WEIGHT)]
    )


def _like(word: str) -> Query:
    """Words of names that differ from `word` by as many letters as its length lets one mistype."""
    distance = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    return Query.fuzzy_term_query(SCHEMA, "names", word, distance=distance)


def _all_of(*queries: Query) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _any_of(*queries: Query) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])
