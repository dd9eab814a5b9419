"""Suggestions while typing, for our own search forms and for the search bars of browsers."""

from __future__ import annotations

import json
import textwrap

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader
from django.utils import timezone
from django.views.decorators.http import require_safe

from roles import reading, search
from roles.responses import site_address, validated
from roles.views.search import LONGEST_QUERY

# Short beginnings are few and typed by many; longer ones would only crowd pages out of the cache.
SHARED_LENGTH = 4
# OpenSearch 1.1: the most that a ShortName may have.
SHORT_NAME_LENGTH = 16


@require_safe
def suggestions(request: HttpRequest) -> HttpResponseBase:
    """Query, completions, descriptions and addresses, as OpenSearch Suggestions 1.1 has them."""
    query, at = request.GET.get("q", "")[:LONGEST_QUERY], timezone.now()
    log = reading.log_state(at)
    settled, found = search.has_followed(log.position), search.suggest(query, at)
    site = site_address(request)
    answer = [
        query,
        [suggestion.text for suggestion in found],
        [suggestion.category for suggestion in found],
        [site + suggestion.url for suggestion in found],
    ]
    response = HttpResponse(json.dumps(answer), "application/x-suggestions+json")
    response.headers["X-Robots-Tag"] = "noindex"
    return validated(
        request,
        response,
        changed=log.changed,
        keys=["lists"] if len(query) <= SHARED_LENGTH else [],
        settled=settled,
    )


@require_safe
def opensearch(request: HttpRequest) -> HttpResponseBase:
    """The description with which a browser takes the site into its search bar (OpenSearch 1.1)."""
    context = {
        "site": site_address(request),
        "site_name": settings.SITE_NAME,
        "short_name": short_name(settings.SITE_NAME),
    }
    body = loader.render_to_string("opensearch.xml", context)
    response = HttpResponse(body, "application/opensearchdescription+xml; charset=utf-8")
    return validated(request, response, changed=None, keys=[])


def short_name(name: str) -> str:
    """`name` in at most 16 characters, cut after a word where one fits.

    >>> short_name("Department of Labour Job Roles")
    'Department of…'
    """
    shortened = textwrap.shorten(name, SHORT_NAME_LENGTH, placeholder="…")
    return shortened if shortened != "…" else name[: SHORT_NAME_LENGTH - 1] + "…"
