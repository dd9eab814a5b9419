"""Pages as visitors would read them, for editors alone: of the draft, a revision, an edition."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from roles import people
from roles.admin import typed
from roles.dates import edition_dates
from roles.enums import PublicationKind
from roles.models import Edition, Revision, Role, Tag
from roles.reading import RolePage, TagNow, as_related, related_roles
from roles.records import Publication, from_payload
from roles.rendering import render

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpResponse

    from roles.records import RoleRecord

SHOWN_DATES: Final = ("published", "updated", "checked")


def of_draft(request: Any, pk: int) -> HttpResponse:
    role = get_object_or_404(Role.objects.with_content(), pk=pk)
    back = reverse("admin:roles_role_change", args=[pk])
    return _preview(request, page_of(role, role.record()), "Draft preview, not public", back)


def of_revision(request: Any, pk: int) -> HttpResponse:
    revision = get_object_or_404(Revision.objects.select_related("role__category"), pk=pk)
    back = reverse("admin:roles_revision_change", args=[pk])
    page = page_of(revision.role, from_payload(revision.payload))
    return _preview(request, page, f"{revision}, a draft that is not public", back)


def of_edition(request: Any, pk: int) -> HttpResponse:
    edition = get_object_or_404(Edition.objects.select_related("role__category"), pk=pk)
    back = reverse("admin:roles_edition_change", args=[pk])
    page = page_of(edition.role, from_payload(edition.payload), edition.publication())
    return _preview(request, page, f"{edition} as an editor sees it, not the public page", back)


@require_POST
def of_form(request: Any, pk: int) -> HttpResponse:
    """The page that a posted form would make; nothing is saved."""
    role = get_object_or_404(Role.objects.with_content(), pk=pk)
    role_admin: Any = admin.site.get_model_admin(Role)
    if not role_admin.has_change_permission(request, role):
        raise PermissionDenied
    read = typed.read(role_admin, request, role)
    page = page_of(role, read.record)
    return _preview(request, page, "Preview of what you typed, not saved", problems=read.problems)


def _preview(
    request: Any, page: RolePage, name: str, back: str = "", problems: Sequence[str] = ()
) -> HttpResponse:
    people.require(request.user, "view_role", page.edition.role)
    record = page.record
    context = {
        "page": page,
        "record": record,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "path": f"/jobs/{record.category.slug}/{record.slug}",
        "preview": name,
        "back": back,
        "problems": problems,
    }
    response = TemplateResponse(request, "admin/roles/preview.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def page_of(role: Role, record: RoleRecord, publication: Publication | None = None) -> RolePage:
    """The page this record makes; nothing is saved.

    Args:
        publication: the dates it shows; None for those of an update published now.
    """
    now = timezone.now()
    publication = publication or _if_published(role, now)
    tags = Tag.objects.filter(name__in=record.tags).values_list("pk", "name", "slug")
    known = {name: TagNow(pk, name, slug) for pk, name, slug in tags}
    chosen, like = related_roles(
        record,
        role=role.pk,
        category=role.category_id,
        tags=[tag.pk for tag in known.values()],
        at=now,
    )
    record = replace(record, related=as_related(chosen), publication=publication)
    edition = Edition(
        role=role,
        category=role.category,
        title=record.title,
        slug=record.slug,
        **{key: value for key, value in asdict(publication).items() if key in SHOWN_DATES},
    )
    return RolePage(
        edition=edition,
        record=record,
        html=render(record),
        # A tag that was typed just now has no page yet.
        tags=[known.get(name) or TagNow(0, name, "") for name in record.tags],
        related=[*chosen, *like],
    )


def _if_published(role: Role, now: datetime) -> Publication:
    previous = role.editions.begun(now).first()
    return edition_dates(
        previous.publication() if previous else None, Publication(), PublicationKind.UPDATE, now
    )
