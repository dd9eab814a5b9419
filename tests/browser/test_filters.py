"""Filters in a real browser, by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_list_is_narrowed_and_widened_by_keyboard(
    site: list[str], live_server: Any, page: Any
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/jobs")
    page.get_by_text("Filters and order").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Education").focus()
    page.keyboard.type("No formal")
    page.get_by_role("button", name="Apply").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/jobs?education=none")
    chip = page.get_by_role("link", name="Remove filter: Education: No formal education")
    chip.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/jobs")
    page.go_back()
    page.wait_for_url("**/jobs?education=none")
    assert page.get_by_label("Education").input_value() == "none"


def test_wide_windows_show_the_filters_at_once(
    site: list[str], live_server: Any, page: Any
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{live_server.url}/jobs")
    assert page.get_by_label("Education").is_visible()
    assert not page.get_by_text("Filters and order").is_visible()
