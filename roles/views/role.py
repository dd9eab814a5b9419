"""A role's page and its other forms."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from roles import reading, structured_data
from roles.records import RoleRecord
from roles.rendering import head_description, head_title
from roles.responses import html_page
from roles.text.slugs import slug_from
from roles.views.elsewhere import LOOKED_FOR, lead_to, old_address
from roles.views.negotiation import prefers_markdown
from roles.views.role_forms import FORMS, MARKDOWN, form_answer


@require_safe
def role_page(request: HttpRequest, category_slug: str, role_slug: str) -> HttpResponseBase:
    at = timezone.now()
    page = reading.role_page(category_slug, role_slug, at)
    if page is None:
        return old_address(request, f"{category_slug}/{role_slug}", at)
    slug = request.GET.get(LOOKED_FOR)
    looked_for = _alternative_title(page.record, slug)
    # Nobody can put words of their own on a page, and a cache holds a few forms of it at most.
    if slug is not None and not looked_for:
        return lead_to(page.edition.get_absolute_url())
    if prefers_markdown(request.headers.get("Accept", "")):
        return form_answer(request, page, MARKDOWN, negotiated=True)
    return _html(request, page, looked_for)


@require_safe
def role_form(
    request: HttpRequest, category_slug: str, role_slug: str, form: str
) -> HttpResponseBase:
    at = timezone.now()
    page = reading.role_page(category_slug, role_slug, at, fill_up_to=0)
    if page is None:
        return old_address(request, f"{category_slug}/{role_slug}", at, suffix=f".{form}")
    return form_answer(request, page, FORMS[form])


def _html(request: HttpRequest, page: reading.RolePage, looked_for: str) -> HttpResponseBase:
    record = page.record
    description = head_description(record)
    context = {
        "page": page,
        "record": record,
        "looked_for": looked_for,
        "forms": FORMS,
        "head_title": head_title(record),
        "description": description,
        "structured_data": _structured_data(page, description),
    }
    return html_page(
        request,
        "role_page.html",
        context,
        path=page.edition.get_absolute_url(),
        changed=page.log.changed,
        keys=page.purge_keys,
        settled=page.is_settled,
        vary="Accept",
    )


def _structured_data(page: reading.RolePage, description: str) -> structured_data.Node:
    return structured_data.role_page(
        structured_data.Site(settings.SITE_NAME, settings.SITE_URL),
        page.record,
        page.edition.get_absolute_url(),
        description=description,
        facts=page.facts,
        education=page.edition.education,
        experience_from=page.edition.experience_from,
    )


def _alternative_title(record: RoleRecord, slug: str | None) -> str:
    """The alternative title that this is the slug of, or ""."""
    return next((name for name in record.also_called if slug and slug_from(name) == slug), "")
