r"""Plain text of one line, as it stands in a Markdown file.

Only what some CommonMark viewer would read as markup gets a backslash, so that "[Company]",
"6–15", "a_b" and "5 * 3" stay readable. The rules need one line and no context; they hold at the
beginning of a paragraph, of a list item and of a heading alike.
"""

from __future__ import annotations

import re
from html import unescape

_PUNCTUATION = r"[!-/:-@\[-`{-~]"
_ENTITY = r"&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});"

# What begins a block when it stands at the beginning of a line.
_BLOCK_START = re.compile(
    r"""
      \#{1,6}(?=\s|$)             # heading
    | >                           # quote
    | [-+*](?=\s|$)               # bullet
    | [-+=:|*_](?=[-=:|*_\s]*$)   # rule, underline of a heading, row of a table
    | _(?=[\s_])                  # rule
    | ~(?=~~)                     # fence
    | \[(?=[ xX]\]\s)             # check box
    | \d{1,9}(?=[.)](?:\s|$))     # number of a list
    """,
    re.VERBOSE,
)
_MARKUP = re.compile(
    rf"""
    (?P<text>
        (?<!\S)\*+(?!\S)          # stars between spaces are text
      | (?<!\S)_+(?!\S)           # so are underscores,
      | (?<=[^\W_])_+(?=[^\W_])   # also inside a word
    )
    | \\(?={_PUNCTUATION}|$)      # would escape the next character, or break the line
    | [`*_]                       # code, emphasis
    | <(?=[A-Za-z/!?])            # tag, comment, autolink
    | &(?={_ENTITY[1:]})          # entity
    | (?<=\])[(:]                 # link, definition of a link
    | ~(?=~) | (?<=~)~            # struck out
    | (?<=\s)\#(?=\#*$)           # end of a heading
    """,
    re.VERBOSE,
)
_ESCAPED = re.compile(rf"\\({_PUNCTUATION})|{_ENTITY}")


def escape_inline(text: str) -> str:
    """Escape one line of plain text so that any CommonMark viewer shows it as it is."""
    escaped = _MARKUP.sub(lambda match: match["text"] or "\\" + match[0], text)
    start = _BLOCK_START.match(text)
    if start is None or escaped.startswith("\\"):
        return escaped
    place = start.end() if text[0].isdigit() else 0
    return f"{escaped[:place]}\\{escaped[place:]}"


def unescape_inline(text: str) -> str:
    """Undo `escape_inline`; entities written by hand are resolved too."""
    return _ESCAPED.sub(lambda match: match[1] or unescape(match[0]), text)
