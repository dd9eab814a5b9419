"""What visitors, and what follows the site, will see changed by a publication: in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from roles.admin.plans import Plan
from roles.admin.words import listed
from roles.comparing import changed_fields
from roles.enums import PublicationKind
from roles.records import from_payload

CACHED = (
    "On this host visitors see it at once, on other hosts within about a second. Browsers and "
    "caches in between ask before they show a page again."
)
# What other pages show of a role.
_SHOWN_ELSEWHERE = ("title", "slug", "category", "summary")


def impact(plan: Plan, kind: str, live_from: datetime) -> list[str]:
    """Sentences about publishing the plan's draft at `live_from` as this kind of publication."""
    return [
        *_pages(plan),
        _feeds(plan, kind),
        *_redirects(plan),
        _last_updated(plan, kind, live_from),
        CACHED,
    ]


def _pages(plan: Plan) -> Iterator[str]:
    categories = [f"“{name}”" for name in _both(plan, "category")]
    pages = [
        "the role’s page with its .json, .md and .txt",
        "the lists of roles and the home page",
        f"the category {listed(categories)}",
    ]
    if tags := _both(plan, "tags"):
        pages.append(f"the tag {listed([f'“{tag}”' for tag in tags])}")
    yield f"These pages change: {', '.join(pages)}, the search and the sitemap."
    if plan.named_by and _is_shown_elsewhere(plan):
        names = [f"“{title}”" for title in plan.named_by]
        yield f"Roles that name it as related change too: {listed(names)}."


def _both(plan: Plan, part: str) -> list[str]:
    """Names of categories or tags, as the live edition has them and as the draft does."""
    records = [from_payload(plan.live.payload)] if plan.live else []
    if plan.draft:
        records.append(plan.draft)
    names = [
        name
        for record in records
        for name in ([record.category.name] if part == "category" else record.tags)
    ]
    return list(dict.fromkeys(names))


def _is_shown_elsewhere(plan: Plan) -> bool:
    if plan.live is None or plan.draft is None:
        return True
    changed = changed_fields(from_payload(plan.live.payload), plan.draft)
    return any(part in changed for part in _SHOWN_ELSEWHERE)


def _feeds(plan: Plan, kind: str) -> str:
    if kind == PublicationKind.CORRECTION:
        return "No feed tells of a correction."
    return (
        "The feeds of updates, that of the site and those of its category and tags, tell of it "
        "with the change note."
    )


def _redirects(plan: Plan) -> Iterator[str]:
    if plan.previous and plan.previous.path != plan.role.path:
        yield f"/jobs/{plan.previous.path} will lead to /jobs/{plan.role.path}."


def _last_updated(plan: Plan, kind: str, live_from: datetime) -> str:
    then = plan.last_updated(kind, live_from)
    if plan.previous is None:
        return f"Visitors will read “Last updated {then}”."
    return f"“Last updated” {'stays' if kind == PublicationKind.CORRECTION else 'becomes'} {then}."
