"""Update or correction? What to propose to whoever publishes, and why, from the difference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from roles.enums import PublicationKind
from roles.text.differences import Kind
from roles.text.wording import Change, change, ends_in_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roles.comparing import FieldDifference, Row
    from roles.text.differences import Part

# What readers are not told of: where the page stands, and how it is found.
_AROUND_THE_TEXT: Final = frozenset(
    ("slug", "tags", "also_called", "related", "seo_title", "seo_description")
)
# What decides where a role is listed, so that every change of it counts.
_FACETS: Final = frozenset(
    ("category", "education_override", "experience_override", "ai_impact_override")
)
_LONGEST: Final = 60  # characters of a quotation
_WORD_BEHIND: Final = re.compile(r"\s+[\w'’-]+")


@dataclass(frozen=True, slots=True)
class Proposal:
    """The kind to propose, with the reasons for it: sentences without their full stop."""

    kind: PublicationKind
    reasons: tuple[str, ...]


def propose(differences: Sequence[FieldDifference]) -> Proposal:
    """An update when what the page says changed, a correction when only its spelling did.

    A changed number, date, amount or requirement is an update; so are rows and sections that came
    or went, and other words. Spelling, punctuation, casing, spacing and the order of rows are
    a correction; so is what stands around the text: address, tags, other titles, related roles,
    what search engines show.

    >>> propose([]).kind.value
    'correction'
    """
    found = [each for difference in differences for each in _judged(difference)]
    updates = tuple(reason for says_else, reason in found if says_else)
    kind = PublicationKind.UPDATE if updates else PublicationKind.CORRECTION
    return Proposal(kind, updates or tuple(reason for _, reason in found))


Judged = tuple[bool, str]  # whether the page says something else, and why


def _judged(difference: FieldDifference) -> Iterator[Judged]:
    label = difference.label
    if difference.name in _AROUND_THE_TEXT:
        yield False, f"The {label} changed, which readers need not be told"
    elif difference.name in _FACETS:
        yield True, f"The {label} changed"
    elif difference.rows:
        yield from _rows(difference.rows, label, is_glance=difference.name == "glance")
    else:
        yield from _text(difference.parts, label)


def _rows(rows: Sequence[Row], label: str, *, is_glance: bool = False) -> Iterator[Judged]:
    for row in rows:
        if row.kind in ("added", "removed"):
            said = _short(" ".join(part.text for part in row.parts) or _first_row(row))
            yield True, f"“{said}” was {row.kind} in {label}"
            continue
        where = _kind_of_fact(row) if is_glance else label
        yield from _text(row.parts, where)
        yield from _rows(row.rows, label)
    if any(row.moved for row in rows):
        yield False, f"The order changed in {label}"


def _text(parts: Sequence[Part], where: str) -> Iterator[Judged]:
    if len(parts) == 1 and parts[0].kind in (Kind.ADDED, Kind.REMOVED):
        yield True, f"The {where} was {parts[0].kind}"
        return
    for old, new, behind in _changes(parts):
        found = change(old, new)
        more = behind if ends_in_number(old) or ends_in_number(new) else ""
        yield found != Change.SPELLING, f"{_became(old + more, new + more)} in {where}"


def _changes(parts: Sequence[Part]) -> Iterator[tuple[str, str, str]]:
    """What was replaced by what, each with all of its first and last word, and the word behind."""
    kept, removed, added = "", "", ""
    for part in [*parts, None]:
        if part and part.kind == Kind.REMOVED:
            removed += part.text
        elif part and part.kind == Kind.ADDED:
            added += part.text
        else:
            text = part.text if part else ""
            if removed or added:
                head = re.findall(r"\S*\Z", kept)[0]
                tail = re.findall(r"^\S*", text)[0]
                behind = _WORD_BEHIND.match(text, len(tail))
                yield head + removed + tail, head + added + tail, behind[0] if behind else ""
            kept, removed, added = text, "", ""


def _became(old: str, new: str) -> str:
    if old.split() == new.split():
        return "Spaces or line breaks changed"
    old, new = _short(old), _short(new)
    if old == new:
        return f"What follows “{old}” became another text"
    if not new:
        return f"“{old}” was removed"
    if not old:
        return f"“{new}” was added"
    return f"“{old}” became “{new}”"


def _kind_of_fact(row: Row) -> str:
    """The label before the colon, which rows of facts begin with."""
    after = "".join(part.text for part in row.parts if part.kind != Kind.REMOVED)
    return after.partition(":")[0]


def _first_row(row: Row) -> str:
    return " ".join(part.text for part in row.rows[0].parts) if row.rows else ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
