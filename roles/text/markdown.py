from markdown_it import MarkdownIt
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
def to_html(markdown: str) -> SafeString:
    return mark_safe(MarkdownIt("commonmark", {"html": False}).render(markdown))
def plain_to_html(text: str) -> SafeString:
    return mark_safe(linebreaks(text, autoescape=True))
