"""Each rule the database holds, from both sides: what it refuses, and its nearest allowed case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from roles.models import (
    FAQ,
    Category,
    Edition,
    Fact,
    FactKind,
    FeedAuthority,
    LogHead,
    Redirect,
    RelatedRole,
    Role,
)
from tests.factories import make_category, make_live_role, make_role

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def refused(model: Any, **fields: Any) -> bool:
    """Whether the database itself refuses the row; forms and `save` are passed by."""
    try:
        with transaction.atomic():
            model.objects.bulk_create([model(**fields)])
    except IntegrityError:
        return True
    return False


def change_refused(rows: Any, **fields: Any) -> bool:
    try:
        with transaction.atomic():
            rows.update(**fields)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    ("fields", "is_refused"),
    [
        ({"name": "Design", "slug": "design"}, False),
        ({"name": "engineering", "slug": "other"}, True),
        ({"name": "Other", "slug": "engineering"}, True),
        ({"name": "", "slug": "other"}, True),
        ({"name": "Other", "slug": ""}, True),
    ],
)
def test_a_category_has_a_name_and_an_address_of_its_own(fields: Any, is_refused: bool) -> None:
    make_category("Engineering")
    assert refused(Category, **fields) == is_refused


@pytest.mark.parametrize(
    ("fields", "is_refused"),
    [
        ({"label": "On-the-job training", "facet": ""}, False),
        ({"label": "On-the-job training", "facet": "education"}, False),
        ({"label": "typical EDUCATION"}, True),
        ({"label": ""}, True),
        ({"label": "Mood", "facet": "mood"}, True),
    ],
)
def test_a_fact_kind_has_one_label_and_a_known_facet(fields: Any, is_refused: bool) -> None:
    assert refused(FactKind, **fields) == is_refused


def test_a_kind_of_fact_stands_once_in_a_role_and_says_something() -> None:
    role, kinds = make_role(), list(FactKind.objects.all())
    assert not refused(Fact, role=role, kind=kinds[0], text="A degree")
    assert refused(Fact, role=role, kind=kinds[0], text="Another degree")
    assert refused(Fact, role=role, kind=kinds[1], text="")
    assert not refused(Fact, role=make_role("Other"), kind=kinds[0], text="A degree")


def test_an_faq_has_a_question_and_an_answer() -> None:
    role = make_role()
    assert not refused(FAQ, role=role, question="Why?", answer="Because.")
    assert refused(FAQ, role=role, question="", answer="Because.")
    assert refused(FAQ, role=role, question="Why?", answer="")


def test_a_role_is_related_to_another_once() -> None:
    role, other = make_role("One"), make_role("Two")
    assert not refused(RelatedRole, role=role, target=other)
    assert refused(RelatedRole, role=role, target=other)
    assert refused(RelatedRole, role=role, target=role)


@pytest.mark.parametrize(
    ("fields", "is_refused"),
    [
        ({"title": "Tester", "slug": "tester-2"}, False),
        ({"title": "Another", "slug": "tester"}, True),
        ({"title": "", "slug": "other"}, True),
        ({"title": "Another", "slug": ""}, True),
    ],
)
def test_a_role_has_a_title_and_an_address_of_its_own(fields: Any, is_refused: bool) -> None:
    category = make_role("Tester").category
    assert refused(Role, category=category, **fields) == is_refused


def test_two_categories_may_each_have_a_role_of_one_name() -> None:
    make_role("Tester")
    assert not refused(Role, category=make_category("Other"), title="Tester", slug="tester")


def test_an_address_has_one_owner() -> None:
    role, now = make_role(), timezone.now()
    address = {"path": "a/b", "public_from": now}
    assert refused(Redirect, **address)
    assert refused(Redirect, **address, role=role, category=role.category)
    assert not refused(Redirect, **address, role=role)
    assert refused(Redirect, **address, category=role.category)
    assert not refused(Redirect, path="a", public_from=now, category=role.category)


def test_the_log_has_one_head() -> None:
    LogHead.objects.all().delete()
    assert not refused(LogHead, pk=1)
    assert refused(LogHead, pk=2)


def copy_of(edition: Edition, **fields: Any) -> dict[str, Any]:
    names = [field.attname for field in Edition._meta.concrete_fields if field.attname != "id"]
    values = {name: getattr(edition, name) for name in names}
    return {**values, "number": edition.number + 1, **fields}


def test_two_live_editions_of_one_role_are_impossible() -> None:
    live = make_live_role().editions.get()
    start, hour = live.live_from, HOUR
    assert refused(Edition, **copy_of(live))
    assert refused(Edition, **copy_of(live, live_from=start - hour, live_until=start + hour))
    assert refused(Edition, **copy_of(live, live_from=start + hour, live_until=start + 2 * hour))
    assert not refused(Edition, **copy_of(live, live_from=start - hour, live_until=start))
    other = make_role("Other")
    assert not refused(Edition, **copy_of(live, role_id=other.pk, revision_id=other.head.pk))


def test_an_empty_range_overlaps_nothing() -> None:
    live = make_live_role().editions.get()
    moment = live.live_from + HOUR
    assert not refused(Edition, **copy_of(live, live_from=moment, live_until=moment))


def test_a_range_cannot_be_widened_over_its_neighbour() -> None:
    live = make_live_role().editions.get()
    Edition.objects.bulk_create(
        [
            Edition(
                **copy_of(
                    live, live_from=live.live_from - 2 * HOUR, live_until=live.live_from - HOUR
                )
            )
        ]
    )
    earlier = Edition.objects.filter(number=live.number + 1)
    assert change_refused(earlier, live_until=live.live_from + HOUR)
    assert not change_refused(earlier, live_until=live.live_from)


@pytest.mark.parametrize(
    ("fields", "is_refused"),
    [
        ({"education": 4}, False),
        ({"education": 9}, True),
        ({"experience_from": 3, "experience_to": 3}, False),
        ({"experience_from": 3, "experience_to": None}, False),
        ({"experience_from": 5, "experience_to": 3}, True),
        ({"ai_impact": "mixed"}, False),
        ({"ai_impact": "cloudy"}, True),
        ({"kind": "correction"}, False),
        ({"kind": "rewrite"}, True),
        ({"title": ""}, True),
        ({"slug": ""}, True),
        ({"summary": ""}, True),
    ],
)
def test_an_edition_holds_only_known_values(fields: Any, is_refused: bool) -> None:
    edition = make_live_role()
    assert change_refused(edition.editions.all(), **fields) == is_refused


def test_the_dates_of_an_edition_run_forward() -> None:
    edition = make_live_role().editions.get()
    rows, start = Edition.objects.all(), edition.live_from
    assert change_refused(rows, live_until=start - HOUR)
    assert not change_refused(rows, live_until=start)
    assert change_refused(rows, updated=edition.published - HOUR)
    assert not change_refused(rows, updated=edition.published)


def test_edition_numbers_of_a_role_differ() -> None:
    live = make_live_role().editions.get()
    past = {"live_from": live.live_from - HOUR, "live_until": live.live_from}
    assert refused(Edition, **copy_of(live, number=live.number, **past))
    assert not refused(Edition, **copy_of(live, **past))


def test_a_role_or_category_that_was_public_cannot_be_deleted() -> None:
    role = make_live_role()
    for row in (role, role.category):
        with pytest.raises(ProtectedError):
            row.delete()
    make_role("Draft").delete()
    assert list(Role.objects.values_list("title", flat=True)) == ["Tester"]


def test_a_site_has_one_feed_authority_and_it_is_named() -> None:
    assert refused(FeedAuthority, pk=1, name="")
    assert not refused(FeedAuthority, pk=1, name="jobs.example.org,2026-11-23")
    assert refused(FeedAuthority, pk=2, name="jobs.example.org,2026-11-23")
