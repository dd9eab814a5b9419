"""What machines alone read: robots.txt, llms.txt, security.txt, a key, and rules for browsers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from roles import indexnow, reading
from roles.facets import Chosen
from roles.responses import site_address, validated
from roles.text.escaping import escape_inline
from roles.views.elsewhere import old_address

# RFC 9116, 2.5.5 recommends less than a year.
SECURITY_TXT_HOLDS: Final = timedelta(days=300)
# Of one category: enough to choose from, and no more than a model can read.
MOST_NAMED: Final = 500
ABOUT: Final = (
    "A reference book of jobs: what people in them do, what they need to know, and where the work "
    "leads. Every job's page is also there as Markdown: its address followed by `.md`."
)
# Home, lists and roles; not what is searched for, filtered or taken away, which would be rendered
# for whoever only moves over a link.
PREFETCHED: Final = ["/", "/jobs", "/jobs/*", "/tags/*"]
SPECULATION_RULES: Final = {
    "prefetch": [
        {
            "where": {
                "and": [
                    {"href_matches": [{"pathname": path, "search": ""} for path in PREFETCHED]},
                    {"not": {"href_matches": {"pathname": "/*.*"}}},
                ]
            },
            "eagerness": "moderate",
        }
    ]
}


@require_safe
def robots(request: HttpRequest) -> HttpResponseBase:
    """Everything may be crawled (RFC 9309): a page that is not to be found says so itself, which
    a crawler has to read.
    """
    rules = ["User-agent: *", "Allow: /"]
    if settings.CONTENT_USAGE:
        rules.append(f"Content-Usage: {settings.CONTENT_USAGE}")
    return _text(request, [*rules, "", f"Sitemap: {site_address(request)}/sitemap.xml"])


@require_safe
def security(request: HttpRequest) -> HttpResponseBase:
    """Where to report a vulnerability (RFC 9116), as long as the operator says where.

    Raises:
        Http404: when nobody does.
    """
    if not settings.SECURITY_CONTACT:
        raise Http404
    today = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    fields = [f"Contact: {contact}" for contact in settings.SECURITY_CONTACT]
    fields.append(f"Expires: {today + SECURITY_TXT_HOLDS:%Y-%m-%dT%H:%M:%SZ}")
    fields.append(f"Preferred-Languages: {settings.LANGUAGE_CODE}")
    if settings.SITE_URL:
        fields.append(f"Canonical: {settings.SITE_URL}/.well-known/security.txt")
    # The same all day, so that it has one validator a day.
    return _text(request, fields, changed=today)


@require_safe
def speculation_rules(request: HttpRequest) -> HttpResponseBase:
    """Which links a browser may fetch ahead (HTML, speculative loading); it never renders them."""
    response = HttpResponse(json.dumps(SPECULATION_RULES), "application/speculationrules+json")
    answer = validated(request, response, changed=None, keys=())
    # Every page names them: asking whether they have changed would be a request for each.
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


@require_safe
def indexnow_key(request: HttpRequest, key: str) -> HttpResponseBase:
    """Shows search engines that the IndexNow key is this site's (indexnow.org/documentation)."""
    if not indexnow.is_on() or key != settings.INDEXNOW_KEY:
        raise Http404
    return _text(request, [key])


@require_safe
def llms(request: HttpRequest) -> HttpResponseBase:
    """Where language models find the site as Markdown (llmstxt.org): one list for each category."""
    at, site = timezone.now(), site_address(request)
    categories = list(reading.categories(at))
    lines = [
        f"# {settings.SITE_NAME}",
        "",
        f"> {ABOUT}",
        "",
        "## Jobs by category",
        "",
        *(
            _link(
                category.name,
                f"{site}{category.get_absolute_url()}/llms.txt",
                _jobs(category.live_roles),
            )
            for category in categories
        ),
        "",
        "## Optional",
        "",
        _link("All jobs, A to Z", f"{site}/jobs", "a web page"),
        _link("Updates", f"{site}/updates.atom", "what was updated last, as an Atom feed"),
        _link("API", f"{site}/api", "every job as JSON, with filters and a list of changes"),
        _link("Sitemap", f"{site}/sitemap.xml", "the address of every page"),
    ]
    changed = reading.log_state(at).changed
    return _text(request, lines, changed=changed, keys=["lists"])


@require_safe
def category_llms(request: HttpRequest, category_slug: str) -> HttpResponseBase:
    """A category's jobs as Markdown; of a large category the first, and where the rest is."""
    at, site = timezone.now(), site_address(request)
    category = reading.category(category_slug, at)
    if category is None:
        return old_address(request, category_slug, at, suffix="/llms.txt")
    rows = reading.live_roles(at).matching(Chosen(category=category.pk))
    roles = reading.role_list(rows, size=MOST_NAMED)
    lines = [
        f"# {category.name} jobs",
        "",
        f"> {_jobs(category.live_roles)} on {settings.SITE_NAME}; each link leads to Markdown.",
        "",
        "## Jobs",
        "",
        *(
            _link(
                edition.title, f"{site}{edition.get_absolute_url()}.md", _beginning(edition.summary)
            )
            for edition in roles.editions
        ),
    ]
    if roles.next_after:
        page = f"{site}{category.get_absolute_url()}"
        rest = _link("All of them, A to Z", page, _jobs(category.live_roles))
        lines += ["", "## Optional", "", rest]
    changed = reading.log_state(at).changed
    return _text(request, lines, changed=changed, keys=[f"category:{category.pk}", "lists"])


def _jobs(count: int) -> str:
    return f"{count} job{pluralize(count)}"


def _link(name: str, url: str, note: str) -> str:
    text = escape_inline(name).replace("[", r"\[").replace("]", r"\]")
    return f"- [{text}]({iri_to_uri(url)}): {note}"


def _beginning(summary: str) -> str:
    return escape_inline(" ".join(Truncator(summary).chars(160).split()))


def _text(
    request: HttpRequest,
    lines: Iterable[str],
    *,
    changed: datetime | None = None,
    keys: Iterable[str] = (),
) -> HttpResponseBase:
    body = "\n".join(lines) + "\n"
    response = HttpResponse(body, "text/plain; charset=utf-8")
    return validated(request, response, changed=changed, keys=keys)
