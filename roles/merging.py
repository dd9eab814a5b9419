"""Three-way merge of records: what two editors made of the same one, field by field, row by row.

What only one of them changed is taken from that one. Where both did, mine stands and a `Conflict`
holds both: whatever either of them wrote is in the merged record or in a conflict.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

from roles.records import CategoryName, Faq, GlanceFact, QualificationGroup, RelatedRole, RoleRecord
from roles.text.rows import Entry, pairs

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

NOT_MERGED: Final = frozenset({"publication", "fields"})


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that both changed; a text is None where its row was deleted.

    `field` is the attribute of the record, `row` the beginning of a row in it, `part` the
    attribute of that row; both empty where they do not apply.
    """

    field: str
    row: str
    part: str
    theirs: str | None
    mine: str | None


@dataclass(frozen=True, slots=True)
class Merge:
    """`record` has my text in each of the conflicts."""

    record: RoleRecord
    conflicts: list[Conflict]


@dataclass(frozen=True, slots=True)
class _Where:
    field: str
    row: str = ""
    part: str = ""


def merge(base: RoleRecord, theirs: RoleRecord, mine: RoleRecord) -> Merge:
    """Merges what became of `base`.

    Args:
        base: what both began with.
        theirs: what is saved by now.
        mine: what is about to be saved.
    """
    conflicts: list[Conflict] = []
    merged = {
        name: _merged(
            getattr(base, name), getattr(theirs, name), getattr(mine, name), _Where(name), conflicts
        )
        for name in (each.name for each in fields(RoleRecord))
        if name not in NOT_MERGED
    }
    return Merge(replace(mine, **merged), conflicts)


def text_of(value: Any) -> str:
    """A value of a record as plain text: all that an editor typed of it."""
    match value:
        case CategoryName():
            return value.name
        case GlanceFact():
            return f"{value.label}: {value.text}"
        case Faq():
            return f"{value.question}\n{value.answer}"
        case QualificationGroup():
            return "\n".join(part for part in (value.heading, value.text, *value.items) if part)
        case RelatedRole():
            return value.title
        case tuple():
            return "\n".join(map(text_of, value))
        case _:
            return str(value)


def _merged(base: Any, theirs: Any, mine: Any, where: _Where, conflicts: list[Conflict]) -> Any:
    """One value; `base` is None for a row that both added."""
    if _identity(mine) == _identity(base):
        return theirs
    if _identity(theirs) in (_identity(base), _identity(mine)):
        return mine
    if isinstance(mine, tuple):
        return _merged_rows(base, theirs, mine, where, conflicts)
    if isinstance(mine, Faq | QualificationGroup) and base is not None:
        parts = {
            name: _merged(
                getattr(base, name),
                getattr(theirs, name),
                getattr(mine, name),
                replace(where, part=name),
                conflicts,
            )
            for name in (part.name for part in fields(mine))
        }
        return replace(mine, **parts)
    conflicts.append(_conflict(where, theirs, mine))
    return mine


def _conflict(where: _Where, theirs: Any, mine: Any) -> Conflict:
    texts = (None if value is None else text_of(value) for value in (theirs, mine))
    return Conflict(where.field, where.row, where.part, *texts)


def _merged_rows(
    base: Sequence[Any],
    theirs: Sequence[Any],
    mine: Sequence[Any],
    where: _Where,
    conflicts: list[Conflict],
) -> tuple[Any, ...]:
    their_names, my_names = _names(base, theirs, mine)
    was = {f"base {place}": row for place, row in enumerate(base)}
    they_have = dict(zip(their_names, theirs, strict=True))
    i_have = dict(zip(my_names, mine, strict=True))
    rows = []
    for name in _in_order(their_names, my_names):
        old, their_row, my_row = was.get(name), they_have.get(name), i_have.get(name)
        row = their_row if my_row is None else my_row
        of_row = where if where.row else replace(where, row=text_of(row).partition("\n")[0])
        if their_row is not None and my_row is not None:
            row = _merged(old, their_row, my_row, of_row, conflicts)
        elif old is not None and _identity(row) == _identity(old):
            continue  # deleted by one, left alone by the other
        elif old is not None:
            conflicts.append(_conflict(of_row, their_row, my_row))
        rows.append(row)
    return tuple(rows)


def _names(
    base: Sequence[Any], theirs: Sequence[Any], mine: Sequence[Any]
) -> tuple[list[str], list[str]]:
    """A name for each of their rows and for each of mine: the same where it is the same row."""
    their_base, my_base = _same_rows(base, theirs), _same_rows(base, mine)
    their_new = [place for place in range(len(theirs)) if place not in their_base]
    my_new = [place for place in range(len(mine)) if place not in my_base]
    # What both have added under one title is one row.
    added = _same_rows(
        [theirs[place] for place in their_new],
        [mine[place] for place in my_new],
        by_likeness=False,
    )
    twins = {my_new[place]: their_new[twin] for place, twin in added.items()}
    their_names = [
        f"base {their_base[place]}" if place in their_base else f"theirs {place}"
        for place in range(len(theirs))
    ]
    my_names = [
        f"base {my_base[place]}"
        if place in my_base
        else f"theirs {twins[place]}"
        if place in twins
        else f"mine {place}"
        for place in range(len(mine))
    ]
    return their_names, my_names


def _in_order(theirs: list[str], mine: list[str]) -> list[str]:
    """Every row once: in my order if I moved any, else in theirs. Rows that only the other side has
    stand after those they stand after there.
    """
    first, second = (mine, theirs) if _is_moved(mine) else (theirs, mine)
    ordered, known = list(first), set(first)
    for place, name in enumerate(second):
        if name not in known:
            after = ordered.index(second[place - 1]) + 1 if place else 0
            ordered.insert(after, name)
            known.add(name)
    return ordered


def _is_moved(names: list[str]) -> bool:
    places = [int(name.removeprefix("base ")) for name in names if name.startswith("base ")]
    return places != sorted(places)


def _same_rows(
    old: Sequence[Any], new: Sequence[Any], *, by_likeness: bool = True
) -> dict[int, int]:
    """By its place, which place each new row had that was an old one."""
    entries = ([Entry(text_of(row), _title(row)) for row in rows] for rows in (old, new))
    found = pairs(*entries, by_likeness=by_likeness)
    return {
        pair.after: pair.before
        for pair in found
        if pair.before is not None and pair.after is not None
    }


def _identity(value: Any) -> Hashable:
    """What makes two values the same; what a role shares with others counts by what it is."""
    match value:
        case CategoryName():
            return value.slug
        case GlanceFact():
            return _title(value), value.text
        case RelatedRole():
            return _title(value)
        case tuple():
            return tuple(map(_identity, value))
        case _:
            return value  # type: ignore[no-any-return]


def _title(row: Any) -> Hashable:
    """What a row is known by, whatever else it says; None for nothing."""
    match row:
        case GlanceFact():
            return row.kind or row.label.casefold()
        case Faq():
            return row.question.casefold()
        case QualificationGroup():
            return row.heading.casefold() or None
        case RelatedRole():
            return row.role or row.url
        case _:
            return str(row).casefold()
