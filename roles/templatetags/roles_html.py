from django import template

from roles.text.html import trusted

register = template.Library()
register.filter("trusted", trusted)
