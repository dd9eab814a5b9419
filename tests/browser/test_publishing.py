"""Publishing in a browser: what Enter and Ctrl-S do not do, and what Undo does."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from roles import drafting
from roles.models import Edition, Role
from tests.factories import make_live_role, make_role

pytestmark = pytest.mark.django_db(transaction=True)


def edit(role: Role, summary: str) -> Role:
    Role.objects.filter(pk=role.pk).update(summary=summary)
    drafting.save_revision(role, by=None)
    return role


@pytest.fixture
def role() -> Role:
    return edit(make_live_role("Cook", summary="Needs 3 years."), "Needs 5 years.")


def publish_page(role: Role) -> str:
    return f"/admin/roles/role/{role.pk}/publish"


def bulk_page(role: Role) -> str:
    return f"/admin/roles/role/publish?ids={role.pk}"


def withdraw_page(role: Role) -> str:
    return f"/admin/roles/role/{role.pk}/withdraw"


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(
    ("make_address", "field"),
    [
        (publish_page, "[name=at]"),
        (publish_page, "[name=kind][value=update]"),
        (publish_page, "[name=when][value=now]"),
        (bulk_page, "[name^=note_]"),
        (bulk_page, "[name=at]"),
        (withdraw_page, "[name=target]"),
    ],
)
def test_enter_and_ctrl_s_publish_and_withdraw_nothing(
    make_address: Any, field: str, script: bool, editor_page: Page, live_server: Any, role: Role
) -> None:
    context = editor_page.context.browser.new_context(java_script_enabled=script)  # type: ignore[union-attr]
    context.add_cookies(editor_page.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(live_server.url + make_address(role))
    if make_address is not withdraw_page:
        page.locator("[name=change_note]").fill("Kept")
    page.locator(field).first.focus()
    page.keyboard.press("Control+s")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == live_server.url + make_address(role)
    if make_address is not withdraw_page:
        assert page.locator("[name=change_note]").input_value() == "Kept"
    assert Edition.objects.count() == 1
    assert str(Role.objects.get(pk=role.pk).state) == "Live, with unpublished changes"
    context.close()


def test_what_was_published_is_undone_by_one_button(
    editor_page: Page, live_server: Any, role: Role
) -> None:
    editor_page.goto(live_server.url + publish_page(role))
    expect(editor_page.get_by_text("“3 years” became “5 years” in summary")).to_be_visible()
    editor_page.get_by_label("Change note").fill("Two more years")
    editor_page.get_by_role("button", name="Publish", exact=True).click()
    expect(editor_page.get_by_text("Edition 2 of “Cook” is live")).to_be_visible()
    editor_page.get_by_role("button", name="Undo the publication").click()
    expect(editor_page.get_by_text("The publication of edition 2 of “Cook” was")).to_be_visible()
    editor_page.goto(f"{live_server.url}/jobs/engineering/cook")
    expect(editor_page.get_by_text("Needs 3 years.")).to_be_visible()


def test_several_roles_are_published_from_the_list_by_keyboard_and_on_a_phone(
    editor_page: Page, live_server: Any, role: Role, faults_of: Any, settings: Any
) -> None:
    settings.ZEAL_RAISE = False  # the verb publishes one role after the other
    edit(make_live_role("Dyer", summary="Recieves cloth."), "Receives cloth.")
    make_role("Empty", summary="")
    editor_page.set_viewport_size({"width": 390, "height": 800})
    editor_page.goto(f"{live_server.url}/admin/roles/role/")
    for box in editor_page.locator("input.action-select").all():
        box.check()
    editor_page.get_by_label("Action:").select_option(label="Publish selected roles…")
    editor_page.get_by_role("button", name="Go", exact=True).click()
    expect(editor_page.get_by_role("heading", name="Will be published: 2")).to_be_visible()
    expect(editor_page.get_by_text("It has no summary")).to_be_visible()
    for summary in editor_page.locator(".published-role summary").all():
        summary.focus()
        editor_page.keyboard.press("Enter")
    assert editor_page.evaluate("document.documentElement.scrollWidth") == 390
    assert faults_of(editor_page) == []
    editor_page.get_by_label("Change note for all updates").fill("Better texts")
    editor_page.get_by_role("button", name="Publish", exact=True).focus()
    editor_page.keyboard.press("Enter")
    expect(editor_page.get_by_text("2 roles go live now")).to_be_visible()
    assert Edition.objects.count() == 4
