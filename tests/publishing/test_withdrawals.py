"""Withdrawing for a reason, and what the addresses answer then."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from roles import publishing, reading
from roles.enums import WithdrawalReason
from roles.errors import BadTarget, NoticeMissing
from roles.models import Withdrawal
from roles.publishing import OPERATOR
from tests.factories import make_category, make_live_role, make_role, published

pytestmark = pytest.mark.django_db

GONE, REDIRECT, NOTICE = WithdrawalReason


def withdraw(role: Any, reason: WithdrawalReason, **more: Any) -> None:
    publishing.withdraw(role=role, by=OPERATOR, reason=reason, **more)


def found(path: str) -> reading.Moved | reading.Gone | None:
    return reading.find_address(path, timezone.now())


def test_a_withdrawn_role_is_gone_unless_a_reason_says_more(client: Client) -> None:
    role = make_live_role("Old")
    publishing.withdraw(role=role, by=OPERATOR)
    assert found("engineering/old") == reading.Gone("Old")
    assert client.get("/jobs/engineering/old").status_code == 410


def test_a_notice_says_why_in_every_form(client: Client) -> None:
    withdraw(make_live_role("Old"), NOTICE, notice="The law <changed>.\n\nAsk us.")
    page = client.get("/jobs/engineering/old")
    assert page.status_code == 410
    assert "<p>The law &lt;changed&gt;.</p>" in page.content.decode()
    text = client.get("/jobs/engineering/old.txt")
    assert (text.status_code, "The law <changed>." in text.content.decode()) == (410, True)


def test_a_replaced_role_leads_to_the_other_in_one_hop_in_every_form(client: Client) -> None:
    role, other = make_live_role("Old"), make_live_role("New")
    withdraw(role, REDIRECT, to=other)
    for suffix in ("", ".md", ".json"):
        response = client.get(f"/jobs/engineering/old{suffix}")
        assert (response.status_code, response["Location"]) == (
            301,
            f"/jobs/engineering/new{suffix}",
        )
    assert client.get("/api/v1/roles/engineering/old")["Location"] == (
        "/api/v1/roles/engineering/new"
    )


def test_a_role_replaced_by_a_category_leads_there_and_its_forms_are_gone(client: Client) -> None:
    make_live_role("Painter", make_category("Design"))
    withdraw(make_live_role("Old"), REDIRECT, to=make_category("Design"))
    assert client.get("/jobs/engineering/old")["Location"] == "/jobs/design"
    assert client.get("/jobs/engineering/old.json").status_code == 410
    assert client.get("/api/v1/roles/engineering/old").status_code == 410


def test_a_chain_of_replacements_is_one_hop_and_a_circle_is_gone() -> None:
    first, second, third = (make_live_role(name) for name in ("First", "Second", "Third"))
    withdraw(first, REDIRECT, to=second)
    withdraw(second, REDIRECT, to=third)
    assert found("engineering/first") == reading.Moved("/jobs/engineering/third")
    published(first, "Back")
    withdraw(third, REDIRECT, to=first)
    assert found("engineering/second") == reading.Moved("/jobs/engineering/first")
    withdraw(first, GONE)
    assert found("engineering/second") == reading.Gone("Second")
    published(first, "Back")
    published(second, "Back")
    withdraw(first, REDIRECT, to=second)
    withdraw(second, GONE)
    assert found("engineering/first") == reading.Gone("First")


def test_two_roles_that_replaced_each_other_are_gone() -> None:
    first, second = make_live_role("First"), make_live_role("Second")
    withdraw(first, REDIRECT, to=second)
    Withdrawal.objects.create(edition=second.editions.get(), reason=REDIRECT, to_role=first)
    live = second.editions.get()
    live.live_until = timezone.now()
    live.save()
    assert found("engineering/first") == reading.Gone("First")


def test_a_role_that_is_published_again_is_where_it_was() -> None:
    role = make_live_role("Old")
    withdraw(role, NOTICE, notice="Why")
    published(role, "Back")
    assert reading.role_page("engineering", "old", timezone.now()) is not None


def test_a_target_has_to_be_public_without_the_role() -> None:
    role = make_live_role("Old")
    targets = [role, make_role("Draft"), make_category("Empty"), role.category, None]
    for target in targets:
        with pytest.raises(BadTarget):
            withdraw(role, REDIRECT, to=target)
    with pytest.raises(BadTarget):
        withdraw(role, GONE, to=make_live_role("Other"))
    with pytest.raises(NoticeMissing):
        withdraw(role, NOTICE, notice="  ")
    assert not Withdrawal.objects.exists()
    assert str(role.state) == "Live"


@pytest.mark.parametrize(
    ("fields", "allowed"),
    [
        ({"reason": GONE}, True),
        ({"reason": "other"}, False),
        ({"reason": REDIRECT}, False),
        ({"reason": REDIRECT, "to_role": 1}, True),
        ({"reason": REDIRECT, "to_role": 1, "to_category": 1}, False),
        ({"reason": GONE, "to_category": 1}, False),
        ({"reason": NOTICE}, False),
        ({"reason": NOTICE, "notice": "Why"}, True),
    ],
)
def test_the_database_refuses_half_a_reason(fields: dict[str, Any], allowed: bool) -> None:
    role = make_live_role("Old")
    named = {"to_role": role, "to_category": role.category}
    values = {name: named.get(name, value) for name, value in fields.items()}
    if allowed:
        Withdrawal.objects.create(edition=role.editions.get(), **values)
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.create(edition=role.editions.get(), **values)
