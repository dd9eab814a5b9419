"""The values that the filters of the public lists derive from a role's facts, in words."""

from __future__ import annotations

from roles.enums import AiImpact, EducationLevel
from roles.models import Fact, Role
from roles.records import CategoryName, GlanceFact, RoleRecord
from roles.rendering import derived_columns

NO_VALUE = "no value"


def derived(role: Role) -> str:
    """What the saved facts of a role say, whatever its editor chose instead."""
    facts: list[Fact] = getattr(role, "facts_shown", [])
    if role.pk and not facts:
        facts = list(role.facts.select_related("kind"))
    if not facts:
        return "Nothing yet: save the facts first."
    record = RoleRecord(
        title=role.title,
        category=CategoryName(""),
        glance=tuple(GlanceFact(fact.kind.label, fact.text, fact.kind_id) for fact in facts),
    )
    columns = derived_columns(record, {fact.kind_id: fact.kind.facet for fact in facts})
    education = columns["education"]
    impact = columns["ai_impact"]
    return (
        f"Education: {NO_VALUE if education is None else EducationLevel(education).label}. "
        f"Experience: {_years(columns['experience_from'], columns['experience_to'])}. "
        f"AI impact: {AiImpact(impact).label if impact else NO_VALUE}."
    )


def _years(at_least: int | None, at_most: int | None) -> str:
    if at_least is None:
        return NO_VALUE
    if at_most is None:
        return f"{at_least} years or more"
    return f"{at_least} to {at_most} years"
