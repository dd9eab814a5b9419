"""Markdown with front matter: the lossless form, one file a role (see docs/formats.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from roles.interchange import front_matter
from roles.interchange.errors import FormatError
from roles.interchange.source import Decoded, document, refusal, refusals
from roles.records import (
    CategoryRecord,
    RecordError,
    category_from_dict,
    category_to_dict,
    from_dict,
    to_dict,
)
from roles.text.bullets import without_bullet
from roles.text.escaping import escape_inline, unescape_inline
from roles.text.groups import parse
from roles.text.normal import normal_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, BinaryIO

    from roles.interchange.source import Outcome, Record
    from roles.records import RoleRecord

Lines = list[tuple[int, str]]

_KEYS = (
    *("schema", "title", "slug", "category", "seo_title", "seo_description"),
    *("education_override", "experience_override", "ai_impact_override"),
    *("tags", "also_called", "related"),
    *("edition", "change_note", "published", "updated", "checked"),
)
_HEADINGS = {
    "glance": "Role at a glance",
    "duties": "Duties and responsibilities",
    "overview": "Overview",
    "qualifications": "Qualifications",
    "outlook": "Career outlook",
    "cover_letter": "Sample cover letter",
    "faqs": "Frequently asked questions",
}
_FIELDS = {heading.casefold(): key for key, heading in _HEADINGS.items()}

# In Markdown prose headings are text; one backslash more keeps them apart from the file's own.
_HEADING_IN_PROSE = re.compile(r"^(\\*)(#{1,6}(?:\s|$))", re.MULTILINE)
_GUARDED_HEADING = re.compile(r"^\\(\\*#{1,6}(?:\s|$))", re.MULTILINE)
_FACT = re.compile(r"\*\*(.+?)(?::\*\*|\*\*:)\s*(.*)")
_CLOSING_MARKS = re.compile(r"(?<!\s)\s+#+$")


@dataclass
class _Chunk:
    """The lines below one heading."""

    line: int
    heading: str = ""
    lines: Lines = field(default_factory=list)


def encode(record: Record) -> bytes:
    """Write a role's or a category's file."""
    if isinstance(record, CategoryRecord):
        return _category_file(record).encode()
    values = to_dict(record)
    head = front_matter.write({key: values[key] for key in _KEYS})
    bodies = ((heading, _WRITERS[key](values[key])) for key, heading in _HEADINGS.items())
    blocks = [f"# {escape_inline(record.title)}", _escaped(record.summary)]
    blocks += [f"## {heading}\n\n{body}" for heading, body in bodies if body]
    return "\n".join([head, *(f"{block}\n" for block in blocks if block)]).encode()


@refusals
def decode(stream: BinaryIO, name: str) -> Iterator[Outcome]:
    """Yield the one record of a file."""
    source = front_matter.read(document(stream, name), name)
    is_category = source.values.get("type") == "category"
    known = ("schema", "type", "category") if is_category else _KEYS
    for key, line in source.lines.items():
        if key not in known:
            raise FormatError(name, line, f'unknown front matter key "{key}"')
    yield Decoded(_category(source, name) if is_category else _role(source, name), 1)


def _role(source: front_matter.FrontMatter, name: str) -> RoleRecord:
    top, sections = _sections(source.body, name)
    values, places = dict(source.values), dict(source.lines)
    values["summary"] = _unescaped(_summary(top, values.get("title"), name))
    for key, chunk in sections.items():
        values[key] = _READERS[key](chunk, name)
        places[key] = chunk.line
    try:
        return replace(from_dict(values), fields=None)
    except RecordError as error:
        raise refusal(error, name, places) from None


def _category(source: front_matter.FrontMatter, name: str) -> CategoryRecord:
    try:
        return category_from_dict(source.values | {"introduction": _joined(source.body)})
    except RecordError as error:
        raise refusal(error, name, source.lines) from None


def _category_file(record: CategoryRecord) -> str:
    values = category_to_dict(record)
    introduction = values.pop("introduction")
    return front_matter.write(values) + (f"\n{introduction}\n" if introduction else "")


def _sections(body: Lines, name: str) -> tuple[Lines, dict[str, _Chunk]]:
    top, *chunks = _chunks(_Chunk(1, lines=body), "## ")
    sections: dict[str, _Chunk] = {}
    for chunk in chunks:
        key = _FIELDS.get(chunk.heading.casefold())
        if key is None:
            raise FormatError(name, chunk.line, f'unknown section "{chunk.heading}"')
        if key in sections:
            raise FormatError(name, chunk.line, f'section "{chunk.heading}" stands twice')
        sections[key] = chunk
    return top.lines, sections


def _chunks(parent: _Chunk, mark: str) -> list[_Chunk]:
    """Split lines at headings of one level; the first chunk has no heading."""
    chunks = [_Chunk(parent.line)]
    for number, line in parent.lines:
        if f"{line} ".startswith(mark):
            heading = _CLOSING_MARKS.sub("", line[len(mark) :].strip())
            chunks.append(_Chunk(number, normal_line(unescape_inline(heading))))
        else:
            chunks[-1].lines.append((number, line))
    return chunks


def _summary(top: Lines, title: object, name: str) -> Lines:
    """Drop the heading above the summary; it must say what the front matter says."""
    kept = [(number, line) for number, line in top if line.strip()][:1]
    if not kept or not kept[0][1].startswith("# "):
        return top
    number, line = kept[0]
    heading = normal_line(unescape_inline(_CLOSING_MARKS.sub("", line[2:])))
    if heading != normal_line(str(title or "")):
        raise FormatError(name, number, f'the heading "{heading}" is not the title "{title or ""}"')
    return [entry for entry in top if entry[0] > number]


def _joined(lines: Lines) -> str:
    return "\n".join(line for _, line in lines)


def _escaped(text: str) -> str:
    return "\n".join(escape_inline(line) for line in text.split("\n"))


def _unescaped(lines: Lines) -> str:
    return "\n".join(unescape_inline(line) for _, line in lines)


def _guarded(markdown: str) -> str:
    return _HEADING_IN_PROSE.sub(r"\\\1\2", markdown)


def _unguarded(markdown: str) -> str:
    return _GUARDED_HEADING.sub(r"\1", markdown)


def _bullets(texts: list[str]) -> str:
    return "\n".join(f"- {escape_inline(text)}" for text in texts)


def _read_bullets(chunk: _Chunk, name: str) -> list[tuple[int, str]]:
    items: list[tuple[int, str]] = []
    for number, line in chunk.lines:
        bullet = without_bullet(line)
        if bullet is not None:
            items.append((number, bullet))
        elif line.startswith("  ") and items:
            items[-1] = (items[-1][0], f"{items[-1][1]} {line.strip()}")
        elif line.strip():
            raise FormatError(name, number, 'expected a line that begins with "- "')
    return items


def _write_glance(facts: list[dict[str, str]]) -> str:
    rows = ((escape_inline(f"{fact['label']}:"), escape_inline(fact["text"])) for fact in facts)
    return "\n".join(f"- **{label}** {text}" for label, text in rows)


def _read_glance(chunk: _Chunk, name: str) -> list[dict[str, str]]:
    facts = []
    for number, item in _read_bullets(chunk, name):
        match = _FACT.fullmatch(item)
        if not match:
            raise FormatError(name, number, 'expected "- **Label:** text"')
        label = unescape_inline(f"{match[1]}:").removesuffix(":")
        facts.append({"label": label, "text": unescape_inline(match[2])})
    return facts


def _write_groups(groups: list[dict[str, Any]]) -> str:
    blocks = []
    for number, group in enumerate(groups):
        if number or group["heading"]:
            blocks.append(f"### {escape_inline(group['heading'])}".rstrip())
        blocks += [_guarded(group["text"]), _bullets(group["items"])]
    return "\n\n".join(block for block in blocks if block)


def _read_groups(chunk: _Chunk, name: str) -> list[dict[str, Any]]:
    groups = []
    for part in _chunks(chunk, "### "):
        drafts = parse((line for _, line in part.lines), headings=False)
        drafts[0].heading = part.heading
        groups += [
            {
                "heading": draft.heading,
                "text": _unguarded("\n".join(draft.prose)),
                "items": [unescape_inline(item) for item in draft.items],
            }
            for draft in drafts
        ]
    return groups


def _write_faqs(faqs: list[dict[str, str]]) -> str:
    blocks = []
    for faq in faqs:
        blocks += [f"### {escape_inline(faq['question'])}", _guarded(faq["answer"])]
    return "\n\n".join(block for block in blocks if block)


def _read_faqs(chunk: _Chunk, name: str) -> list[dict[str, str]]:
    before, *parts = _chunks(chunk, "### ")
    for number, line in before.lines:
        if line.strip():
            raise FormatError(name, number, 'expected a question, a line that begins with "### "')
    return [{"question": part.heading, "answer": _unguarded(_joined(part.lines))} for part in parts]


_WRITERS: dict[str, Callable[[Any], str]] = {
    "glance": _write_glance,
    "duties": _bullets,
    "overview": _guarded,
    "qualifications": _write_groups,
    "outlook": _guarded,
    "cover_letter": _escaped,
    "faqs": _write_faqs,
}
_READERS: dict[str, Callable[[_Chunk, str], object]] = {
    "glance": _read_glance,
    "duties": lambda chunk, name: [unescape_inline(t) for _, t in _read_bullets(chunk, name)],
    "overview": lambda chunk, _: _unguarded(_joined(chunk.lines)),
    "qualifications": _read_groups,
    "outlook": lambda chunk, _: _unguarded(_joined(chunk.lines)),
    "cover_letter": lambda chunk, _: _unescaped(chunk.lines),
    "faqs": _read_faqs,
}
