"""The confirm pages: who may, what they do, and what a refusal leaves in place."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from roles import drafting, publishing, reading
from roles.models import Edition, LogEntry, Redirect, Revision, Role, Withdrawal
from roles.publishing import OPERATOR
from tests.admin.browser import fields_of, submit
from tests.admin.conftest import EDITOR, make_user
from tests.factories import make_live_role, make_role

pytestmark = pytest.mark.django_db


def changed_live_role() -> Role:
    role = make_live_role("Analyst")
    Role.objects.filter(pk=role.pk).update(summary="New summary.")
    drafting.save_revision(role, by=None)
    return role


def scheduled_edition() -> Edition:
    soon = timezone.now() + timedelta(days=1)
    return publishing.schedule(role=changed_live_role(), by=OPERATOR, at=soon, change_note="Later")


def former_edition() -> Edition:
    role = changed_live_role()
    publishing.publish(role=role, by=OPERATOR, change_note="New summary")
    return role.editions.get(number=1)


def publish_page() -> str:
    return f"/admin/roles/role/{changed_live_role().pk}/publish"


def withdraw_page() -> str:
    return f"/admin/roles/role/{changed_live_role().pk}/withdraw"


def check_page() -> str:
    return f"/admin/roles/role/{changed_live_role().pk}/check"


def cancel_page() -> str:
    return f"/admin/roles/edition/{scheduled_edition().pk}/cancel"


def restore_page() -> str:
    return f"/admin/roles/edition/{former_edition().pk}/restore"


def undo_page() -> str:
    role = changed_live_role()
    edition = publishing.publish(role=role, by=OPERATOR, change_note="New summary")
    return f"/admin/roles/edition/{edition.pk}/undo"


def bulk_page() -> str:
    return f"/admin/roles/role/publish?ids={changed_live_role().pk}"


NOW = {"kind": "update", "change_note": "New", "when": "now", "at": ""}
LATER = {**NOW, "when": "later", "at": "2126-03-03T09:30"}

# The page, what is typed, and the one permission that allows it.
ACTS: dict[str, tuple[Callable[[], str], dict[str, Any], str]] = {
    "publish": (publish_page, NOW, "publish_role"),
    "schedule": (publish_page, LATER, "schedule_role"),
    "withdraw": (withdraw_page, {}, "withdraw_role"),
    "check": (check_page, {}, "check_role"),
    "cancel": (cancel_page, {}, "schedule_role"),
    "restore": (restore_page, {}, "publish_role"),
    "undo": (undo_page, {}, "publish_role"),
}
PERMISSIONS = ["publish_role", "schedule_role", "withdraw_role", "check_role", None]


def everything() -> list[Any]:
    """All that any verb could change."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Role, Revision, Edition, Redirect, LogEntry, Withdrawal)
    ]


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("act", ACTS)
def test_opening_a_confirm_page_changes_nothing(act: str, chief: Client) -> None:
    page = ACTS[act][0]()
    before = everything()
    assert chief.get(page).status_code == 200
    assert everything() == before


@pytest.mark.parametrize("permission", PERMISSIONS)
@pytest.mark.parametrize("act", ACTS)
def test_a_verb_needs_its_own_permission(
    act: str, permission: str | None, client: Client, django_user_model: Any
) -> None:
    make_page, typed, needed = ACTS[act]
    page = make_page()
    codenames = [*EDITOR, permission] if permission else EDITOR
    client.force_login(make_user(django_user_model, "someone", *codenames))
    before = everything()
    response = client.post(page, typed)
    if permission == needed:
        assert response.status_code == 302
        assert everything() != before
    else:
        # Who may schedule but not publish opens the same page, and is not offered "now".
        shared = {permission, needed} == {"publish_role", "schedule_role"}
        expected = 200 if shared and make_page is publish_page else 403
        assert response.status_code == expected
        assert client.get(page).status_code == expected
        assert everything() == before


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_is_sent_to_sign_in(act: str, client: Client) -> None:
    page = ACTS[act][0]()
    before = everything()
    response = client.post(page, ACTS[act][1])
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")
    assert everything() == before


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_the_form_offers_only_what_one_may(
    permission: str | None, client: Client, django_user_model: Any
) -> None:
    role = changed_live_role()
    codenames = [*EDITOR, permission] if permission else EDITOR
    client.force_login(make_user(django_user_model, "someone", *codenames))
    response = client.get(f"/admin/roles/role/{role.pk}/change/")
    offered = {
        "publish_role": ["Publish…"],
        "schedule_role": ["Publish…"],
        "withdraw_role": ["Withdraw…"],
        "check_role": ["Mark as checked…"],
        None: [],
    }
    labels = [tool.label for tool in response.context["tools"] if tool.label.endswith("…")]
    assert labels == offered[permission]


def test_publishing_makes_an_edition_of_the_draft(chief: Client, superuser: Any) -> None:
    role = changed_live_role()
    first = role.editions.get()
    page = f"/admin/roles/role/{role.pk}/publish"
    assert chief.get(page).context["plan"].changed == ["summary"]
    response = submit(chief, page, "confirm_form", change_note=" New  summary. ")
    edition = role.editions.get(number=2)
    assert (edition.kind, edition.change_note, edition.created_by) == (
        "update",
        "New  summary.",
        superuser,
    )
    assert edition.updated > first.updated
    public = reading.role_page("engineering", "analyst", timezone.now())
    assert public is not None
    assert public.record.summary == "New summary."
    assert said(response) == ["Edition 2 of “Analyst” is live: visitors see it now."]


def test_a_correction_keeps_last_updated_and_needs_no_note(chief: Client) -> None:
    role = changed_live_role()
    page = f"/admin/roles/role/{role.pk}/publish"
    submit(chief, page, "confirm_form", kind="correction")
    first, second = role.editions.order_by("number")
    assert (second.kind, second.updated) == ("correction", first.updated)


def test_a_first_publication_asks_for_no_kind(chief: Client) -> None:
    role = make_role("Analyst")
    page = f"/admin/roles/role/{role.pk}/publish"
    assert "kind" not in fields_of(chief.get(page), "confirm_form")
    assert submit(chief, page, "confirm_form").status_code == 302
    assert role.editions.get().change_note == "First published"


def test_a_role_is_scheduled_in_the_named_time_zone(chief: Client, settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    role = changed_live_role()
    page = f"/admin/roles/role/{role.pk}/publish"
    assert fields_of(chief.get(page), "confirm_form")["zone"] == "Europe/Berlin"
    response = submit(
        chief, page, "confirm_form", when="later", at="2126-03-03T09:30", change_note="Later"
    )
    edition = role.editions.get(number=2)
    assert edition.live_from.isoformat() == "2126-03-03T08:30:00+00:00"
    assert said(response) == ["Edition 2 of “Analyst” goes live 3 March 2126, 09:30 CET."]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (
            {"change_note": ""},
            {"change_note": ["Say what changed: an update needs a change note."]},
        ),
        (
            {"when": "later"},
            {"at": ["Choose the day and time at which it goes live."]},
        ),
        (
            {"at": "2126-03-03T09:30"},
            {
                "at": [
                    (
                        "A day and time are given, but “Publish now” is chosen. Clear this field "
                        "to publish now, or choose “Schedule”."
                    )
                ]
            },
        ),
        (
            {"when": "later", "at": "2001-03-03T09:30"},
            {
                "at": [
                    "The moment to go live has passed; choose a later one or publish now.",
                ]
            },
        ),
    ],
)
def test_a_refusal_is_tied_to_its_field_and_keeps_what_was_typed(
    typed: dict[str, str], errors: dict[str, list[str]], chief: Client
) -> None:
    page = publish_page()
    before = everything()
    sent = {"kind": "update", "change_note": "A long note", **typed}
    response = submit(chief, page, "confirm_form", **sent)
    assert response.status_code == 200
    assert response.context["form"].errors == errors
    fields = fields_of(response, "confirm_form")
    assert {name: fields[name] for name in sent} == sent
    assert everything() == before


def test_a_draft_saved_meanwhile_is_shown_before_it_is_published(chief: Client) -> None:
    role = changed_live_role()
    page = f"/admin/roles/role/{role.pk}/publish"
    fields = fields_of(chief.get(page), "confirm_form")
    Role.objects.filter(pk=role.pk).update(title="Business Analyst")
    drafting.save_revision(role, by=None)
    refused = chief.post(page, {**fields, "change_note": "Kept"})
    assert refused.context["form"].non_field_errors() == [
        "“Business Analyst” was saved after you opened this page; look at the newest draft first."
    ]
    assert refused.context["plan"].changed == ["title", "summary"]
    again = fields_of(refused, "confirm_form")
    assert again["change_note"] == "Kept"
    assert chief.post(page, again).status_code == 302
    assert role.editions.get(number=2).title == "Business Analyst"


def test_a_draft_without_a_summary_is_not_published(chief: Client) -> None:
    role = make_role("Analyst", summary="")
    response = submit(chief, f"/admin/roles/role/{role.pk}/publish", "confirm_form")
    assert response.context["form"].non_field_errors() == [
        "“Analyst” has no summary; write one before publishing."
    ]


def test_withdrawing_what_is_not_live_is_refused_in_words(chief: Client) -> None:
    role = make_role("Analyst")
    response = submit(chief, f"/admin/roles/role/{role.pk}/withdraw", "confirm_form")
    assert response.context["form"].non_field_errors() == ["“Analyst” has no live edition."]


def test_each_verb_does_what_its_page_says(chief: Client, superuser: Any) -> None:
    scheduled = scheduled_edition()
    role = scheduled.role
    submit(chief, f"/admin/roles/edition/{scheduled.pk}/cancel", "confirm_form")
    assert str(role.state) == "Live, with unpublished changes"
    submit(chief, f"/admin/roles/role/{role.pk}/check", "confirm_form")
    assert role.editions.get(number=1).checked_by == superuser
    submit(chief, f"/admin/roles/role/{role.pk}/withdraw", "confirm_form")
    assert str(role.state) == "Withdrawn"
    first = role.editions.get(number=1)
    page = f"/admin/roles/edition/{first.pk}/restore"
    submit(chief, page, "confirm_form", change_note="Back again")
    restored = role.editions.get(number=3)
    assert (restored.change_note, restored.digest, restored.updated) == (
        "Back again",
        first.digest,
        first.updated,
    )
