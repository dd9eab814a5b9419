"""The values a record is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class CategoryName:
    """A category as a role names it; `slug` may be empty in a file, and is then made of `name`."""

    name: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class GlanceFact:
    """One row of "Role at a glance". `kind` is the FactKind's id, None outside the database."""

    label: str
    text: str
    kind: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class QualificationGroup:
    """A heading, prose (Markdown) and bullets; any of the three may be empty, never all."""

    heading: str = ""
    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Faq:
    """A question (plain text) and its answer (Markdown)."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class RelatedRole:
    """A related role by its public address `/jobs/<category>/<role>`. `role` is the Role's id."""

    title: str = field(compare=False)
    url: str
    role: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Publication:
    """What is known of a record's publication; all fields None or empty for a draft.

    `published` is the first publication ever, `updated` is "Last updated", `checked` is when it
    was last found still right; all with a time zone.
    """

    edition: int | None = None
    change_note: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    checked: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRecord:
    """One role, complete.

    Plain text: title, summary, seo_*, glance, duties, group headings and items, cover_letter,
    questions, tags, also_called. Markdown (the subset of `roles.text.markdown`): overview,
    outlook, a group's text, answers. The three overrides hold what an editor set instead of the
    value derived from the facts: "" (derived), "none" (no value) or a value, see
    `roles.facets`.

    `fields` names the attributes that the source of the record spoke of ("title", "glance",
    "publication", ...), None for the whole role. "glance: <Label>" stands for one row alone.
    """

    title: str
    category: CategoryName
    slug: str = ""
    summary: str = ""
    seo_title: str = ""
    seo_description: str = ""
    education_override: str = ""
    experience_override: str = ""
    ai_impact_override: str = ""
    glance: tuple[GlanceFact, ...] = ()
    duties: tuple[str, ...] = ()
    overview: str = ""
    qualifications: tuple[QualificationGroup, ...] = ()
    outlook: str = ""
    cover_letter: str = ""
    faqs: tuple[Faq, ...] = ()
    tags: tuple[str, ...] = ()
    also_called: tuple[str, ...] = ()
    related: tuple[RelatedRole, ...] = ()
    publication: Publication = field(default=Publication(), compare=False)
    fields: frozenset[str] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRecord:
    """A category's own page: its introduction is Markdown."""

    category: CategoryName
    introduction: str = ""
