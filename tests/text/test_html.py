from datetime import datetime
from zoneinfo import ZoneInfo

from roles.text.html import dated, plain_to_html, trusted


def test_a_letter_is_paragraphs_with_marked_placeholders() -> None:
    assert plain_to_html("Dear [Hiring Manager],\n\nI <b>like</b> it & you.\n[Your Name]") == (
        '<p>Dear <mark class="placeholder">[Hiring Manager]</mark>,</p>\n'
        "<p>I &lt;b&gt;like&lt;/b&gt; it &amp; you.<br>\n"
        '<mark class="placeholder">[Your Name]</mark></p>'
    )


def test_brackets_without_words_are_no_placeholders() -> None:
    assert plain_to_html("[1] [] [ ]") == "<p>[1] [] [ ]</p>"


def test_trusted_html_holds_nothing_off_the_list() -> None:
    assert trusted('<p onclick="x">a<img src=x><a href="javascript:x">b</a></p>') == (
        "<p>a<a>b</a></p>"
    )


def test_a_moment_shows_its_day_and_says_its_second_and_zone() -> None:
    moment = datetime(2027, 3, 3, 23, 30, 1, 999_999, tzinfo=ZoneInfo("Europe/Lisbon"))
    assert dated(moment) == '<time datetime="2027-03-03T23:30:01+00:00">3 March 2027</time>'
