r"""Qualification groups as the text editors type and paste, to and from (heading, text, items).

    Education:
    Prose, in Markdown.
    - A bullet
    - Another

A line that ends in ":" is a heading, and prose after bullets begins a new group without a heading.
In prose, "\:" at a line end and "\- " at its beginning are the characters themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from roles.text.bullets import without_bullet, without_sign
from roles.text.markdown import to_plain
from roles.text.normal import normal_line, normal_markdown, normal_text

if TYPE_CHECKING:
    from collections.abc import Iterable

Group = tuple[str, str, tuple[str, ...]]


@dataclass
class Draft:
    """A group as its lines stand, before anything is merged or escaped."""

    heading: str = ""
    prose: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)


def decode(text: str) -> tuple[Group, ...]:
    """Read the text form; what `canonical` says holds for the groups."""
    drafts = parse(normal_markdown(text).split("\n"))
    return canonical((d.heading, "\n".join(d.prose), tuple(d.items)) for d in drafts)


def encode(groups: Iterable[Group]) -> str:
    """Write canonical groups in the text form."""
    return "\n\n".join("\n".join(_lines(group)) for group in groups)


def canonical(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Return the groups in the one shape that the text form gives back as it is.

    Headings lose bullets and colons around them; lists inside prose become items; a group without
    a heading joins the one before it where no bullet stands between their prose.
    """
    result: list[Group] = []
    for group in groups:
        for part in _split(group):
            _append(result, part)
    return tuple(result)


def parse(lines: Iterable[str], *, headings: bool = True) -> list[Draft]:
    """Sort lines into groups, as they stand: nothing dropped, merged or escaped."""
    drafts = [Draft()]
    after_bullet = False
    for line in lines:
        draft, bullet, heading = drafts[-1], without_bullet(line), _heading(line)
        wrapped = after_bullet and line.startswith("  ") and bullet is None
        if headings and heading and not wrapped:
            drafts.append(Draft(heading))
        elif bullet is not None:
            draft.items.append(bullet)
        elif wrapped:
            draft.items[-1] += " " + line.strip()
        elif not draft.items:
            draft.prose.append(line)
        elif line.strip():
            drafts.append(Draft(prose=[line]))
        after_bullet = (bullet is not None or wrapped) and drafts[-1] is draft
    return drafts


def _heading(line: str) -> str:
    line = line.strip()
    is_heading = line.endswith(":") and not line.endswith("\\:") and without_sign(line) is None
    return _bare_heading(line) if is_heading else ""


def _bare_heading(text: str) -> str:
    heading = normal_line(text).rstrip("\\: ")
    rest = without_sign(heading)
    return heading if rest is None else _bare_heading(rest)


def _lines(group: Group) -> list[str]:
    heading, text, items = group
    lines = [f"{heading}:"] if heading else []
    return [*lines, *([text] if text else []), *(f"- {item}" for item in items)]


def _split(group: Group) -> list[Group]:
    heading, text, items = group
    parts = [
        ("", _prose(draft.prose), _kept(to_plain(item) for item in draft.items))
        for draft in parse(normal_markdown(text).split("\n"), headings=False)
    ]
    parts[0] = (_bare_heading(heading), *parts[0][1:])
    parts[-1] = (*parts[-1][:2], parts[-1][2] + _kept(items))
    return parts


def _prose(lines: list[str]) -> str:
    return "\n".join(_not_heading(line) for line in normal_text("\n".join(lines)).split("\n"))


def _not_heading(line: str) -> str:
    return line[:-1] + "\\:" if line.endswith(":") and not line.endswith("\\:") else line


def _kept(items: Iterable[str]) -> tuple[str, ...]:
    lines = (normal_line(item) for item in items)
    return tuple(line for line in lines if line)


def _append(result: list[Group], part: Group) -> None:
    heading, text, items = part
    if heading or (text and result and result[-1][2]):
        result.append(part)
    elif (text or items) and result:
        before_heading, before, before_items = result[-1]
        joined = "\n\n".join(prose for prose in (before, text) if prose)
        result[-1] = (before_heading, joined, before_items + items)
    elif text or items:
        result.append(part)
