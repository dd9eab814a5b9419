"""Which roles an editor means who types a title, another title or an address."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from django.db.models import Q

from roles.models import Redirect

if TYPE_CHECKING:
    from roles.models.role import RoleQuerySet


def matching(roles: RoleQuerySet, term: str) -> RoleQuerySet:
    """Those of `roles` that have every word of `term` in a title or address, or that have, or
    ever had in public, the address it is.
    """
    words = Q()
    for word in term.split():
        words &= _has(word)
    return roles.filter(words | _is_at(term))


def _has(word: str) -> Q:
    # SQLite keeps JSON as text in which letters beyond ASCII are escaped.
    spellings = {word, json.dumps(word)[1:-1]}
    found = Q(title__icontains=word) | Q(slug__icontains=word)
    for spelling in sorted(spellings):
        found |= Q(also_called__icontains=spelling)
    return found


def _is_at(term: str) -> Q:
    if (address := address_in(term)) is None:
        return Q()
    category, slug = address
    once = Redirect.objects.filter(path=f"{category}/{slug}", role__isnull=False)
    return Q(category__slug=category, slug=slug) | Q(pk__in=once.values("role"))


def address_in(term: str) -> tuple[str, str] | None:
    """The slugs of category and role in an address of any form, whole or from the category on.

    "https://example.org/jobs/design/illustrator.md" and "design/illustrator" both give
    ("design", "illustrator"); None for what is no address.
    """
    try:
        path = unquote(urlsplit(term.strip()).path)
    except ValueError:
        return None
    *_, after = f"/{path}".rpartition("/jobs/")
    category, _, rest = after.strip("/").partition("/")
    slug = rest.partition("/")[0].partition(".")[0]
    return (category, slug) if category and slug and "\0" not in path else None
