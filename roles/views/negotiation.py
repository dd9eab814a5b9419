"""Which form of a page a visitor prefers, by the `Accept` header (RFC 9110, 12.5.1)."""

from __future__ import annotations

from contextlib import suppress


def prefers_markdown(accept: str) -> bool:
    """Whether a page is to be sent as Markdown: it is named, and wanted no less than HTML.

    Wildcards stand for HTML alone: a program that takes anything gets the page.
    """
    weights = _weights(accept.lower())
    markdown = weights.get("text/markdown", 0.0)
    html = weights.get("text/html", weights.get("text/*", 0.0))
    return markdown > 0 and markdown >= html


def _weights(accept: str) -> dict[str, float]:
    """The weight of each media range, the highest where it stands several times."""
    weights: dict[str, float] = {}
    for part in accept.split(","):
        media_range, *parameters = (piece.strip() for piece in part.split(";"))
        weights[media_range] = max(_weight(parameters), weights.get(media_range, 0.0))
    return weights


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "q":
            with suppress(ValueError):
                return float(value)
            return 0.0
    return 1.0
