"""The bar at the foot of a role's form, and the search result in it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from roles import drafting, publishing
from roles.models import Role
from roles.publishing import OPERATOR, withdraw
from tests.admin.conftest import EDITOR, make_user
from tests.factories import make_live_role, make_role

pytestmark = pytest.mark.django_db

SPRING = datetime(2026, 3, 3, 9, tzinfo=UTC)


def saved(role: Role, summary: str, by: Any) -> None:
    Role.objects.filter(pk=role.pk).update(summary=summary)
    drafting.save_revision(role, by=by)


def bar(client: Client, role: Role) -> str:
    response = client.get(f"/admin/roles/role/{role.pk}/change/")
    said: str = response.context["state_in_short"]
    assert said in response.content.decode()
    return said


def test_the_bar_counts_what_was_saved_since_the_live_edition(
    chief: Client, superuser: Any, time_machine: Any
) -> None:
    time_machine.move_to(SPRING)
    role = make_live_role("Analyst")
    assert bar(chief, role) == "Live since 3 March 2026; nothing unpublished."
    saved(role, "Second.", None)
    assert bar(chief, role) == "Live since 3 March 2026; 1 unpublished save, by a command."
    saved(role, "Third.", superuser)
    assert bar(chief, role) == ("Live since 3 March 2026; 2 unpublished saves, the last by chief.")
    publishing.schedule(
        role=role, by=OPERATOR, at=timezone.now() + timedelta(days=1), change_note="Later"
    )
    assert bar(chief, role) == (
        "Live since 3 March 2026; 2 unpublished saves, the last by chief; "
        "next edition 4 March 2026, 09:00 UTC."
    )


def test_the_bar_says_what_is_not_live(chief: Client, time_machine: Any) -> None:
    time_machine.move_to(SPRING)
    role = make_role("Analyst")
    draft = "the last draft was saved 3 March 2026, 09:00 UTC by a command."
    assert bar(chief, role) == f"Draft; {draft}"
    publishing.publish(role=role, by=OPERATOR)
    withdraw(role=role, by=OPERATOR)
    assert bar(chief, role) == f"Withdrawn; {draft}"
    new = chief.get("/admin/roles/role/add/").context
    assert new["state_in_short"] == "A new draft."


def test_enter_in_a_field_saves_the_draft(chief: Client) -> None:
    content = chief.get(f"/admin/roles/role/{make_role().pk}/change/").content.decode()
    form = content[content.index('id="role_form"') :]
    first = min(form.index(kind) for kind in ('type="submit"', "<button"))
    assert 'name="_save"' in form[first : first + 80]


def test_who_only_reads_has_no_buttons_that_write(client: Client, django_user_model: Any) -> None:
    role = make_role()
    address = f"/admin/roles/role/{role.pk}/change/"
    client.force_login(make_user(django_user_model, "reader", "view_role"))
    content = client.get(address).content.decode()
    written = ("_save", "preview-of-form", "paste.js", "live_preview.js", "save_by_key.js")
    assert [text for text in written if text in content] == []
    client.force_login(make_user(django_user_model, "editor", *EDITOR))
    content = client.get(address).content.decode()
    assert [text for text in written if text not in content] == []


def test_the_search_result_falls_back_as_the_page_does(chief: Client) -> None:
    role = make_role("Analyst <b>", summary="Word " * 60)
    content = chief.get(f"/admin/roles/role/{role.pk}/change/").content.decode()
    assert "<span data-address>/jobs/engineering/analyst-b</span>" in content
    assert "<span data-title>Analyst &lt;b&gt;</span> – JobDesc" in content
    assert f"data-description>{'Word ' * 39}Word…</p>" in content
    Role.objects.filter(pk=role.pk).update(seo_title="Better", seo_description="Described.")
    content = chief.get(f"/admin/roles/role/{role.pk}/change/").content.decode()
    assert "<span data-title>Better</span>" in content
    assert "data-description>Described.</p>" in content


def test_the_preview_stays_hidden_while_the_browser_is_open(chief: Client) -> None:
    address = f"/admin/roles/role/{make_role().pk}/change/"
    assert 'class="live-preview"' in chief.get(address).content.decode()
    chief.cookies["role_preview"] = "hidden"
    assert 'class="live-preview is-hidden"' in chief.get(address).content.decode()
