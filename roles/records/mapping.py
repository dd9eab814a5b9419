"""Records as the JSON object that public pages, files and the API share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from roles.records.normalise import RecordError, normalised, normalised_category
from roles.records.record import (
    CategoryName,
    CategoryRecord,
    Faq,
    GlanceFact,
    Publication,
    QualificationGroup,
    RelatedRole,
    RoleRecord,
)

if TYPE_CHECKING:
    from typing import Any

SCHEMA = 1
LARGEST_EDITION = 2**31 - 1  # what every database keeps in an integer column
Object = Mapping[str, object]

_PUBLICATION_KEYS = ("edition", "change_note", "published", "updated", "checked")
_TEXT_KEYS = (
    *("title", "slug", "summary", "overview", "outlook", "cover_letter"),
    *("seo_title", "seo_description"),
    *("education_override", "experience_override", "ai_impact_override"),
)
_LIST_KEYS = ("glance", "duties", "qualifications", "faqs", "tags", "also_called", "related")
_CONTENT_KEYS = ("category", *_TEXT_KEYS, *_LIST_KEYS)
_FACT_KEYS = frozenset({"label", "text"})
_RELATED_KEYS = frozenset({"title", "url"})
_ROLE_KEYS = frozenset({"schema", "url", *_CONTENT_KEYS, *_PUBLICATION_KEYS})


def to_dict(record: RoleRecord, *, site_url: str = "") -> dict[str, Any]:
    """Return the public JSON object; addresses are paths, or absolute given the site's own."""
    head = {
        "schema": SCHEMA,
        "title": record.title,
        "slug": record.slug,
        "url": f"{site_url}/jobs/{record.category.slug}/{record.slug}",
        "category": _category_to_dict(record.category),
        **_publication_to_dict(record.publication),
    }
    return head | content_to_dict(record, site_url=site_url)


def content_to_dict(record: RoleRecord, *, site_url: str = "") -> dict[str, Any]:
    """Return the keys of the JSON object that editors write, title, slug and category apart."""
    return {
        "summary": record.summary,
        "glance": [{"label": fact.label, "text": fact.text} for fact in record.glance],
        "duties": list(record.duties),
        "overview": record.overview,
        "qualifications": [
            {"heading": group.heading, "text": group.text, "items": list(group.items)}
            for group in record.qualifications
        ],
        "outlook": record.outlook,
        "cover_letter": record.cover_letter,
        "faqs": [{"question": faq.question, "answer": faq.answer} for faq in record.faqs],
        "tags": list(record.tags),
        "also_called": list(record.also_called),
        "related": [
            {"title": other.title, "url": site_url + other.url} for other in record.related
        ],
        "seo_title": record.seo_title,
        "seo_description": record.seo_description,
        "education_override": record.education_override,
        "experience_override": record.experience_override,
        "ai_impact_override": record.ai_impact_override,
    }


def from_dict(mapping: Object) -> RoleRecord:
    """Read the public JSON object, strictly, into a normalised record.

    `url` is ignored: addresses follow from the slugs. The record's `fields` are the keys present.
    Raises RecordError with the path of the value at fault.
    """
    check_keys(mapping, _ROLE_KEYS)
    _check_schema(mapping)
    record = replace(read_content(mapping), publication=_publication(mapping))
    return replace(normalised(record), fields=_spoken(mapping))


def category_to_dict(record: CategoryRecord) -> dict[str, Any]:
    """Return the JSON object of a category's page."""
    return {
        "schema": SCHEMA,
        "type": "category",
        "category": _category_to_dict(record.category),
        "introduction": record.introduction,
    }


def category_from_dict(mapping: Object) -> CategoryRecord:
    """Read the JSON object of a category's page; raises RecordError."""
    check_keys(mapping, frozenset({"schema", "type", "category", "introduction"}))
    _check_schema(mapping)
    record = CategoryRecord(
        category=_category(mapping.get("category")), introduction=text_at(mapping, "introduction")
    )
    return normalised_category(record)


def read_content(mapping: Object, *, ids: bool = False) -> RoleRecord:
    """Read what editors write, by type alone: nothing is normalised. Ids are known on demand."""
    texts: dict[str, Any] = {key: text_at(mapping, key) for key in _TEXT_KEYS}
    return RoleRecord(
        category=_category(mapping.get("category")),
        glance=tuple(_fact(path, row, ids) for path, row in _rows(mapping, "glance")),
        duties=_texts(mapping, "duties"),
        qualifications=tuple(_group(path, row) for path, row in _rows(mapping, "qualifications")),
        faqs=tuple(_faq(path, row) for path, row in _rows(mapping, "faqs")),
        tags=_texts(mapping, "tags"),
        also_called=_texts(mapping, "also_called"),
        related=tuple(_related(path, row, ids) for path, row in _rows(mapping, "related")),
        **texts,
    )


def check_keys(mapping: Object, known: frozenset[str], path: str = "") -> None:
    """Refuse keys that would be lost; empty ones are no loss."""
    for key, value in mapping.items():
        if key not in known and value not in (None, "", [], {}):
            raise RecordError(path + key, "unknown key")


def text_at(mapping: Object, key: str, path: str = "") -> str:
    """Return the text under a key, "" where it is missing or null."""
    return _text(path + key, mapping.get(key))


def _category_to_dict(category: CategoryName) -> dict[str, str]:
    return {"name": category.name, "slug": category.slug}


def _publication_to_dict(publication: Publication) -> dict[str, Any]:
    dates = {key: getattr(publication, key) for key in ("published", "updated", "checked")}
    return {
        "edition": publication.edition,
        "change_note": publication.change_note,
        **{key: moment.isoformat() if moment else None for key, moment in dates.items()},
    }


def _check_schema(mapping: Object) -> None:
    schema = mapping.get("schema", SCHEMA)
    if schema != SCHEMA or isinstance(schema, bool):
        raise RecordError("schema", f"only {SCHEMA} is known, found {schema!r}")


def _spoken(mapping: Object) -> frozenset[str]:
    content = {key for key in _CONTENT_KEYS if key in mapping}
    published = {"publication" for key in _PUBLICATION_KEYS if key in mapping}
    return frozenset(content | published)


def _category(value: object) -> CategoryName:
    if value is None:
        raise RecordError("category", "is missing")
    row = _object("category", value)
    check_keys(row, frozenset({"name", "slug"}), "category.")
    return CategoryName(text_at(row, "name", "category."), text_at(row, "slug", "category."))


def _publication(mapping: Object) -> Publication:
    return Publication(
        edition=_edition(mapping.get("edition")),
        change_note=text_at(mapping, "change_note"),
        published=_moment("published", mapping.get("published")),
        updated=_moment("updated", mapping.get("updated")),
        checked=_moment("checked", mapping.get("checked")),
    )


def _fact(path: str, row: Object, ids: bool) -> GlanceFact:
    check_keys(row, _FACT_KEYS | {"kind"} if ids else _FACT_KEYS, path)
    kind = _number(path + "kind", row.get("kind"))
    return GlanceFact(text_at(row, "label", path), text_at(row, "text", path), kind)


def _group(path: str, row: Object) -> QualificationGroup:
    check_keys(row, frozenset({"heading", "text", "items"}), path)
    items = _texts(row, "items", path)
    return QualificationGroup(text_at(row, "heading", path), text_at(row, "text", path), items)


def _faq(path: str, row: Object) -> Faq:
    check_keys(row, frozenset({"question", "answer"}), path)
    return Faq(text_at(row, "question", path), text_at(row, "answer", path))


def _related(path: str, row: Object, ids: bool) -> RelatedRole:
    check_keys(row, _RELATED_KEYS | {"role"} if ids else _RELATED_KEYS, path)
    role = _number(path + "role", row.get("role"))
    return RelatedRole(text_at(row, "title", path), text_at(row, "url", path), role)


def _text(path: str, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RecordError(path, f"expected text, found {_kind(value)}")
    return value


def _number(path: str, value: object) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise RecordError(path, f"expected a whole number, found {_kind(value)}")
    return value


def _edition(value: object) -> int | None:
    number = _number("edition", value)
    if number is not None and not 1 <= number <= LARGEST_EDITION:
        raise RecordError("edition", f"expected a number from 1 to {LARGEST_EDITION}")
    return number


def _moment(path: str, value: object) -> datetime | None:
    text = _text(path, value)
    if not text:
        return None
    with suppress(ValueError):
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment
    raise RecordError(path, f'expected a date like 2026-03-03T09:00:00+00:00, found "{text}"')


def _entries(mapping: Object, key: str, path: str) -> Iterator[tuple[str, object]]:
    value = mapping.get(key)
    if value is not None and not isinstance(value, (list, tuple)):
        raise RecordError(path + key, f"expected a list, found {_kind(value)}")
    return ((f"{path}{key}[{index}]", entry) for index, entry in enumerate(value or ()))


def _texts(mapping: Object, key: str, path: str = "") -> tuple[str, ...]:
    return tuple(_text(place, entry) for place, entry in _entries(mapping, key, path))


def _rows(mapping: Object, key: str) -> Iterator[tuple[str, Object]]:
    return ((f"{place}.", _object(place, row)) for place, row in _entries(mapping, key, ""))


def _object(path: str, value: object) -> Object:
    if not isinstance(value, Mapping):
        raise RecordError(path, f"expected an object, found {_kind(value)}")
    return value


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    names = {int: "number", float: "number", str: "text", list: "list", dict: "object"}
    return names.get(type(value), "nothing")
