from datetime import datetime

from django import template

from roles.text.html import trusted

register = template.Library()
register.filter("trusted", trusted)


@register.filter(expects_localtime=True)
def iso_seconds(moment: datetime) -> str:
    """ISO 8601 with a zone, to the second: HTML allows three digits more, Python gives six."""
    return moment.isoformat(timespec="seconds")
