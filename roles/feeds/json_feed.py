"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from roles.feeds.feed import Entry, Feed

MEDIA_TYPE: Final = "application/feed+json"


def encode(feed: Feed) -> bytes:
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.url,
        "language": "en",
        "authors": [{"name": feed.author}],
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.change_note,
        "content_html": entry.html,
        "date_published": entry.updated.isoformat(),
        "tags": [term.name for term in entry.terms],
    }
