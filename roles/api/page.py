"""The page that explains the API to people; its tables are those of the description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from roles import reading
from roles.api import description, parameters
from roles.api.answers import api_address
from roles.api.endpoints import METHODS
from roles.api.schemas import ROLE, SCHEMAS
from roles.responses import html_page

PROBLEMS: Final = {
    HTTPStatus.BAD_REQUEST: "A parameter is unknown, empty, given twice or not understood; "
    "“errors” says which, and what to write instead.",
    HTTPStatus.NOT_FOUND: "Nothing is at this address, or a category, a tag or a cursor in it is "
    "the name of nothing.",
    HTTPStatus.METHOD_NOT_ALLOWED: f"The API is read-only: {METHODS}.",
    HTTPStatus.GONE: "The role at this address was withdrawn.",
}


class Row(NamedTuple):
    """A row of a table: a name, what kind of value it has, what it means, and possible values."""

    name: str
    kind: str
    description: str
    values: list[str]


@require_safe
def api_page(request: HttpRequest) -> HttpResponseBase:
    at = timezone.now()
    examples = description.examples(at)
    context = {
        "api": api_address(request),
        "examples": examples,
        "operations": _operations(examples),
        "filters": [_parameter(each) for each in description.filters(examples)],
        "paging": [_parameter(each) for each in description.PAGING],
        "fields": list(_fields(ROLE["properties"])),
        "words": SCHEMAS["Change"]["properties"]["what"]["enum"],
        "problems": PROBLEMS,
        "default_limit": parameters.DEFAULT_LIMIT,
        "largest_limit": parameters.LARGEST_LIMIT,
    }
    changed = reading.log_state(at).changed
    return html_page(
        request, "api_page.html", context, path="/api", changed=changed, keys=["lists"]
    )


def _operations(examples: description.Examples) -> list[Row]:
    return [
        Row(path, "", methods["get"]["summary"], [])
        for path, methods in description.paths(examples).items()
    ]


def _parameter(parameter: Mapping[str, Any]) -> Row:
    schema = parameter["schema"]
    kind = schema.get("format", schema["type"])
    return Row(parameter["name"], kind, parameter["description"], schema.get("enum", []))


def _fields(properties: Mapping[str, Any], before: str = "") -> Iterator[Row]:
    """Every key of an object, those of objects within it as `faqs[].question`."""
    for name, schema in properties.items():
        yield Row(f"{before}{name}", _kind(schema), schema["description"], [])
        is_list = schema["type"] == "array"
        inner = schema["items"] if is_list else schema
        path = f"{before}{name}{'[]' if is_list else ''}."
        yield from _fields(inner.get("properties", {}), path)


def _kind(schema: Mapping[str, Any]) -> str:
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    kind = " or ".join(types).replace("array", f"list of {schema.get('items', {}).get('type')}s")
    return kind.replace("string", "date") if schema.get("format") == "date-time" else kind
