"""Every text in its one form, every list without empty or double entries, every limit held."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from roles.enums import AiImpact, EducationLevel
from roles.records.record import (
    CategoryName,
    Faq,
    GlanceFact,
    QualificationGroup,
    RelatedRole,
)
from roles.text.bullets import decode_lines, encode_lines
from roles.text.groups import canonical
from roles.text.normal import normal_line, normal_markdown, normal_text
from roles.text.slugs import slug_from
from roles.validators import RESERVED_SLUGS, is_experience_override, is_slug

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roles.records.record import CategoryRecord, RoleRecord

TITLE_LENGTH = 200
SLUG_LENGTH = 150
NAME_LENGTH = 100  # category and its slug, label, tag
QUESTION_LENGTH = 500
GLANCE_ROW = "glance: "  # before a label, in RoleRecord.fields

_ROLE_ADDRESS = re.compile(r"/jobs/[^/]+/[^/]+")
_EDUCATION_OVERRIDES = {"", "none", *(str(level.value) for level in EducationLevel)}
_AI_IMPACT_OVERRIDES = {"", "none", *AiImpact.values}


class RecordError(ValueError):
    """A value that no record may hold: `field` is its path, `reason` a sentence without it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def normalised(record: RoleRecord) -> RoleRecord:
    """Return the record as `roles.records` promises it; raises RecordError for what cannot be."""
    title = _named("title", record.title, TITLE_LENGTH)
    return replace(
        record,
        title=title,
        slug=_slug("slug", record.slug, title),
        category=_category(record.category),
        summary=normal_text(record.summary),
        seo_title=_short("seo_title", normal_line(record.seo_title), TITLE_LENGTH),
        seo_description=normal_line(record.seo_description),
        education_override=_education(record.education_override),
        experience_override=_experience(record.experience_override),
        ai_impact_override=_ai_impact(record.ai_impact_override),
        glance=_glance(record.glance),
        duties=decode_lines(encode_lines(tuple(map(normal_line, record.duties)))),
        overview=normal_markdown(record.overview),
        qualifications=_groups(record.qualifications),
        outlook=normal_markdown(record.outlook),
        cover_letter=normal_text(record.cover_letter),
        faqs=_faqs(record.faqs),
        tags=_names("tags", record.tags, NAME_LENGTH),
        also_called=_names("also_called", record.also_called, TITLE_LENGTH),
        related=_related(record.related),
        publication=replace(
            record.publication, change_note=normal_text(record.publication.change_note)
        ),
    )


def normalised_category(record: CategoryRecord) -> CategoryRecord:
    """Return a category's page in its one form; raises RecordError."""
    return replace(
        record,
        category=_category(record.category),
        introduction=normal_markdown(record.introduction),
    )


def overlaid(current: RoleRecord, incoming: RoleRecord) -> RoleRecord:
    """Return `current` with what `incoming.fields` names taken from `incoming`."""
    if incoming.fields is None:
        return incoming
    rows = {name for name in incoming.fields if name.startswith(GLANCE_ROW)}
    whole = {name: getattr(incoming, name) for name in incoming.fields - rows}
    labels = {name.removeprefix(GLANCE_ROW).casefold() for name in rows}
    glance = _overlaid_rows(current.glance, incoming.glance, labels)
    return replace(current, **{"glance": glance, **whole})


def _overlaid_rows(
    current: tuple[GlanceFact, ...], incoming: tuple[GlanceFact, ...], labels: set[str]
) -> tuple[GlanceFact, ...]:
    new = {fact.label.casefold(): fact for fact in incoming if fact.label.casefold() in labels}
    kept = [
        new.pop(fact.label.casefold(), None) if fact.label.casefold() in labels else fact
        for fact in current
    ]
    return (*(fact for fact in kept if fact), *new.values())


def _named(field: str, text: str, limit: int) -> str:
    line = normal_line(text)
    if not line:
        raise RecordError(field, "is missing")
    return _short(field, line, limit)


def _short(field: str, line: str, limit: int) -> str:
    if len(line) > limit:
        raise RecordError(field, f"is {len(line)} characters long, {limit} are allowed")
    return line


def _slug(field: str, given: str, name: str, limit: int = SLUG_LENGTH) -> str:
    slug = normal_line(given) or slug_from(name)
    if not slug:
        raise RecordError(field, f'cannot be made from "{name}"; give one')
    if slug in RESERVED_SLUGS:
        raise RecordError(field, f'"{slug}" is an address the site needs itself; give another')
    if not is_slug(slug):
        raise RecordError(field, f'"{slug}" is not lower-case letters, digits and hyphens')
    return _short(field, slug, limit)


def _category(category: CategoryName) -> CategoryName:
    name = _named("category.name", category.name, NAME_LENGTH)
    return CategoryName(name, _slug("category.slug", category.slug, name, NAME_LENGTH))


def _education(text: str) -> str:
    return _chosen("education_override", text, normal_line(text) in _EDUCATION_OVERRIDES)


def _experience(text: str) -> str:
    line = normal_line(text)
    return _chosen("experience_override", text, not line or is_experience_override(line))


def _ai_impact(text: str) -> str:
    return _chosen("ai_impact_override", text, normal_line(text) in _AI_IMPACT_OVERRIDES)


def _chosen(field: str, text: str, valid: bool) -> str:
    if not valid:
        raise RecordError(field, f'"{normal_line(text)}" is not one of its values')
    return normal_line(text)


def _glance(facts: tuple[GlanceFact, ...]) -> tuple[GlanceFact, ...]:
    kept: dict[str, GlanceFact] = {}
    for index, fact in enumerate(facts):
        text = normal_line(fact.text)
        if not text:
            continue
        field = f"glance[{index}].label"
        label = _named(field, fact.label, NAME_LENGTH)
        if label.casefold() in kept:
            raise RecordError(field, f'"{label}" stands twice')
        kept[label.casefold()] = replace(fact, label=label, text=text)
    return tuple(kept.values())


def _groups(groups: tuple[QualificationGroup, ...]) -> tuple[QualificationGroup, ...]:
    plain = canonical((group.heading, group.text, group.items) for group in groups)
    return tuple(QualificationGroup(*group) for group in plain)


def _faqs(faqs: tuple[Faq, ...]) -> tuple[Faq, ...]:
    kept = []
    for index, faq in enumerate(faqs):
        question = _short(f"faqs[{index}].question", normal_line(faq.question), QUESTION_LENGTH)
        answer = normal_markdown(faq.answer)
        if answer and not question:
            raise RecordError(f"faqs[{index}].question", "is missing")
        if question and not answer:
            raise RecordError(f"faqs[{index}].answer", "is missing")
        if question:
            kept.append(Faq(question, answer))
    return tuple(kept)


def _names(field: str, texts: Iterable[str], limit: int) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for index, text in enumerate(texts):
        if normal_line(text):
            name = _named(f"{field}[{index}]", text, limit)
            kept.setdefault(name.casefold(), name)
    return tuple(kept.values())


def _related(related: tuple[RelatedRole, ...]) -> tuple[RelatedRole, ...]:
    kept: dict[str, RelatedRole] = {}
    for index, other in enumerate(related):
        path = urlsplit(normal_line(other.url)).path
        if not _ROLE_ADDRESS.fullmatch(path):
            raise RecordError(f"related[{index}].url", "expected /jobs/<category>/<role>")
        kept.setdefault(path, replace(other, title=normal_line(other.title), url=path))
    return tuple(kept.values())
