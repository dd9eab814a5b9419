"""What the index holds: its schema, how text becomes terms, and an edition as a document."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from tantivy import (
    Document,
    Filter,
    Index,
    Schema,
    SchemaBuilder,
    TextAnalyzer,
    TextAnalyzerBuilder,
    Tokenizer,
)

from roles.dates import microseconds
from roles.facets import experience_band
from roles.models import FAR_FUTURE, LogMark
from roles.records import from_payload
from roles.text.slugs import slug_from

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from roles.models import Edition
    from roles.records import RoleRecord

# Raise it with every change of the schema, of the analysis or of what goes into a field: an index
# of another version is not opened, a new one is built beside it.
SCHEMA_VERSION: Final = 2

# How much a word counts, by the field it stands in. The steps are steep because BM25 counts a word
# less in a long text, and most roles have few alternative titles or none: two are "long" then.
# Qualifications stand apart from the other prose, or a tool in a list would count the less, the
# more a role has to say about everything else.
WEIGHTS: Final = {
    "title": 20.0,
    "also_called": 12.0,
    "tags": 5.0,
    "summary": 2.0,
    "duties": 1.5,
    "qualifications": 1.0,
    "rest": 1.0,
}

# What stands before or behind letters and is part of a name: C++, C#, F#, .NET.
WORD: Final = r"(?i)\.net\b|[\p{L}\p{N}\p{M}]+(?:\+\+|#)?"
LONGEST_BEGINNING: Final = 20

# The document that holds the index's place in the log stands where no role's id is.
MARK_ID: Final = 0


def _plain_words() -> TextAnalyzerBuilder:
    return (
        TextAnalyzerBuilder(Tokenizer.regex(WORD))
        .filter(Filter.remove_long(60))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
    )


WORDS: Final[TextAnalyzer] = _plain_words().build()
STEMS: Final[TextAnalyzer] = _plain_words().filter(Filter.stemmer("english")).build()


def _schema() -> Schema:
    builder = SchemaBuilder()
    for name in ("role", "live_from", "live_until"):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_integer_field("edition", fast=True)
    builder.add_integer_field("fingerprint", fast=True)
    for name in ("unsettled", "category", "tag", "education", "experience", "updated"):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in ("ai_impact", "letter"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    # Whole titles, to find the one that was typed exactly, or in another form of its words.
    for name in ("whole_title", "whole_also_called", "title_key", "also_called_key"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    # What the words of the title begin with: as terms, so that no dictionary has to be walked.
    builder.add_text_field("title_beginnings", tokenizer_name="words", index_option="freq")
    # Unstemmed words of titles, alternative titles and tags, for prefixes and misspellings; fast,
    # so that the words of what was found can be counted.
    builder.add_text_field("names", tokenizer_name="words", index_option="freq", fast=True)
    for name in ("title_words", "also_called_words"):
        builder.add_text_field(name, tokenizer_name="words", index_option="basic")
    for name in WEIGHTS:
        stored = name in ("title", "also_called")
        builder.add_text_field(name, stored=stored, tokenizer_name="stems")
    builder.add_integer_field("log_position", stored=True)
    builder.add_text_field("log_at", stored=True, tokenizer_name="raw", index_option="basic")
    # As an address names an alternative title.
    builder.add_text_field("also_called_slug", tokenizer_name="raw", index_option="basic")
    schema: Schema = builder.build()
    return schema


SCHEMA: Final[Schema] = _schema()


def open_index(directory: Path, *, create: bool = False) -> Index:
    """The tantivy index in `directory`; raises ValueError when it is missing or damaged."""
    index = Index(SCHEMA, path=str(directory)) if create else Index.open(str(directory))
    index.register_tokenizer("words", WORDS)
    index.register_fast_field_tokenizer("words", WORDS)
    index.register_tokenizer("stems", STEMS)
    index.config_reader(reload_policy="manual")
    return index


def whole(title: str) -> str:
    """The form in which two titles are compared: words only, no case, no accents."""
    return " ".join(WORDS.analyze(title))


def stem(word: str) -> str:
    """What the forms of a word have in common, as most fields hold it."""
    return "".join(STEMS.analyze(word))


def key(title: str) -> str:
    """The form in which titles are the same however they are spelt: "Front-End", "frontends"."""
    return "".join(STEMS.analyze(title))


def document_of(edition: Edition) -> Document:
    """The edition as the index holds it; fetch editions with their tags when there are several."""
    content = _content(edition)
    beside = {"fingerprint": _fingerprint(content), "unsettled": _unsettled(edition)}
    return Document.from_dict({**content, **beside}, SCHEMA)


def fingerprint_of(edition: Edition) -> int:
    """A number that differs when the edition's document would differ."""
    return _fingerprint(_content(edition))


def _content(edition: Edition) -> dict[str, Any]:
    record = from_payload(edition.payload)
    tags = sorted(edition.tags.all(), key=lambda tag: tag.pk)
    tag_names = [tag.name for tag in tags]
    also_called = list(record.also_called)
    return {
        "role": edition.role_id,
        "edition": edition.pk,
        "live_from": microseconds(edition.live_from),
        "live_until": microseconds(edition.live_until),
        "category": edition.category_id,
        "tag": [tag.pk for tag in tags],
        "education": _known(edition.education),
        "experience": _known(experience_band(edition.experience_from)),
        "ai_impact": _known(edition.ai_impact or None),
        "letter": edition.letter,
        "updated": microseconds(edition.updated),
        "whole_title": whole(edition.title),
        "whole_also_called": [whole(name) for name in also_called],
        "also_called_slug": [slug for name in also_called if (slug := slug_from(name))],
        "title_key": key(edition.title),
        "also_called_key": [key(name) for name in also_called],
        "title_beginnings": " ".join(_beginnings(edition.title)),
        "names": [edition.title, *also_called, *tag_names],
        "title_words": edition.title,
        "also_called_words": also_called,
        "title": edition.title,
        "also_called": also_called,
        "tags": tag_names,
        "summary": edition.summary,
        "duties": list(record.duties),
        "qualifications": list(_qualifications(record)),
        "rest": list(_rest(record)),
    }


def _unsettled(edition: Edition) -> list[int]:
    """1 where the clock alone will change whether it is live; nothing for nearly all."""
    is_open = edition.live_until == FAR_FUTURE
    return [] if is_open and edition.live_from <= timezone.now() else [1]


def _known(value: int | str | None) -> list[int | str]:
    """No value at all where it is not known: the engine counts and finds what is there."""
    return [] if value is None else [value]


def _beginnings(title: str) -> Iterable[str]:
    for word in WORDS.analyze(title):
        for length in range(1, min(len(word), LONGEST_BEGINNING) + 1):
            yield word[:length]


def _qualifications(record: RoleRecord) -> Iterable[str]:
    for group in record.qualifications:
        yield from (group.heading, group.text, *group.items)


def _rest(record: RoleRecord) -> Iterable[str]:
    for fact in record.glance:
        yield fact.text
    yield record.overview
    yield record.outlook
    for faq in record.faqs:
        yield from (faq.question, faq.answer)


def _fingerprint(content: dict[str, Any]) -> int:
    digest = hashlib.blake2b(json.dumps(content).encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def mark_document(mark: LogMark) -> Document:
    """The index's place in the log, as a document: it is committed with what it speaks of."""
    at = mark.at.isoformat() if mark.at else ""
    return Document(role=MARK_ID, log_position=mark.position, log_at=at)


def mark_from(document: Document) -> LogMark:
    (position,), (at,) = document.get_all("log_position"), document.get_all("log_at")
    return LogMark(position, datetime.fromisoformat(at) if at else None)
