"""The difference of two records, part by part, for a reader: what was added, removed, moved."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from roles.enums import AiImpact, EducationLevel
from roles.records import CategoryName, RoleRecord
from roles.text.differences import Kind, Part, difference, folded
from roles.text.rows import Entry, Pair, pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from roles.records import Faq, GlanceFact, QualificationGroup, RelatedRole

# The parts of a role, by the attributes of its record: in the order of the page, by the names
# that the form gives them.
LABELS: Final = {
    "title": "title",
    "category": "category",
    "slug": "address",
    "summary": "summary",
    "glance": "role at a glance",
    "duties": "duties and responsibilities",
    "overview": "overview",
    "qualifications": "qualifications",
    "outlook": "career outlook",
    "cover_letter": "sample cover letter",
    "faqs": "frequently asked questions",
    "tags": "tags",
    "also_called": "alternative titles",
    "related": "related roles",
    "seo_title": "search engine title",
    "seo_description": "search engine description",
    "education_override": "education filter",
    "experience_override": "experience filter",
    "ai_impact_override": "AI impact filter",
}
NOTHING: Final = RoleRecord(title="", category=CategoryName(""))
LEAST_FOLD: Final = 3  # unchanged rows in a row; fewer are not worth hiding


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list, with the rows inside it (the bullets of a qualification group).

    `was` and `now` are its places, counted from 1, None where it is missing. `moved` is true when
    it stands elsewhere among the rows that stayed, not when rows before it came or went.
    """

    parts: tuple[Part, ...]
    was: int | None
    now: int | None
    moved: bool = False
    rows: tuple[Row, ...] = ()

    @property
    def kind(self) -> str:
        """One of "added", "removed", "changed" and "kept"; a row can be kept and moved."""
        if self.was is None:
            return "added"
        if self.now is None:
            return "removed"
        same = all(part.kind == Kind.KEPT for part in self.parts)
        return "kept" if same and all(row.is_untouched for row in self.rows) else "changed"

    @property
    def is_untouched(self) -> bool:
        return self.kind == "kept" and not self.moved

    @property
    def shown_parts(self) -> tuple[Part, ...]:
        return folded(self.parts)

    @property
    def shown_rows(self) -> list[Stretch]:
        return stretches(self.rows)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring rows, shown at once or, when nothing happened to them, on demand."""

    rows: tuple[Row, ...]
    is_folded: bool


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """How one part of a role differs: a text in `parts`, or a list in `rows`.

    `name` is the attribute of `RoleRecord`, `label` what the form calls it.
    """

    name: str
    label: str
    parts: tuple[Part, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def shown_parts(self) -> tuple[Part, ...]:
        return folded(self.parts)

    @property
    def shown_rows(self) -> list[Stretch]:
        return stretches(self.rows)


def compare(before: RoleRecord | None, after: RoleRecord) -> list[FieldDifference]:
    """How `after` differs from `before`, in the order of the page; parts that agree are left out.

    What a role shares with others counts by identity: a fact kind, a category or a related role
    that was renamed is no difference. `admin/roles/_differences.html` renders the result.

    Args:
        before: None for nothing, so that all that `after` says is new.
    """
    old = before or NOTHING
    return [
        _compared(name, getattr(old, name), getattr(after, name))
        for name in changed_fields(old, after)
    ]


def changed_fields(before: RoleRecord, after: RoleRecord) -> list[str]:
    """The names of the parts that differ, in the order of the page; quicker than `compare`."""

    def content(record: RoleRecord, name: str) -> Any:
        value = getattr(record, name)
        return _IDENTITIES[name](value) if name in _IDENTITIES else value

    return [name for name in LABELS if content(before, name) != content(after, name)]


def changed_parts(before: RoleRecord, after: RoleRecord) -> list[str]:
    """The labels of the parts that differ, in the order of the page."""
    return [LABELS[name] for name in changed_fields(before, after)]


def stretches(rows: Sequence[Row]) -> list[Stretch]:
    """The rows as they are read first: of many unchanged ones only their number."""
    groups = (tuple(group) for _, group in groupby(rows, key=lambda row: row.is_untouched))
    return [
        Stretch(group, is_folded=group[0].is_untouched and len(group) >= LEAST_FOLD)
        for group in groups
    ]


def _compared(name: str, before: Any, after: Any) -> FieldDifference:
    if name in _LISTS:
        return FieldDifference(name, LABELS[name], rows=_LISTS[name](before, after))
    shown = _TEXTS.get(name, str)
    return FieldDifference(name, LABELS[name], parts=difference(shown(before), shown(after)))


def _rows(
    before: Sequence[Entry], after: Sequence[Entry], *, by_likeness: bool = True
) -> tuple[Row, ...]:
    found = pairs(before, after, by_likeness=by_likeness)
    return tuple(_row(pair, before, after) for pair in found)


def _row(
    pair: Pair, before: Sequence[Entry], after: Sequence[Entry], rows: tuple[Row, ...] = ()
) -> Row:
    was, now = pair.before, pair.after
    return Row(
        parts=difference(
            before[was].text if was is not None else "", after[now].text if now is not None else ""
        ),
        was=None if was is None else was + 1,
        now=None if now is None else now + 1,
        moved=pair.moved,
        rows=rows,
    )


def _lines(before: Sequence[str], after: Sequence[str]) -> tuple[Row, ...]:
    return _rows([Entry(line) for line in before], [Entry(line) for line in after])


def _tags(before: Sequence[str], after: Sequence[str]) -> tuple[Row, ...]:
    return _lines(sorted(before, key=str.casefold), sorted(after, key=str.casefold))


def _facts(before: Sequence[GlanceFact], after: Sequence[GlanceFact]) -> tuple[Row, ...]:
    labels = {_kind(fact): fact.label for fact in (*before, *after)}

    def entry(fact: GlanceFact) -> Entry:
        return Entry(f"{labels[_kind(fact)]}:\n{fact.text}", _kind(fact))

    # Another kind is another fact, however alike the texts.
    return _rows(
        [entry(fact) for fact in before], [entry(fact) for fact in after], by_likeness=False
    )


def _related(before: Sequence[RelatedRole], after: Sequence[RelatedRole]) -> tuple[Row, ...]:
    texts = {_target(other): f"{other.title} ({other.url})" for other in (*before, *after)}

    def entry(other: RelatedRole) -> Entry:
        return Entry(texts[_target(other)], _target(other))

    return _rows(
        [entry(other) for other in before], [entry(other) for other in after], by_likeness=False
    )


def _faqs(before: Sequence[Faq], after: Sequence[Faq]) -> tuple[Row, ...]:
    def entry(faq: Faq) -> Entry:
        return Entry(f"{faq.question}\n{faq.answer}", faq.question)

    return _rows([entry(faq) for faq in before], [entry(faq) for faq in after])


def _groups(
    before: Sequence[QualificationGroup], after: Sequence[QualificationGroup]
) -> tuple[Row, ...]:
    """Groups are matched by all they say, and shown with their bullets as rows."""
    found = pairs(
        [Entry("\n".join((_head(group), *group.items)), group.heading or None) for group in before],
        [Entry("\n".join((_head(group), *group.items)), group.heading or None) for group in after],
    )
    heads = [Entry(_head(group)) for group in before], [Entry(_head(group)) for group in after]
    return tuple(
        _row(
            pair,
            *heads,
            rows=_lines(
                before[pair.before].items if pair.before is not None else (),
                after[pair.after].items if pair.after is not None else (),
            ),
        )
        for pair in found
    )


def _head(group: QualificationGroup) -> str:
    heading = f"{group.heading}:" if group.heading else ""
    return "\n".join(part for part in (heading, group.text) if part)


def _kind(fact: GlanceFact) -> int | str:
    return fact.kind or fact.label


def _target(other: RelatedRole) -> int | str:
    return other.role or other.url


def _category(category: CategoryName) -> str:
    return f"{category.name} (/jobs/{category.slug})" if category.slug else category.name


def _education(override: str) -> str:
    return str(EducationLevel(int(override)).label) if override.isdigit() else _override(override)


def _ai_impact(override: str) -> str:
    return dict(AiImpact.choices).get(override) or _override(override)


def _override(override: str) -> str:
    return "No value" if override == "none" else override


# What a role shares with others, by what does not change when it is renamed; tags have no order.
_IDENTITIES: Final[dict[str, Callable[[Any], Any]]] = {
    "category": lambda category: category.slug,
    "glance": lambda facts: [(_kind(fact), fact.text) for fact in facts],
    "tags": lambda tags: sorted(tags, key=str.casefold),
    "related": lambda roles: [_target(other) for other in roles],
}
_TEXTS: Final[dict[str, Callable[[Any], str]]] = {
    "category": _category,
    "education_override": _education,
    "experience_override": _override,
    "ai_impact_override": _ai_impact,
}
_LISTS: Final[dict[str, Callable[[Any, Any], tuple[Row, ...]]]] = {
    "glance": _facts,
    "duties": _lines,
    "qualifications": _groups,
    "faqs": _faqs,
    "tags": _tags,
    "also_called": _lines,
    "related": _related,
}
