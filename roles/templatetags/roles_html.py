from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context

from roles.text.html import dated, json_in_html, trusted

register = template.Library()
register.filter("trusted", trusted)
register.filter("json_in_html", json_in_html)
register.filter("dated", dated, expects_localtime=True)


class CaptureNode(template.Node):
    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: Context) -> str:
        context[self.name] = self.nodelist.render(context)
        return ""


@register.tag
def capture(parser: Parser, token: Token) -> CaptureNode:
    """Keeps what stands up to `endcapture`, to be shown in several places.

    Usage: `{% capture as page_title %}{% block title %}{% endblock %}{% endcapture %}`
    """
    match token.split_contents():
        case [_, "as", name]:
            nodelist = parser.parse(["endcapture"])
            parser.delete_first_token()
            return CaptureNode(nodelist, name)
        case _:
            raise template.TemplateSyntaxError('expected "capture as <name>"')


class OnceNode(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.rendered = ""

    def render(self, context: Context) -> str:
        # Two threads may both find it empty, and then write the same.
        if not self.rendered:
            self.rendered = self.nodelist.render(context)
        return self.rendered


@register.tag
def once(parser: Parser, token: Token) -> OnceNode:
    """Renders what stands up to `endonce` for the first page, and keeps it for all others.

    For addresses, which Django looks up anew each time: they stay the same as long as the process
    lives. Nothing that differs between pages or settings may stand in it.

    Usage: `<a href="{% once %}{% url 'home' %}{% endonce %}">`
    """
    nodelist = parser.parse(["endonce"])
    parser.delete_first_token()
    return OnceNode(nodelist)
