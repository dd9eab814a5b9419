"""Plain text, as a role's page reads from top to bottom.

    The site's name (optional)
    Category
    Title
    Last updated 3 March 2026
    Summary
    Role at a glance ... Frequently asked questions
    See all <Category> jobs →

Lines may stand with blank lines between paragraphs, or without any: then every line is a
paragraph, and facts and bullets begin with "- ". What a reader sees is kept character for
character; an older template of the page is read too. Its "Job Description Overview" gives the
summary, by its first paragraph, where none stands above.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone

from roles.interchange.errors import FormatError
from roles.interchange.outline import OLDER_OVERVIEW, Outline, Section, outline
from roles.interchange.questions import pairs
from roles.interchange.source import Decoded, document, refusal, refusals
from roles.records import CategoryRecord, Publication, RecordError, from_dict
from roles.text.bullets import without_bullet, without_sign
from roles.text.dates import long_date
from roles.text.groups import parse
from roles.text.markdown import from_plain, to_plain
from roles.text.normal import normal_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, BinaryIO

    from roles.interchange.source import Outcome, Record
    from roles.records import Faq, QualificationGroup, RoleRecord

_BULLET = "  • "
# What the form has no place for (tags, alternative titles, …) an import leaves as it is.
_SPOKEN_OF = frozenset(
    {"title", "category", "summary", "glance", "duties", "overview", "qualifications"}
    | {"outlook", "cover_letter", "faqs", "publication"}
)
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2007\t"), " ")


def encode(record: Record, site_name: str = "") -> bytes:
    """Write a role's page as text; a category has no such form (TypeError)."""
    if isinstance(record, CategoryRecord):
        raise TypeError("a category has no text form")
    updated = record.publication.updated
    head = [
        *(site_name, record.category.name, record.title),
        f"Last updated {long_date(timezone.localtime(updated))}" if updated else "Last updated",
        record.summary,
    ]
    sections = [f"{heading}\n\n{body}" for heading, body in _bodies(record) if body]
    page = "\n\n".join(block for block in (*head, *sections) if block)
    gap = "\n" if record.faqs and _is_dense(record.faqs) else "\n\n"
    return f"{page}{gap}See all {record.category.name} jobs →\n".encode()


@refusals
def decode(stream: BinaryIO, name: str) -> Iterator[Outcome]:
    """Yield the one role of a page, with what was left out of it."""
    page = outline(document(stream, name).translate(_SPACES), name)
    places = {key: section.line for key, section in page.sections.items()}
    places |= {"title": page.title_line, "slug": page.title_line, "category": page.title_line}
    try:
        record = from_dict(_values(page, name))
    except RecordError as error:
        raise refusal(error, name, places) from None
    zone = timezone.get_default_timezone()
    updated = datetime.combine(page.updated, time(), zone) if page.updated else None
    role = replace(record, fields=_SPOKEN_OF, publication=Publication(updated=updated))
    yield Decoded(role, 1, tuple(page.warnings))


def _bodies(record: RoleRecord) -> Iterator[tuple[str, str]]:
    yield "Role at a glance", "\n".join(f"{f.label}\n{f.text}" for f in record.glance)
    yield "Duties and responsibilities", _bullets(record.duties)
    yield "Overview", to_plain(record.overview)
    yield "Qualifications", "\n\n".join(_group(group) for group in record.qualifications)
    yield "Career outlook", to_plain(record.outlook)
    yield "Sample cover letter", record.cover_letter
    yield "Frequently asked questions", _faqs(record.faqs)


def _bullets(texts: tuple[str, ...]) -> str:
    return "\n".join(_BULLET + text for text in texts)


def _group(group: QualificationGroup) -> str:
    heading = f"{group.heading}:" if group.heading else ""
    blocks = (heading, to_plain(group.text), _bullets(group.items))
    return "\n\n".join(block for block in blocks if block)


def _faqs(faqs: tuple[Faq, ...]) -> str:
    gap = "\n" if _is_dense(faqs) else "\n\n"
    return gap.join(text for faq in faqs for text in (faq.question, to_plain(faq.answer)) if text)


def _is_dense(faqs: tuple[Faq, ...]) -> bool:
    """Tell whether pairs need no blank lines between them: every answer is one line."""
    return all("\n" not in to_plain(faq.answer) for faq in faqs)


def _values(page: Outline, name: str) -> dict[str, Any]:
    values = {"title": page.title, "category": {"name": page.category}}
    return values | {
        key: _READERS[key](section, page.is_compact, name)
        for key, section in _with_summary(page).items()
    }


def _with_summary(page: Outline) -> dict[str, Section]:
    """Give a page of the older template a summary where it has none."""
    summary, overview = page.sections["summary"], page.sections.get("overview")
    if overview is None or overview.heading != OLDER_OVERVIEW or _texts(summary):
        return page.sections
    texts = overview.lines
    begin = next((index for index, (_, line) in enumerate(texts) if line.strip()), len(texts))
    blanks = (i for i in range(begin, len(texts)) if not texts[i][1].strip())
    end = begin + 1 if page.is_compact else next(blanks, len(texts))
    return page.sections | {
        "summary": replace(summary, lines=texts[:end]),
        "overview": replace(overview, lines=texts[end:]),
    }


def _texts(section: Section) -> list[str]:
    return [line for _, line in section.lines if line.strip()]


def _paragraphs(lines: list[str], is_compact: bool) -> str:
    return normal_text(("\n\n" if is_compact else "\n").join(lines))


def _plain(section: Section, is_compact: bool, _name: str) -> str:
    return _paragraphs([line for _, line in section.lines], is_compact)


def _prose(section: Section, is_compact: bool, _name: str) -> str:
    return from_plain(_plain(section, is_compact, _name))


def _glance(section: Section, _is_compact: bool, name: str) -> list[dict[str, str]]:
    texts = _texts(section)
    bare = [without_sign(text) for text in texts]
    rows = [text for text in bare if text is not None]
    if len(rows) < len(texts):
        rows = [text.strip() for text in texts]
    if len(rows) % 2:
        number = next(n for n, line in reversed(section.lines) if line.strip())
        raise FormatError(name, number, f'expected pairs of label and text; "{rows[-1]}" is alone')
    return [{"label": rows[i], "text": rows[i + 1]} for i in range(0, len(rows), 2)]


def _duties(section: Section, _is_compact: bool, _name: str) -> list[str]:
    duties: list[str] = []
    after_bullet = False
    for _, line in section.lines:
        bullet = without_bullet(line)
        if bullet is None and after_bullet and line.startswith("  "):
            duties[-1] += f" {line.strip()}"
        else:
            duties.append(line if bullet is None else bullet)
            after_bullet = bullet is not None
    return duties


def _groups(section: Section, is_compact: bool, _name: str) -> list[dict[str, Any]]:
    return [
        {
            "heading": draft.heading,
            "text": from_plain(_paragraphs(draft.prose, is_compact)),
            "items": draft.items,
        }
        for draft in parse(line for _, line in section.lines)
    ]


def _questions(section: Section, _is_compact: bool, _name: str) -> list[dict[str, str]]:
    lines = [line for _, line in section.lines]
    is_dense = "" not in "\n".join(lines).strip().split("\n")
    return [
        {"question": question, "answer": from_plain(_paragraphs(answer, is_dense))}
        for question, answer in pairs(lines)
    ]


_READERS: dict[str, Callable[[Section, bool, str], object]] = {
    "summary": _plain,
    "glance": _glance,
    "duties": _duties,
    "overview": _prose,
    "qualifications": _groups,
    "outlook": _prose,
    "cover_letter": _plain,
    "faqs": _questions,
}
