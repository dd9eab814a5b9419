"""The outline of a role's page as plain text: header, sections, and what does not belong."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from roles.interchange.errors import FormatError
from roles.text.dates import parse_date

if TYPE_CHECKING:
    from datetime import date

Lines = list[tuple[int, str]]

OLDER_OVERVIEW = "job description overview"

# The headings of the page, and those of an older template of it.
_SECTIONS = {
    "role at a glance": "glance",
    "duties and responsibilities": "duties",
    "job duties and responsibilities": "duties",
    "overview": "overview",
    OLDER_OVERVIEW: "overview",
    "qualifications": "qualifications",
    "experience and education requirements": "qualifications",
    "career outlook": "outlook",
    "sample cover letter": "cover_letter",
    "frequently asked questions": "faqs",
}
_MARKS = re.compile(r"^#{1,6} | #+$")
_UPDATED = re.compile(r"last updated\b\s*:?\s*(?:on\s+)?(.*)", re.IGNORECASE)
_ADVERT = re.compile(
    r"advertisement|sponsored(?: content| links?| post)?|post (?:this|a|your) job\b.{0,80}",
    re.IGNORECASE,
)
_ADVERT_BLOCKS = 4  # two adverts at most so many blocks apart have an advert between them


@dataclass
class Section:
    """The lines below a heading; `heading` in lower case, without marks and colon."""

    line: int
    heading: str = ""
    has_colon: bool = False
    lines: Lines = field(default_factory=list)


@dataclass
class Outline:
    """A page taken apart. `is_compact` pages have no blank lines: every line is a paragraph."""

    category: str
    title: str
    title_line: int
    updated: date | None
    is_compact: bool
    sections: dict[str, Section]
    warnings: Lines


def outline(text: str, name: str) -> Outline:
    """Take a page apart; the lines above the first section are the section "summary"."""
    numbered = [(number, line.rstrip()) for number, line in enumerate(text.split("\n"), 1)]
    is_compact = "\n\n" not in "\n".join(line.strip() for _, line in numbered).strip("\n")
    warnings: Lines = []
    top, sections = _split(numbered, is_compact)
    for section in (top, *sections.values()):
        section.lines = _without_adverts(section.lines, is_compact, warnings)
    header, updated, top.lines = _header(top.lines, name)
    (_, category), (title_line, title) = _names(header, name)
    sections["summary"] = top
    _drop_closing_line(sections, category)
    return Outline(category, title, title_line, updated, is_compact, sections, sorted(warnings))


def _split(lines: Lines, is_compact: bool) -> tuple[Section, dict[str, Section]]:
    top = current = Section(1)
    sections: dict[str, Section] = {}
    for index, (number, line) in enumerate(lines):
        heading = _bare(line).rstrip(":").rstrip().casefold()
        key = _SECTIONS.get(heading)
        alone = is_compact or _is_blank(lines, index - 1) or _is_blank(lines, index + 1)
        if key and key not in sections and alone and not _is_group(line, sections, current):
            current = sections[key] = Section(number, heading, line.endswith(":"))
        else:
            current.lines.append((number, line))
    return top, sections


def _is_group(line: str, sections: dict[str, Section], current: Section) -> bool:
    """Tell a group's heading from a section's: both may end in a colon, but not in one file."""
    in_qualifications = sections.get("qualifications") is current
    return in_qualifications and line.endswith(":") and not current.has_colon


def _is_blank(lines: Lines, index: int) -> bool:
    return not (0 <= index < len(lines) and lines[index][1].strip())


def _bare(line: str) -> str:
    return _MARKS.sub("", " ".join(line.split()))


def _without_adverts(lines: Lines, is_compact: bool, warnings: Lines) -> Lines:
    blocks = _blocks(lines, is_compact)
    adverts = [index for index, block in enumerate(blocks) if _advert_place(block) is not None]
    dropped: Lines = []
    for index in adverts:
        dropped += blocks[index][_advert_place(blocks[index]) :]
    for first, last in pairwise(adverts):
        if last - first <= _ADVERT_BLOCKS:
            dropped += [line for block in blocks[first + 1 : last] for line in block]
    warnings += [(number, f"left out as advertising: {line.strip()}") for number, line in dropped]
    numbers = {number for number, _ in dropped}
    return [(number, line) for number, line in lines if number not in numbers]


def _blocks(lines: Lines, is_compact: bool) -> list[Lines]:
    if is_compact:
        return [[line] for line in lines]
    runs = groupby(lines, key=lambda line: bool(line[1].strip()))
    return [list(run) for is_text, run in runs if is_text]


def _advert_place(block: Lines) -> int | None:
    places = (place for place, (_, line) in enumerate(block) if _ADVERT.fullmatch(line.strip()))
    return next(places, None)


def _header(lines: Lines, name: str) -> tuple[Lines, date | None, Lines]:
    """Split the top at "Last updated": names above it, its date, the summary below it."""
    for index, (number, line) in enumerate(lines):
        match = _UPDATED.fullmatch(_bare(line))
        if match:
            names = [(n, _bare(text)) for n, text in lines[:index] if text.strip()]
            updated, summary = _date(match[1], lines[index + 1 :], name, number)
            return names, updated, summary
    reason = 'no line "Last updated" below the category and the title'
    raise FormatError(name, 1, reason)


def _date(typed: str, below: Lines, name: str, number: int) -> tuple[date | None, Lines]:
    try:
        if typed:
            return parse_date(typed), below
    except ValueError as error:
        raise FormatError(name, number, str(error)) from None
    following = next((entry for entry in below if entry[1].strip()), (0, ""))
    try:
        return parse_date(following[1]), [entry for entry in below if entry[0] > following[0]]
    except ValueError:
        return None, below


def _names(header: Lines, name: str) -> Lines:
    """Return category and title; a line above them is the name of the site."""
    if not header:
        raise FormatError(name, 1, 'no category and no title above "Last updated"')
    if len(header) == 1:
        raise FormatError(name, header[0][0], f'no category above the title "{header[0][1]}"')
    if len(header) > 3:
        reason = f'{len(header)} lines above "Last updated"; expected site, category and title'
        raise FormatError(name, header[3][0], reason)
    return header[-2:]


def _drop_closing_line(sections: dict[str, Section], category: str) -> None:
    """Drop "See all ... jobs →" where the page ends, also behind the last sentence."""
    filled = [s for s in sections.values() if any(line.strip() for _, line in s.lines)]
    if not filled:
        return
    last = max(filled, key=lambda section: section.lines[-1][0])
    while not last.lines[-1][1].strip():
        last.lines.pop()
    number, line = last.lines[-1]
    closing = rf"(?:See all {re.escape(category)} jobs|^\s*See all .+ jobs)\W*$"
    last.lines[-1] = (number, re.sub(closing, "", line, flags=re.IGNORECASE).rstrip())
