"""The YAML block at the top of a Markdown file. Every value in it is text as it is typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from roles.interchange.errors import FormatError

if TYPE_CHECKING:
    from typing import Any

_FENCE = "---"
_NUMBERS = ("schema", "edition")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Values, the line of each key, and the numbered lines of the body below."""

    values: dict[str, Any]
    lines: dict[str, int]
    body: list[tuple[int, str]]


def write(values: dict[str, Any]) -> str:
    """Return the block; keys without a value are left out."""
    kept = {key: value for key, value in values.items() if value not in ("", None, [])}
    text = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=float("inf"))
    return f"{_FENCE}\n{text}{_FENCE}\n"


def read(text: str, name: str) -> FrontMatter:
    """Split a file into its block and its body; raises FormatError."""
    lines = text.split("\n")
    fences = [index for index, line in enumerate(lines) if line.rstrip() == _FENCE][:2]
    if fences[:1] != [0]:
        raise FormatError(name, 1, "does not begin with front matter, a line of three hyphens")
    if len(fences) < 2:
        raise FormatError(name, 1, "the front matter does not end with a line of three hyphens")
    values, places = _parsed("\n".join(lines[1 : fences[1]]), name)
    body = list(enumerate(lines[fences[1] + 1 :], fences[1] + 2))
    return FrontMatter(values, places, body)


def _parsed(text: str, name: str) -> tuple[dict[str, Any], dict[str, int]]:
    loader = yaml.BaseLoader(text)
    try:
        node = loader.get_single_node()
        values = loader.construct_document(node) if node else {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        raise FormatError(name, line + 2, f"is not YAML: {error.problem}") from None
    except (yaml.YAMLError, RecursionError):
        raise FormatError(name, 2, "is not YAML") from None
    if not isinstance(values, dict):
        raise FormatError(name, 2, 'expected lines like "title: Baker"')
    return _with_numbers(values), _places(node, name)


def _places(node: yaml.Node | None, name: str) -> dict[str, int]:
    places: dict[str, int] = {}
    for key, _ in node.value if node else ():
        line = key.start_mark.line + 2
        if places.setdefault(str(key.value), line) != line:
            raise FormatError(name, line, f'"{key.value}" stands twice')
    return places


def _with_numbers(values: dict[str, Any]) -> dict[str, Any]:
    numbers = {key: int(values[key]) for key in _NUMBERS if str(values.get(key, "")).isdecimal()}
    return {key: value for key, value in (values | numbers).items() if value != ""}
