"""How much what counts: words to the query that ranks roles by them.

Built word by word: a visitor's text never meets a query parser.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from tantivy import Occur, Query

from roles.search.documents import SCHEMA, WEIGHTS, stem
from roles.search.queries import all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from roles.search.typed import Typed

# The fields that say what a role is called, or nearly so.
NAMES: Final = ("title", "also_called", "tags")

# Above any sum of weighted word scores, so that what was typed whole comes first: as the title,
# as another form of its words, as the alternative title of one role alone.
SAME_TITLE: Final = 10_000.0
SAME_TITLE_WORDS: Final = 8_000.0
ONLY_ALSO_CALLED: Final = 5_000.0
# About what two words of a title are worth: the last word was not typed to its end, "social work"
# for "worker".
NEARLY_THE_TITLE: Final = 200.0
# Words that stand together count this much of their weights again.
TOGETHER: Final = 0.5
NAME_WORD: Final = 15.0
TITLE_BEGINNING: Final = 10.0
NAME_BEGINNING: Final = 3.0
# Above any ranking of the others: what holds the words as they were typed.
AS_TYPED: Final = 100_000.0
LIKE_ALL_OF_IT: Final = 20.0


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is looked for.

    Each of `spellings` counts like it: another word, or several that stand together in a name. It
    may be the beginning of a title's word where it `begins_titles`, and of an alternative title's
    or a tag's where it `begins_names`.
    """

    text: str
    spellings: tuple[tuple[str, ...], ...] = ()
    begins_titles: bool = False
    begins_names: bool = False


@dataclass(frozen=True, slots=True)
class WholeName:
    """All that was typed, as the name of roles there are.

    `title` and `title_key` are its forms in those fields, empty where no role is called so, and
    `going_on` the keys of titles that it nearly is; `sharing` is how many live roles have it, or
    `also_called_key`, as an alternative title: none, one, or 2 for several.
    """

    title: str
    title_key: str
    going_on: tuple[str, ...]
    also_called_key: str
    sharing: int


def holding_all(typed: Typed, words: Sequence[Word], names: Iterable[WholeName]) -> Query:
    """Roles that hold every word and phrase and nothing excluded; the names come first.

    Args:
        words: the required ones of `typed`, with the spellings they may have.
        names: what the words may be when they are taken together.
    """
    needed = [_word(word) for word in words]
    needed += [in_any_field(*phrase) for phrase in typed.phrases]
    wishes = [together_in_names((word,)) for word in typed.wished]
    wishes += _neighbours(typed.words)
    wishes += [wish for name in names for wish in _named(name)]
    return _query(typed, needed, wishes)


def holding_some(typed: Typed, words: Sequence[Word], *, at_least: int) -> Query:
    """Roles that hold so many of the words and nothing excluded."""
    some = any_of(*map(_word, words), at_least=at_least)
    return _query(typed, [some], _neighbours(typed.all_words))


def first(best: Query, others: Query) -> Query:
    """What matches `best`, in its order, and then what matches `others`."""
    return any_of(all_of(best, Query.const_score_query(best, AS_TYPED)), others)


def with_similar_name(words: list[str]) -> Query:
    """At least one word much like one in the role's names; names much like all of it come first."""
    whole = " ".join(words)
    similar = [
        Query.boost_query(Query.fuzzy_term_query(SCHEMA, field, whole, distance=2), LIKE_ALL_OF_IT)
        for field in ("whole_title", "whole_also_called")
    ]
    return any_of(*(like(word, _slips(word)) for word in words), *similar)


def in_any_field(*words: str) -> Query:
    """The word in any form, or the words together, wherever they stand in the role."""
    return any_of(*_in_fields(words, WEIGHTS))


def together_in_names(words: Sequence[str]) -> Query:
    """The words one after the other in a title, an alternative title or a tag."""
    return any_of(*_in_fields(words, NAMES))


def like(word: str, slips: int) -> Query:
    """Words of names that are `word` but for so many letters."""
    return Query.fuzzy_term_query(SCHEMA, "names", word, distance=slips)


def beginning_a_name(word: str) -> Query:
    """Roles with a word in their names that begins with this one."""
    return Query.fuzzy_term_query(SCHEMA, "names", word, distance=0, prefix=True)


def also_called(key: str) -> Query:
    return Query.term_query(SCHEMA, "also_called_key", key)


def _slips(word: str) -> int:
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def _word(word: Word) -> Query:
    """The sum of all that a word counts: one flat union, which is what the engine is fastest at."""
    forms = _in_fields((word.text,), WEIGHTS)
    for spelling in word.spellings:
        forms += _in_fields(spelling, WEIGHTS if len(spelling) == 1 else NAMES)
    # A stem has many forms: who typed "mechanic" means it more than "mechanical".
    as_spelt = Query.term_query(SCHEMA, "names", word.text)
    forms.append(Query.boost_query(as_spelt, NAME_WORD))
    if word.begins_titles:
        beginning = Query.term_query(SCHEMA, "title_beginnings", word.text)
        forms.append(Query.boost_query(beginning, TITLE_BEGINNING))
    if word.begins_names:
        forms.append(Query.boost_query(beginning_a_name(word.text), NAME_BEGINNING))
    return any_of(*forms)


def _in_fields(words: Sequence[str], fields: Iterable[str]) -> list[Query]:
    stems = [stem(word) for word in words]
    return [Query.boost_query(_together(field, stems), WEIGHTS[field]) for field in fields]


def _together(field: str, stems: list[str]) -> Query:
    if len(stems) == 1:
        return Query.term_query(SCHEMA, field, stems[0])
    return Query.phrase_query(SCHEMA, field, [*stems])


def _neighbours(words: Sequence[str]) -> list[Query]:
    """Two words that were typed one after the other, standing so in a name."""
    return [Query.boost_query(together_in_names(pair), TOGETHER) for pair in pairwise(words)]


def _named(name: WholeName) -> Iterator[Query]:
    """What the name counts beside its words; nothing asked that no role can answer."""
    if name.title:
        yield _scored("whole_title", [name.title], SAME_TITLE)
    if name.title_key:
        yield _scored("title_key", [name.title_key], SAME_TITLE_WORDS)
    if name.going_on:
        yield _scored("title_key", name.going_on, NEARLY_THE_TITLE)
    if name.sharing == 1:
        yield Query.const_score_query(also_called(name.also_called_key), ONLY_ALSO_CALLED)
    elif name.sharing:
        yield Query.boost_query(also_called(name.also_called_key), WEIGHTS["also_called"])


def _scored(field: str, terms: Sequence[str], score: float) -> Query:
    return Query.const_score_query(Query.term_set_query(SCHEMA, field, list(terms)), score)


def _query(typed: Typed, needed: list[Query], wishes: list[Query]) -> Query:
    excluded = [in_any_field(*words) for words in typed.excluded]
    return Query.boolean_query(
        [
            *((Occur.Must, query) for query in needed),
            *((Occur.Should, query) for query in wishes),
            *((Occur.MustNot, query) for query in excluded),
        ]
    )
