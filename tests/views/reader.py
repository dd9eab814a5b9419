"""A page as its reader meets it: its lines of text, its links, its headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse

# What does not begin a line of its own.
INLINE = {"a", "b", "br", "code", "em", "i", "mark", "span", "strong", "time"}
UNSEEN = {"head", "script", "style", "title"}


@dataclass
class Reading:
    lines: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    headings: list[tuple[str, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.result = Reading()
        self.line = self.link = self.address = ""
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in UNSEEN:
            self.unseen += 1
        if tag not in INLINE:
            self.end_line()
        if values.get("id"):
            self.result.ids.append(values["id"] or "")
        if tag == "a":
            self.link, self.address = "", values.get("href") or ""

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.line += data
            self.link += data

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.unseen -= 1
        if tag == "a":
            self.result.links[self.address] = words(self.link)
        if re.fullmatch("h[1-6]", tag):
            self.result.headings.append((tag, words(self.line)))
        if tag not in INLINE:
            self.end_line()

    def end_line(self) -> None:
        if words(self.line):
            self.result.lines.append(words(self.line))
        self.line = ""


def words(text: str) -> str:
    return re.sub(r"[ \n]+", " ", text).strip()


def read(response: HttpResponse) -> Reading:
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader.result
