from html import escape

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from roles.text.escaping import escape_inline, unescape_inline
from roles.text.normal import normal_line
from tests.text.strategies import nasty

VIEWERS = [MarkdownIt("commonmark"), MarkdownIt("gfm-like", {"linkify": False})]


@pytest.mark.parametrize(
    ("plain", "escaped"),
    [
        ("[Company]", "[Company]"),
        ("6–15 build-vs-buy a_b 5 * 3 x < y R&D", "6–15 build-vs-buy a_b 5 * 3 x < y R&D"),
        ("[x](y)", "[x]\\(y)"),
        ("[x]: y", "[x]\\: y"),
        ("<b>", "\\<b>"),
        ("*a*", "\\*a\\*"),
        ("_a_", "\\_a\\_"),
        ("`a`", "\\`a\\`"),
        ("# a", "\\# a"),
        ("#a", "#a"),
        ("- a", "\\- a"),
        ("-a", "-a"),
        ("1. a", "1\\. a"),
        ("1.5 a", "1.5 a"),
        ("> a", "\\> a"),
        ("---", "\\---"),
        ("C #", "C \\#"),
        ("&amp;", "\\&amp;"),
        ("a\\", "a\\\\"),
        ("\\*", "\\\\\\*"),
        ("C:\\dir", "C:\\dir"),
        ("~~a~~", "\\~\\~a\\~\\~"),
        ("[x] a", "\\[x] a"),
    ],
)
def test_only_markup_is_escaped(plain: str, escaped: str) -> None:
    assert escape_inline(plain) == escaped


def test_entities_written_by_hand_are_resolved() -> None:
    assert unescape_inline("R&amp;D &#8211; 5 &lt; 6 &nosuch; AT&T") == "R&D – 5 < 6 &nosuch; AT&T"


@given(nasty)
def test_escaping_can_be_undone(text: str) -> None:
    plain = normal_line(text)
    assert unescape_inline(escape_inline(plain)) == plain


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize(
    ("before", "html"),
    [
        ("", "<p>{}</p>"),
        ("### ", "<h3>{}</h3>"),
        ("- ", "<ul>\n<li>{}</li>\n</ul>"),
        ("para\n", "<p>para\n{}</p>"),
    ],
)
@given(text=nasty)
def test_any_viewer_shows_the_plain_text(
    viewer: MarkdownIt, before: str, html: str, text: str
) -> None:
    plain = normal_line(text)
    if plain:
        shown = viewer.render(before + escape_inline(plain)).strip()
        assert shown == html.format(escape(plain).replace("&#x27;", "'"))
