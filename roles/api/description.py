"""The OpenAPI 3.1 description of the API, built of what the views themselves use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from roles import reading
from roles.api import parameters, problems
from roles.api.answers import api_address, json_response
from roles.api.endpoints import endpoint
from roles.api.parameters import DEFAULT_LIMIT, LARGEST_LIMIT, MOMENT
from roles.api.schemas import SCHEMAS, choices, ref
from roles.responses import validated

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

LONGEST_SLUG: Final = 150


@dataclass(frozen=True, slots=True)
class Examples:
    """Names that exist on this site, so that every example can be tried; empty on an empty site."""

    category: str = ""
    role: str = ""
    tag: str = ""


def examples(at: datetime) -> Examples:
    """Taken from the first role of the list and the first tag, in two queries."""
    first = reading.role_list(reading.live_roles(at), size=1).editions
    tags = reading.tag_rows(at, size=1)
    return Examples(
        category=first[0].category.slug if first else "",
        role=first[0].slug if first else "",
        tag=tags[0].slug if tags else "",
    )


@endpoint
def openapi(request: HttpRequest) -> HttpResponseBase:
    at = timezone.now()
    parameters.asked(request)
    response = json_response(document(api_address(request), examples(at)))
    changed = reading.log_state(at).changed
    return validated(request, response, changed=changed, keys=["lists"])


def document(api: str, example: Examples) -> dict[str, Any]:
    """The description as OpenAPI has it.

    Args:
        api: the absolute address of `/api`.
    """
    return {
        "openapi": "3.1.1",
        "info": {
            "title": f"{settings.SITE_NAME}: read API",
            "version": "1",
            "description": (
                "Everything public on this site, read-only, without a key. New keys and values may "
                "be added to answers; none is removed or changes its meaning within a version."
            ),
        },
        "servers": [{"url": f"{api}/v1"}],
        "externalDocs": {"url": api, "description": "Explained for people, with examples."},
        "paths": paths(example),
        "components": {"schemas": SCHEMAS},
    }


def paths(example: Examples) -> dict[str, Any]:
    """What can be asked for, by address after the version."""
    return {
        "/roles": _get(
            "listRoles",
            "Roles that are live, from A to Z or the most recently updated first.",
            "Roles",
            [*filters(example), *PAGING],
        ),
        "/roles/{category}/{role}": _get(
            "getRole",
            "One role, complete.",
            "RoleAnswer",
            [
                _in_path("category", "Slug of the category.", example.category),
                _in_path("role", "Slug of the role.", example.role),
            ],
            links={"neighbours": _link("listRoles", category="role/category/slug")},
            others={
                "301": {"description": "The role is at another address now, named by `Location`."},
                "410": _problem("The role was withdrawn."),
            },
        ),
        "/categories": _get(
            "listCategories",
            "Every category with a live role, by name.",
            "Categories",
            links={"roles": _link("listRoles", category="categories/0/slug")},
        ),
        "/tags": _get(
            "listTags",
            "Every tag of a live role, by slug.",
            "Tags",
            PAGING,
        ),
        "/changes": _get("listChanges", "What changed, oldest first.", "Changes", [SINCE, *PAGING]),
        "/openapi.json": _get("getDescription", "This description.", None),
    }


def filters(example: Examples) -> list[dict[str, Any]]:
    """The parameters that narrow a list of roles down, in the order addresses have them."""
    name: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 100}
    day = {
        "type": "string",
        "format": "date",
        "pattern": r"^(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}$",
    }
    known = {
        "category": _in_query("category", "Slug of a category.", name, example.category),
        "tag": _in_query("tag", "Slug of a tag.", name, example.tag),
        "education": _choice("education", "The least education usually asked for."),
        "experience": _choice("experience", "The least experience usually asked for, from years."),
        "ai_impact": _choice("ai_impact", "The verdict on the impact of AI."),
        "updated_since": _in_query(
            "updated_since",
            f"Only roles updated on this day or later; days begin in {settings.TIME_ZONE}.",
            day,
            "2026-01-01",
        ),
        "letter": _choice("letter", "Only titles under this letter; # for all others."),
        "sort": _choice("sort", "A to Z by title, or the most recently updated first."),
    }
    return [known[parameter] for parameter in parameters.FILTERS]


def _in_query(name: str, description: str, schema: dict[str, Any], example: Any = "") -> Any:
    examples = {"example": example} if example else {}
    return {"name": name, "in": "query", "description": description, "schema": schema} | examples


def _choice(name: str, description: str) -> Any:
    values = choices(name)
    return _in_query(name, description, {"type": "string", "enum": values}, values[-1])


def _in_path(name: str, description: str, example: str) -> Any:
    schema = {"type": "string", "pattern": r"^[^/.\s]+$", "maxLength": LONGEST_SLUG}
    return _in_query(name, description, schema, example) | {"in": "path", "required": True}


SINCE: Final = _in_query(
    "since",
    "Only what was first seen after this moment, with its time zone; a cursor goes before it.",
    {"type": "string", "format": "date-time", "pattern": f"^{MOMENT}$"},
    "2026-01-01T00:00:00Z",
)
PAGING: Final = (
    _in_query(
        "limit",
        f"How many entries a page has at most; {DEFAULT_LIMIT} unless given.",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT},
        20,
    ),
    _in_query(
        "cursor",
        "Where the page begins; from “next” of the page before, never made by hand.",
        {"type": "string", "minLength": 1},
    ),
)


def _get(
    operation: str,
    summary: str,
    schema: str | None,
    takes: Iterable[dict[str, Any]] = (),
    *,
    links: dict[str, Any] | None = None,
    others: dict[str, Any] | None = None,
) -> dict[str, Any]:
    content = {"application/json": {"schema": ref(schema) if schema else {"type": "object"}}}
    answer = {
        "description": summary,
        "headers": HEADERS,
        "content": content,
    }
    responses = {
        "200": answer | ({"links": links} if links else {}),
        "304": {"description": "The client has this answer already."},
        "400": _problem("The request cannot be answered as asked."),
        "404": _problem("What the address names is not there."),
    }
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": list(takes),
            "responses": responses | (others or {}),
        }
    }


def _problem(description: str) -> dict[str, Any]:
    content = {problems.MEDIA_TYPE: {"schema": ref("Problem")}}
    return {"description": description, "content": content}


def _link(operation: str, **taken: str) -> dict[str, Any]:
    values = {name: f"$response.body#/{path}" for name, path in taken.items()}
    return {"operationId": operation, "parameters": values}


HEADERS: Final = {
    name: {"description": description, "schema": {"type": "string"}, "required": required}
    for name, description, required in (
        ("ETag", "Send it as `If-None-Match`, and an unchanged answer is not sent again.", True),
        ("Last-Modified", "When anything on the site last changed.", True),
        ("Link", 'The next page, as `rel="next"`; missing on the last.', False),
        ("Access-Control-Allow-Origin", "Pages of every site may read the answer.", True),
    )
}
