from roles.text.html import plain_to_html, trusted


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
