"""The values that the filters of the public lists derive from a role's facts, in words."""

from __future__ import annotations

from dataclasses import replace

from roles.enums import AiImpact, EducationLevel
from roles.models import FactKind, Role
from roles.records import from_payload
from roles.rendering import derived_columns

NO_VALUE = "no value"


def derived(role: Role) -> str:
    """What the saved facts of a role say, whatever its editor chose instead."""
    head = role.head if role.pk else None
    if head is None:
        return "Nothing yet: save the facts first."
    record = replace(
        from_payload(head.payload),
        education_override="",
        experience_override="",
        ai_impact_override="",
    )
    facet_of_kind = dict(FactKind.objects.exclude(facet="").values_list("pk", "facet"))
    columns = derived_columns(record, facet_of_kind)
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
