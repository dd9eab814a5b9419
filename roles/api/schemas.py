"""The JSON of the API as JSON Schema (2020-12), for its description and its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from roles.filters import RoleFilters

if TYPE_CHECKING:
    from collections.abc import Mapping

Schema = dict[str, Any]


def choices(parameter: str) -> list[str]:
    """The values of a filter, from the filter itself."""
    return [value for value, _ in RoleFilters.base_filters[parameter].extra["choices"]]


def _text(description: str, **more: Any) -> Schema:
    return {"type": "string", "description": description, **more}


def _or_null(schema: Schema) -> Schema:
    return schema | {"type": [schema["type"], "null"]}


def _number(description: str, **more: Any) -> Schema:
    return {"type": "integer", "description": description, **more}


def _moment(description: str) -> Schema:
    return _text(f"{description} ISO 8601, with its time zone.", format="date-time")


def _list(description: str, items: Schema) -> Schema:
    return {"type": "array", "description": description, "items": items}


def _object(description: str, **properties: Schema) -> Schema:
    """An object with these keys, always all of them, in this order; more may come."""
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": list(properties),
    }


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_SLUG = "Its part of addresses; may change, and old addresses then lead to the new one."
_URL = "Its page for people; a path where the site does not know its own address."
_NEXT = _or_null(_text("Address of the next page; null on the last.", format="uri"))
_PLACE: Final = {
    "id": _number("Stays the same for good, whatever the role is renamed or moved to."),
    "url": _text(_URL),
    "api_url": _text("The whole role, as JSON.", format="uri"),
}
_DATES: Final = {
    "published": _moment("When the role was first published."),
    "updated": _moment("“Last updated”: moved by updates, not by corrections."),
    "checked": _or_null(_moment("When it was last found still right; null for never.")),
}
_FACETS: Final = {
    "education": {
        "type": ["string", "null"],
        "description": "The least education usually asked for; null where the text leaves it open.",
        "enum": [*choices("education"), None],
    },
    "experience_from": _or_null(_number("The least experience usually asked for, in years.")),
    "experience_to": _or_null(_number("The upper end of it; null for none, or not known.")),
    "ai_impact": {
        "type": ["string", "null"],
        "description": "The verdict on the impact of AI; null where the text gives none.",
        "enum": [*choices("ai_impact"), None],
    },
}
_CATEGORY_NAME: Final = _object("The role's category.", name=_text("Its name."), slug=_text(_SLUG))

ROLE: Final = _object(
    "A role: the same object as the page's `.json` form.",
    schema=_number("The version of this form.", const=1),
    title=_text("The job title, in its own casing."),
    slug=_text(_SLUG),
    url=_text(_URL),
    category=_CATEGORY_NAME,
    edition=_number("Which edition this is; each publication adds one.", minimum=1),
    change_note=_text("What this edition changed, for readers."),
    **_DATES,
    summary=_text("Two or three sentences of plain text."),
    glance=_list(
        "“Role at a glance”.",
        _object("A row.", label=_text("What it is about."), text=_text("What it says.")),
    ),
    duties=_list("Duties and responsibilities.", _text("One duty.")),
    overview=_text("Markdown."),
    qualifications=_list(
        "Groups of qualifications.",
        _object(
            "A group; any of its parts may be empty.",
            heading=_text("Its heading."),
            text=_text("Its prose, Markdown."),
            items=_list("Its bullets.", _text("One bullet.")),
        ),
    ),
    outlook=_text("Career outlook, Markdown."),
    cover_letter=_text("Sample cover letter: plain text with placeholders such as [Company]."),
    faqs=_list(
        "Frequently asked questions.",
        _object("One of them.", question=_text("Plain text."), answer=_text("Markdown.")),
    ),
    tags=_list("Skills and topics, by name.", _text("One tag.")),
    also_called=_list("Alternative titles.", _text("One title.")),
    related=_list(
        "Related roles that are live, chosen by the editors.",
        _object("One of them.", title=_text("Its title."), url=_text(_URL)),
    ),
    seo_title=_text("The page's title for search engines, where it differs."),
    seo_description=_text("The page's description for search engines, where it differs."),
    education_override=_text("The editors' value for the filter, where it is not the derived one."),
    experience_override=_text("The same for experience, such as 3-5."),
    ai_impact_override=_text("The same for the impact of AI."),
)

SCHEMAS: Final[Mapping[str, Schema]] = {
    "Role": ROLE,
    "RoleAnswer": _object("One role.", **_PLACE, **_FACETS, role=ref("Role")),
    "RoleItem": _object(
        "A role in a list.",
        **_PLACE,
        title=_text("The job title, in its own casing."),
        slug=_text(_SLUG),
        category=_CATEGORY_NAME,
        edition=_number("The number of the edition that is live.", minimum=1),
        **_DATES,
        summary=_text("Two or three sentences of plain text."),
        **_FACETS,
    ),
    "Roles": _object("A page of roles.", roles=_list("The roles.", ref("RoleItem")), next=_NEXT),
    "Category": _object(
        "A category with at least one live role.",
        name=_text("Its name."),
        slug=_text(_SLUG),
        url=_text(_URL),
        role_count=_number("How many live roles it has.", minimum=1),
        introduction=_text("Markdown; may be empty."),
    ),
    "Categories": _object(
        "All categories, by name.", categories=_list("The categories.", ref("Category"))
    ),
    "Tag": _object(
        "A tag of at least one live role.",
        name=_text("Its name."),
        slug=_text("Its part of addresses."),
        url=_text(_URL),
        role_count=_number("How many live roles have it.", minimum=1),
    ),
    "Tags": _object("A page of tags, by slug.", tags=_list("The tags.", ref("Tag")), next=_NEXT),
    "Change": _object(
        "Something that changed for visitors.",
        at=_moment("When they first saw it."),
        what={
            "type": "string",
            "description": "What happened.",
            "enum": [
                *("published", "updated", "corrected", "restored", "checked", "withdrawn"),
                *("category", "names"),
            ],
        },
        id=_or_null(_number("The role's id; null for “category” and “names”.")),
        url=_or_null(_text("Address of the role or category; null for “names”.")),
        edition=_or_null(_number("The edition that visitors saw from then on.", minimum=1)),
        change_note=_text("What the edition says it changed; else empty."),
        moved={"type": "boolean", "description": "Whether the role got another address with it."},
        role={
            "description": "The role as it is now; null when it is not public now.",
            "oneOf": [ref("RoleItem"), {"type": "null"}],
        },
    ),
    "Changes": _object(
        "A page of changes.",
        changes=_list("Oldest first.", ref("Change")),
        next=_NEXT,
        resume=_text("Keep this address, and ask it later for what comes after.", format="uri"),
    ),
    "Problem": {
        "type": "object",
        "description": "What went wrong (RFC 9457).",
        "properties": {
            "type": _text("Where the kind of problem is explained.", format="uri"),
            "title": _text("The kind of problem."),
            "status": _number("The HTTP status."),
            "detail": _text("What is wrong with this request."),
            "errors": {
                "type": "object",
                "description": "Messages by the name of the parameter at fault.",
                "additionalProperties": _list("Messages.", _text("One message.")),
            },
        },
        "required": ["type", "title", "status", "detail"],
    },
}
