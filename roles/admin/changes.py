"""Which parts of a role differ between two records, by the names the form gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from roles.records import RoleRecord

LABELS: Final = {
    "title": "title",
    "category": "category",
    "slug": "address",
    "summary": "summary",
    "glance": "role at a glance",
    "duties": "duties and responsibilities",
    "overview": "overview",
    "qualifications": "qualifications",
    "outlook": "career outlook",
    "cover_letter": "sample cover letter",
    "faqs": "frequently asked questions",
    "tags": "tags",
    "also_called": "alternative titles",
    "related": "related roles",
    "seo_title": "search engine title",
    "seo_description": "search engine description",
    "education_override": "education filter",
    "experience_override": "experience filter",
    "ai_impact_override": "AI impact filter",
}

# What a role shares with others counts by identity: renaming a kind changes no role.
SHARED: Final[dict[str, Callable[[Any], Any]]] = {
    "category": lambda category: category.slug,
    "glance": lambda facts: [(fact.kind or fact.label, fact.text) for fact in facts],
    "related": lambda roles: [other.role or other.url for other in roles],
}


def changed_parts(old: RoleRecord, new: RoleRecord) -> list[str]:
    """The labels of what differs, in the order of the page."""

    def content(record: RoleRecord, name: str) -> Any:
        value = getattr(record, name)
        return SHARED[name](value) if name in SHARED else value

    return [label for name, label in LABELS.items() if content(old, name) != content(new, name)]
