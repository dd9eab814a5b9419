import pytest
from hypothesis import assume, example, given
from hypothesis.strategies import characters, text

from roles.text.markdown import from_plain, to_html, to_plain
from roles.text.normal import normal_markdown, normal_text
from tests.text.strategies import nasty


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a *b* **c** `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("a\\\nb", "<p>a<br>\nb</p>"),
        ("a\nb", "<p>a\nb</p>"),
        ("\\*a\\*", "<p>*a*</p>"),
        ("&copy; R&D", "<p>© R&amp;D</p>"),
        ("[a](/jobs/x)", '<p><a href="/jobs/x">a</a></p>'),
        ("[a](mailto:a@b.example)", '<p><a href="mailto:a@b.example">a</a></p>'),
        ("[a](https://b.example)", '<p><a href="https://b.example" rel="noopener">a</a></p>'),
        (
            "<https://b.example>",
            '<p><a href="https://b.example" rel="noopener">https://b.example</a></p>',
        ),
    ],
)
def test_the_subset_is_rendered(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


@pytest.mark.parametrize(
    "markdown",
    [
        *("# a", "a\n---", "a\n===", "---", "```\na\n```", "~~~", "[a]: /b", "![a](/b.png)"),
        *("[a](javascript:b)", "[a](//evil.example)", "[a](ftp://b)", "[a](data:text/html,b)"),
        *("[a](b)", "<javascript:alert>", "| a |\n| - |", "[a][b]"),
    ],
)
def test_what_is_not_in_the_subset_shows_as_it_is_typed(markdown: str) -> None:
    assert to_html(markdown) == f"<p>{markdown.replace('<', '&lt;').replace('>', '&gt;')}</p>"


def test_html_is_text() -> None:
    assert to_html("<script>alert(1)</script>\n\n<b onclick=x>") == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>&lt;b onclick=x&gt;</p>"
    )


def test_indented_text_is_a_paragraph() -> None:
    assert to_html("a\n\n    b") == "<p>a</p>\n<p>b</p>"


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("a *b*\n**c**\n\nd\\\ne", "a b\nc\n\nd\ne"),
        ("- a\n- b\n  - c\n\nd", "- a\n- b\n  - c\n\nd"),
        ("2. a\n3. b", "2. a\n3. b"),
        ("> a\n>\n> b", "a\n\nb"),
        ("[a](/b) <https://c.example> <d@e.example>", "a (/b) https://c.example d@e.example"),
        ("\\*a\\* &amp; `b`", "*a* & b"),
        ("", ""),
    ],
)
def test_plain_text_is_what_a_reader_sees(markdown: str, plain: str) -> None:
    assert to_plain(markdown) == plain


@pytest.mark.parametrize(
    ("plain", "markdown"),
    [
        ("At [Company], 6–15 a_b & c < d: 5 * 3!", "At [Company], 6–15 a_b & c < d: 5 * 3!"),
        ("one\ntwo", "one\\\ntwo"),
        ("- a", "\\- a"),
        ("2. a", "2\\. a"),
        ("*a* at [Company]", "\\*a\\* at [Company]"),
        ("*a\nb*", "\\*a\\\nb\\*"),
        ("[a](/b)", "[a]\\(/b)"),
        ("# a", "# a"),
        ("<b>", "<b>"),
        ("&lt;", "\\&lt;"),
        ("*a*\n\n_b_ c_d", "\\*a\\*\n\n\\_b\\_ c_d"),
    ],
)
def test_plain_text_is_escaped_where_markdown_would_read_markup(plain: str, markdown: str) -> None:
    assert from_plain(plain) == markdown


@given(nasty)
def test_plain_text_survives_as_markdown(text: str) -> None:
    plain = normal_text(text)
    assert to_plain(from_plain(plain)) == plain
    assert normal_markdown(from_plain(plain)) == from_plain(plain)


@example("a *b*")
@example("a _b_")
@example("a `b`")
@example("a [b](/c)")
@example("a <https://b.example>")
@example("a &amp; b")
@example("a \\. b")
@example("a\n- b")
@given(nasty | text(alphabet=characters(exclude_categories=["Cs"])))
def test_a_line_without_markup_is_read_as_any_other(markdown: str) -> None:
    """Beside a paragraph with markup nothing is taken for words alone."""
    markdown = normal_markdown(markdown)
    assume(markdown)
    assert to_plain(f"{markdown}\n\n*a*") == f"{to_plain(markdown)}\n\na"


@given(nasty)
def test_no_text_becomes_a_tag_outside_the_subset(text: str) -> None:
    html = to_html(normal_markdown(text))
    assert "<script" not in html
    assert "javascript:" not in html.partition('href="')[2][:11]
