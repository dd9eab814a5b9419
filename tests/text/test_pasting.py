"""HTML from the clipboard, in the form of each section."""

import re
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.text import groups
from roles.text.bullets import decode_lines, encode_lines
from roles.text.markdown import to_html, to_plain
from roles.text.normal import normal_line, normal_markdown, normal_text
from roles.text.pasting import LONGEST_TEXT, Form, Pasted, cleaned

CORPUS = Path(__file__).parent.parent / "corpus" / "pasted"
HEADINGS = "headings, which are bold lines now"
TABLE = "a table, whose rows are lines now"
TRACKED = "tracked changes: insertions are kept, deletions left out"
LINK = "a link; its words are kept"


def pasted(html: str, form: Form = Form.PROSE) -> Pasted:
    result = cleaned(html, form)
    assert result is not None
    return result


def sample(name: str, form: Form) -> Pasted:
    return pasted((CORPUS / f"{name}.html").read_text(), form)


def test_a_word_document_becomes_markdown() -> None:
    assert sample("word", Form.PROSE) == Pasted(
        "**What the job is**\n\n"
        "**Harbour pilots** bring ships in, *whatever* the weather. They answer to the port and "
        "read [the tide tables](https://example.org/tides?y=2026&m=3) daily.\n\n"
        "- Board ships at sea\n"
        "  - by ladder\n"
        "1. Advise the master at [Company]\n\n"
        "**Education:**\n\n"
        "A master’s certificate\\\n"
        "or the same in service\n\n"
        "Tides – 5 < 6 m",
        ("an image", TABLE, "a comment", HEADINGS, TRACKED),
    )


def test_a_word_document_becomes_qualification_groups() -> None:
    assert sample("word", Form.GROUPS).text == (
        "What the job is:\n"
        "**Harbour pilots** bring ships in, *whatever* the weather. They answer to the port and "
        "read [the tide tables](https://example.org/tides?y=2026&m=3) daily.\n"
        "- Board ships at sea\n"
        "- by ladder\n"
        "- Advise the master at [Company]\n\n"
        "Education:\n"
        "A master’s certificate\\\n"
        "or the same in service\n\n"
        "Tides – 5 < 6 m"
    )


def test_google_docs_text_is_bold_only_where_it_looks_bold() -> None:
    assert sample("google-docs", Form.PROSE) == Pasted(
        "**What the job is**\n\n"
        "**Harbour pilots** bring ships in, *whatever* the weather. "
        "[Tide tables](https://example.org/tides)\n\n"
        "- Board ships at sea\n"
        "  - by ladder\n"
        "- **Advise** the master\n\n"
        "Tides – 6 m",
        (TABLE, HEADINGS),
    )


def test_a_libreoffice_document_becomes_one_entry_a_line() -> None:
    assert sample("libreoffice", Form.LINES) == Pasted(
        "What the job is\n"
        "Harbour pilots bring ships in, whatever the weather. Always.\n"
        "Board ships at sea\n"
        "by ladder\n"
        "Advise the master\n"
        "Pay & hours: see the sheet",
        (LINK, TRACKED, "bold and italics"),
    )


def test_a_web_page_leaves_scripts_controls_and_hidden_words_behind() -> None:
    assert sample("web-page", Form.TEXT) == Pasted(
        "Home > Jobs\n\nHarbour pilot\n\nBring ships in. Apply now or here, there.\n\n"
        "- Board ships\n- by ladder\n- first left\n- then right\n- Advise the master\n\n"
        "Hours\n\nDay – Hours\n\nMonday – 9 – 17\n\n- Tuesday\n- Friday\n\nnone\n\n"
        "No two tides\nare the same.\n\nSend\n\nship  1\nship  2\n\n"
        "*stars* _lines_ `ticks` # 1. [x](javascript:y) <b>tags</b> &amp;",
        ("an image", TABLE, "5 links; their words are kept", "bold and italics"),
    )


def test_a_web_page_in_markdown_shows_signs_as_the_signs_they_are() -> None:
    text = sample("web-page", Form.PROSE).text
    shown = to_plain(text)
    assert shown.endswith("*stars* _lines_ `ticks` # 1. [x](javascript:y) <b>tags</b> &amp;")
    assert "    1. first left\n    2. then right\n- Advise\\\n  the master" in text
    assert "> No two tides\\\n> are the same." in text
    assert re.findall('href="([^"]*)"', to_html(text)) == ["https://example.org/apply"]


def test_one_line_holds_everything() -> None:
    assert sample("libreoffice", Form.LINE).text == (
        "What the job is Harbour pilots bring ships in, whatever the weather. Always. "
        "Board ships at sea by ladder Advise the master Pay & hours: see the sheet"
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b", "a\n\nb"),
        ("<ul><li>a<li>b", "- a\n- b"),
        ("a<br><br>b<br>c", "a\n\nb\\\nc"),
        ("<b>a <i>b</b> c</i>", "**a** ***b*** *c*"),
        ("<b>“Quoted,”</b>then", "“Quoted,”then"),
        ("<p>•&nbsp;one</p><p>· two</p>", "- one\n- two"),
        ("<p>1. is no list</p>", "1\\. is no list"),
        ("<a href='https://e.org/(x)'>a <b>b</b></a>", "[a **b**](https://e.org/%28x%29)"),
        ("<a href='mailto:a@e.org'>a@e.org</a>", "[a@e.org](mailto:a@e.org)"),
        ("<img src='data:image/png;base64,xyz'>data: kept", "data: kept"),
        ("<!--[if gte mso 9]><p>office</p><![endif]-->a<!--[if !vml]-->b<!--[endif]-->", "ab"),
        ("a<style>p {", "a"),
        ("", ""),
    ],
)
def test_pieces_of_html(html: str, text: str) -> None:
    assert pasted(html).text == text


@pytest.mark.parametrize(
    "html",
    [
        "<p>" * 600_000,
        "<div>" * 400_000,
        "<ul><li>" * 250_000,
        "<b><p></b><i>a</b></p>" * 90_000,
        "".join(f"<font size={n}>" for n in range(200)) + "<p>x" * 200_000,
        f"<p {' '.join(f'a{n}' for n in range(250_000))}>x",
        f"<p>{'x' * (LONGEST_TEXT + 1)}</p>",
    ],
)
def test_two_megabytes_of_nonsense_are_left_to_the_plain_text(html: str) -> None:
    assert cleaned(html, Form.PROSE) is None


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<!--" * 500_000, ""),
        ("<img src='data:image/png;base64," + "A" * 1_900_000 + "'>b", "b"),
    ],
)
def test_two_megabytes_of_little_are_read(html: str, text: str) -> None:
    assert pasted(html).text == text


PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<b>", "</b>", "<i style='font-weight:700'>", "</i>", "<ul>", "</ul>"),
        *("<ol>", "<li>", "</li>", "<table>", "<tr>", "<td>", "</table>", "<br>", "<h2>", "</h2>"),
        *("<a href='javascript:x'>", "<a href='https://e.org/a'>", "</a>", "<script>", "</script>"),
        *("<!--", "-->", "<![if !x]>", "]]>", "<svg>", "<o:p>", "<img onerror=x>", "<pre>"),
        *("<p style='mso-list:l0 level3 lfo1'>", "<span style='mso-list:Ignore'>1.</span>"),
        *(
            "word ",
            "two words",
            "1. ",
            "- ",
            "* ",
            "# ",
            "a:",
            "\n",
            " ",
            "**",
            "_",
            "[x](y)",
            "\\",
        ),
        *("&amp;", "&nbsp;", "&", "\x00", "\ufdd0", "\ud800", '"', "'", "`", "é", "日本"),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(Form))
def test_no_element_survives_and_the_text_is_in_its_section_s_form(html: str, form: Form) -> None:
    text = pasted(html, form).text
    assert "<" not in re.sub(r"\\<", "", text)
    in_form = {
        Form.PROSE: normal_markdown(text),
        Form.GROUPS: groups.encode(groups.decode(text)),
        Form.LINES: encode_lines(decode_lines(text)),
        Form.TEXT: normal_text(text),
        Form.LINE: normal_line(text),
    }
    assert text == in_form[form]


NONCHARACTERS = "".join(map(chr, range(0xFDD0, 0xFDF0)))
TEXTS = st.text(st.characters(exclude_characters=NONCHARACTERS), max_size=30)


@given(st.lists(TEXTS.map(normal_line).filter(bool), max_size=4))
def test_every_character_of_a_paragraph_is_shown_as_it_was(paragraphs: list[str]) -> None:
    html = "".join(f"<p><b>{escape(p)}</b> <i>{escape(p)}</i></p>" for p in paragraphs)
    assert to_plain(pasted(html).text) == "\n\n".join(f"{p} {p}" for p in paragraphs)
    html = "".join(f"<p>{escape(p)}</p>" for p in paragraphs)
    assert pasted(html, Form.TEXT).text == "\n\n".join(paragraphs)
