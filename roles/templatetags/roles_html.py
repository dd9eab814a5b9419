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
