"""The addresses of feeds: each is beside the page whose updates it tells of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_safe

from roles import reading
from roles.dates import EPOCH
from roles.feeds import atom, json_feed
from roles.feeds.feed import Feed, entries_of, plain, tag_uri
from roles.reading.updates import Update, feed_authority, newest_updates
from roles.responses import site_address, validated
from roles.views.elsewhere import old_address


@dataclass(frozen=True, slots=True)
class Form:
    media_type: str
    encode: Callable[[Feed], bytes]


FORMS: Final = {
    "atom": Form(atom.MEDIA_TYPE, atom.encode),
    "json": Form(json_feed.MEDIA_TYPE, json_feed.encode),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose updates a feed tells of: `id` of rows for its own id, `path` of its page."""

    name: str
    id: str
    path: str
    purge_key: str


SITE: Final = Scope("All jobs", "updates", "/", "lists")


@require_safe
def site_updates(request: HttpRequest, form: str) -> HttpResponseBase:
    at = timezone.now()
    return _answer(request, form, SITE, newest_updates(at), at)


@require_safe
def category_updates(request: HttpRequest, category_slug: str, form: str) -> HttpResponseBase:
    at = timezone.now()
    category = reading.category(category_slug, at)
    if category is None:
        return old_address(request, category_slug, at, suffix=f"/updates.{form}")
    key = f"category:{category.pk}"
    path = category.get_absolute_url()
    scope = Scope(category.name, f"categories/{category.pk}/updates", path, key)
    return _answer(request, form, scope, newest_updates(at, category=category), at)


@require_safe
def tag_updates(request: HttpRequest, tag_slug: str, form: str) -> HttpResponseBase:
    at = timezone.now()
    tag = reading.tag(tag_slug, at)
    if tag is None:
        raise Http404
    scope = Scope(tag.name, f"tags/{tag.pk}/updates", f"/tags/{tag.slug}", f"tag:{tag.pk}")
    return _answer(request, form, scope, newest_updates(at, tag=tag), at)


def _answer(
    request: HttpRequest, form: str, scope: Scope, updates: list[Update], at: datetime
) -> HttpResponseBase:
    media_type, encode = FORMS[form].media_type, FORMS[form].encode
    changed = reading.log_state(at).changed
    feed = _feed(scope, form, updates, changed or EPOCH, site_address(request))
    response = HttpResponse(encode(feed), f"{media_type}; charset=utf-8")
    # Each entry shows names, and whether a role is live: every change of those touches `lists`.
    return validated(request, response, changed=changed, keys={"lists", scope.purge_key})


def _feed(scope: Scope, form: str, updates: list[Update], changed: datetime, site: str) -> Feed:
    """
    Args:
        changed: when anything that visitors see changed last: dates a feed without entries.
        site: scheme and host.
    """
    authority = feed_authority()
    path = iri_to_uri(scope.path)
    return Feed(
        id=tag_uri(authority, scope.id),
        title=plain(f"{scope.name}: updates – {settings.SITE_NAME}"),
        author=plain(settings.SITE_NAME),
        url=f"{site}{path.rstrip('/')}/updates.{form}",
        page=site + path,
        updated=max((update.edition.updated for update in updates), default=changed),
        entries=entries_of(updates, authority, site),
    )
