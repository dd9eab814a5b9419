from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from roles import publishing
from roles.enums import AiImpact, EducationLevel, ExperienceBand, Order
from roles.facets import Chosen
from roles.filters import RoleFilters
from roles.models import Category, Tag
from roles.records import GlanceFact
from tests.factories import make_category, make_live_role, make_role

pytestmark = pytest.mark.django_db


def filters(query: str) -> RoleFilters:
    return RoleFilters(QueryDict(query), timezone.now())


def test_every_parameter_becomes_a_choice() -> None:
    make_live_role("Nurse", make_category("Care"), tags=("Night work",))
    read = filters(
        "sort=updated&letter=N&updated_since=2026-01-05&ai_impact=strong-tailwind&experience=0"
        "&education=none&tag=night-work&category=care&utm_source=x"
    )
    assert read.errors == {}
    assert read.order is Order.UPDATED
    assert read.chosen == Chosen(
        category=Category.objects.get(slug="care").pk,
        tag=Tag.objects.get(slug="night-work").pk,
        education=EducationLevel.NONE,
        experience=ExperienceBand.NONE,
        ai_impact=AiImpact.STRONG_TAILWIND,
        updated_since=datetime(2026, 1, 5, tzinfo=UTC),
        letter="N",
    )
    assert list(read.parameters.items()) == [
        ("category", "care"),
        ("tag", "night-work"),
        ("education", "none"),
        ("experience", "0"),
        ("ai_impact", "strong-tailwind"),
        ("updated_since", "2026-01-05"),
        ("letter", "N"),
        ("sort", "updated"),
    ]


@pytest.mark.parametrize("query", ["", "sort=title", "category=&tag=&sort=&letter=&after=x"])
def test_defaults_and_empty_parameters_choose_nothing(query: str) -> None:
    read = filters(query)
    assert (read.errors, read.chosen, read.order) == ({}, Chosen(), Order.TITLE)
    assert read.parameters == {}


def test_a_day_begins_at_midnight_of_the_sites_zone(settings: Any) -> None:
    settings.TIME_ZONE = "America/New_York"
    chosen = filters("updated_since=2026-7-5").chosen
    assert chosen.updated_since == datetime(2026, 7, 5, 4, tzinfo=UTC)
    assert filters("updated_since=2026-7-5").parameters == {"updated_since": "2026-07-05"}


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("category", "nothing", "There is no category “nothing”."),
        ("tag", "nothing", "There is no tag “nothing”."),
        ("experience", "2", "Choose one of: 0, 1, 3, 5, 10."),
        ("updated_since", "yesterday", "Write a day as YYYY-MM-DD."),
        ("sort", "random", "Choose one of: title, updated."),
    ],
)
def test_what_is_not_understood_is_told_by_parameter(name: str, value: str, error: str) -> None:
    read = filters(f"{name}={value}&updated_since=2026-01-01&letter=A&{name}={value}")
    expected = {"updated_since": "2026-01-01", "letter": "A"}
    expected.pop(name, None)
    assert (read.errors, read.parameters) == ({name: [error]}, expected)


@pytest.mark.parametrize("name", RoleFilters.base_filters)
@pytest.mark.parametrize(
    "value",
    [
        *("%00", "a%00b", "x" * 10_000, "9" * 5_000, "%ED%A0%80", "%FF", "%F0%9F%A6%8A"),
        *(
            "%E2%80%AE",
            "'; DROP TABLE roles_edition; --",
            "-1",
            "0001-01-01",
            "9999-12-31",
            "a/b",
            "%",
        ),
    ],
)
def test_hostile_values_are_refused_and_never_an_error(name: str, value: str) -> None:
    read = filters(f"{name}={value}")
    assert (list(read.errors), read.parameters, read.chosen) == ([name], {}, Chosen())


def test_half_a_surrogate_pair_is_refused() -> None:
    read = RoleFilters({"tag": "\ud800", "category": "\ud800"}, timezone.now())
    assert list(read.errors) == ["category", "tag"]


def test_names_that_no_live_role_has_are_unknown() -> None:
    make_role("Draft", make_category("Secret"), tags=("draft tag",))
    publishing.schedule(
        role=make_role("Planned", make_category("Planned"), tags=("planned tag",)),
        by=publishing.OPERATOR,
        at=timezone.now() + timedelta(hours=1),
    )
    gone = make_live_role("Gone", make_category("Gone"), tags=("gone tag",))
    publishing.withdraw(role=gone, by=publishing.OPERATOR)
    for slug in ("secret", "planned", "gone"):
        assert list(filters(f"category={slug}").errors) == ["category"]
    for slug in ("draft-tag", "planned-tag", "gone-tag"):
        assert list(filters(f"tag={slug}").errors) == ["tag"]


def test_the_matching_roles_have_everything_chosen() -> None:
    education = GlanceFact("Typical education", "Master's degree")
    experience = GlanceFact("Typical experience", "3 years")
    make_live_role("Both", glance=(education, experience))
    make_live_role("One", glance=(education,))
    make_live_role("Other", glance=(experience,))
    publishing.withdraw(
        role=make_live_role("Gone", glance=(education, experience)), by=publishing.OPERATOR
    )
    make_role("Draft", glance=(education, experience))

    def titles(query: str) -> list[str]:
        return sorted(filters(query).qs.values_list("title", flat=True))

    assert titles("education=master&experience=3") == ["Both"]
    assert titles("education=master") == ["Both", "One"]
    assert titles("experience=3&letter=O") == ["Other"]
    assert titles("") == ["Both", "One", "Other"]
