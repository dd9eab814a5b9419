"""HTML that templates may trust: the only place that marks a text as safe."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from roles.text.dates import long_date

if TYPE_CHECKING:
    from datetime import datetime

_TAGS = {"a", "blockquote", "br", "code", "em", "li", "mark", "ol", "p", "strong", "ul"}
_ATTRIBUTES = {"a": {"href", "rel"}, "mark": {"class"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
# What may begin "</script", "<!--" or an entity; JSON reads the escapes as the characters.
_UNSAFE_IN_SCRIPT = {sign: f"\\u{ord(sign):04x}" for sign in "<>&"}
_PLACEHOLDER = re.compile(r"\[[^\W\d_][^\[\]\n]{1,79}\]")


def trusted(html: str) -> SafeString:
    """Mark HTML as safe after taking out every tag, attribute and scheme not on the short list."""
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
    return mark_safe(clean)  # noqa: S308 (cleaned on the line above)


def plain_to_html(text: str) -> SafeString:
    """Render plain text: paragraphs, line breaks, and placeholders such as `[Company]` marked."""
    paragraphs = (f"<p>{_lines(block)}</p>" for block in text.split("\n\n") if block)
    return trusted("\n".join(paragraphs))


def dated(moment: datetime) -> SafeString:
    """A `time` element that shows the day of a moment, in the moment's own zone.

    To the second: HTML allows three digits more, Python gives six.
    """
    iso = moment.isoformat(timespec="seconds")
    return mark_safe(f'<time datetime="{iso}">{long_date(moment)}</time>')  # noqa: S308 (no text)


def json_in_html(value: object) -> SafeString:
    """JSON to stand in a script element: no text in it can end the element (HTML, 4.12.1.3)."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign, escaped in _UNSAFE_IN_SCRIPT.items():  # translate takes 50 times as long
        text = text.replace(sign, escaped)
    return mark_safe(text)  # noqa: S308 (escaped on the lines above)


def _lines(block: str) -> str:
    marked = _PLACEHOLDER.sub(r'<mark class="placeholder">\g<0></mark>', escape(block))
    return marked.replace("\n", "<br>\n")
