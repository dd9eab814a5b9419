"""Atom (RFC 4287)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, tostring

if TYPE_CHECKING:
    from roles.feeds.feed import Entry, Feed

MEDIA_TYPE: Final = "application/atom+xml"


def encode(feed: Feed) -> bytes:
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", feed.updated.isoformat())
    _add(SubElement(root, "author"), "name", feed.author)
    SubElement(root, "link", {"rel": "self", "type": MEDIA_TYPE, "href": feed.url})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page})
    for entry in feed.entries:
        _add_entry(root, entry)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _add_entry(root: Element, entry: Entry) -> None:
    element = SubElement(root, "entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "updated", entry.updated.isoformat())
    SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": entry.url})
    for term in entry.terms:
        about = {"term": term.slug, "scheme": term.scheme, "label": term.name}
        SubElement(element, "category", about)
    _add(element, "summary", entry.change_note)
    _add(element, "content", entry.html, type="html")


def _add(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = text
