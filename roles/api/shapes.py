"""What a role, a category, a tag and a change look like; keys stand in the documented order.

`root` is the absolute address of this version of the API.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings

from roles.enums import EducationLevel
from roles.filters import as_parameter
from roles.interchange import json

if TYPE_CHECKING:
    from roles import reading


def role_item(edition: reading.Edition, root: str) -> dict[str, Any]:
    """A role in a list: names, addresses, dates, summary and what it can be filtered by."""
    return {
        **_addresses(edition, root),
        "title": edition.title,
        "slug": edition.slug,
        "category": {"name": edition.category.name, "slug": edition.category.slug},
        "edition": edition.number,
        "published": edition.published.isoformat(),
        "updated": edition.updated.isoformat(),
        "checked": edition.checked.isoformat() if edition.checked else None,
        "summary": edition.summary,
        **_facets(edition),
    }


def role(page: reading.RolePage, root: str) -> dict[str, Any]:
    """A role, complete: around the very object that its `.json` form is."""
    return {
        **_addresses(page.edition, root),
        **_facets(page.edition),
        "role": json.mapping_of(page.record, site_url=settings.SITE_URL),
    }


def category(row: reading.Category) -> dict[str, Any]:
    return {
        "name": row.name,
        "slug": row.slug,
        "url": settings.SITE_URL + row.get_absolute_url(),
        "role_count": row.live_roles,
        "introduction": row.introduction,
    }


def tag(row: reading.TagRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "slug": row.slug,
        "url": f"{settings.SITE_URL}/tags/{row.slug}",
        "role_count": row.live_roles,
    }


def change(row: reading.Change, root: str) -> dict[str, Any]:
    return {
        "at": row.at.isoformat(),
        "what": row.what,
        "id": row.role,
        "url": f"{settings.SITE_URL}/jobs/{row.path}" if row.path else None,
        "edition": row.edition,
        "change_note": row.change_note,
        "moved": row.moved,
        "role": role_item(row.live, root) if row.live else None,
    }


def _addresses(edition: reading.Edition, root: str) -> dict[str, Any]:
    return {
        "id": edition.role_id,
        "url": settings.SITE_URL + edition.get_absolute_url(),
        "api_url": f"{root}/roles/{quote(edition.path)}",
    }


def _facets(edition: reading.Edition) -> dict[str, Any]:
    """What filters go by, as their parameters write it; null where the text leaves it open."""
    level = edition.education
    return {
        "education": None if level is None else as_parameter(EducationLevel(level)),
        "experience_from": edition.experience_from,
        "experience_to": edition.experience_to,
        "ai_impact": edition.ai_impact or None,
    }
