"""Everything that can go wrong between typing and saving, in a browser: the text comes back."""

from __future__ import annotations

import os
import signal
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from playwright.sync_api import Browser, Page, expect

from roles import drafting
from roles.models import Role
from roles.records import Faq, GlanceFact
from tests.factories import make_role
from tests.faults.site import Site, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

TYPED = "Typed with care — “quotes” & all."
MAKE_SITE = """
import django
django.setup()
from django.contrib.auth.models import User
from tests.factories import make_role
User.objects.create_superuser("editor", password="secret")
make_role("Tester", summary="Tests.")
"""


@pytest.fixture
def role() -> Role:
    return make_role(
        "Tester",
        summary="Tests.",
        glance=(GlanceFact("Typical education", "None"),),
        faqs=(Faq("Why?", "Because."),),
    )


@pytest.fixture
def form(editor_page: Page, live_server: Any, role: Role) -> Page:
    """The form of a role with a summary that is typed and not saved."""
    editor_page.goto(f"{live_server.url}/admin/roles/role/{role.pk}/change/")
    editor_page.get_by_label("Summary:", exact=True).fill(TYPED)
    return editor_page


def save(page: Page) -> None:
    page.get_by_role("button", name="Save draft", exact=True).click()


def comes_back(page: Page, role: Role) -> None:
    """What was typed stands in the form again, is not saved yet, and can be saved."""
    expect(page.get_by_text("This is what you typed and did not save yet.")).to_be_visible()
    expect(page.get_by_label("Summary:", exact=True)).to_have_value(TYPED)
    role.refresh_from_db()
    assert role.summary == "Tests."
    save(page)
    expect(page.get_by_text("Visitors do not see it yet.")).to_be_visible()
    role.refresh_from_db()
    assert role.summary == TYPED


def test_a_session_that_ended(form: Page, role: Role, admin_user: Any) -> None:
    form.context.clear_cookies(name=site_settings.SESSION_COOKIE_NAME)
    save(form)
    expect(form.get_by_text("Nothing is lost")).to_be_visible()
    form.get_by_label("Username").fill(admin_user.username)
    form.get_by_label("Password").fill("password")
    form.get_by_role("button", name="Log in").click()
    comes_back(form, role)


def test_a_token_that_is_no_longer_good(form: Page, role: Role, live_server: Any) -> None:
    name = site_settings.CSRF_COOKIE_NAME
    form.context.clear_cookies(name=name)
    form.context.add_cookies([{"name": name, "value": "x" * 32, "url": live_server.url}])
    save(form)
    comes_back(form, role)


@pytest.mark.parametrize(
    ("setting", "limit"),
    [("DATA_UPLOAD_MAX_NUMBER_FIELDS", 20), ("DATA_UPLOAD_MAX_MEMORY_SIZE", 500)],
)
def test_a_form_that_is_too_large(
    form: Page, role: Role, settings: Any, setting: str, limit: int
) -> None:
    usual = getattr(settings, setting)
    setattr(settings, setting, limit)
    save(form)
    expect(form.get_by_text("What you typed is still here.")).to_be_visible()
    setattr(settings, setting, usual)
    comes_back(form, role)


def test_a_browser_that_crashed(form: Page, role: Role) -> None:
    expect(form.locator(".autosave")).to_contain_text("is kept since", timeout=15_000)
    context, address = form.context, form.url
    form.close(run_before_unload=False)
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_label("Summary:", exact=True)).to_have_value("Tests.")
    page.get_by_role("link", name="Show it").click()
    comes_back(page, role)


def test_a_server_that_is_killed_while_it_saves(browser: Browser, tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.run("manage.py", "migrate")
    site.run("manage.py", "collectstatic", "--no-input")
    site.run("-c", MAKE_SITE)
    page = browser.new_page()
    root = f"http://127.0.0.1:{site.port}"
    address = f"{root}/admin/roles/role/1/change/"
    with site.serving() as server:
        wait_until(site.readiness)
        page.goto(f"{root}/admin/login/?next=/admin/roles/role/1/change/")
        page.get_by_label("Username").fill("editor")
        page.get_by_label("Password").fill("secret")
        page.get_by_role("button", name="Log in").click()
        page.get_by_label("Summary:", exact=True).fill(TYPED)
        expect(page.locator(".autosave")).to_contain_text("is kept since", timeout=15_000)
        # The save waits for this writer when its process ends.
        with sqlite3.connect(tmp_path / "jobdesc.sqlite3", isolation_level=None) as writer:
            writer.execute("BEGIN IMMEDIATE")
            page.get_by_role("button", name="Save draft", exact=True).click(no_wait_after=True)
            page.wait_for_timeout(500)
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
            writer.execute("ROLLBACK")
    with site.serving():
        wait_until(site.readiness)
        page.goto(address)
        expect(page.get_by_label("Summary:", exact=True)).to_have_value("Tests.")
        page.get_by_role("link", name="Show it").click()
        expect(page.get_by_label("Summary:", exact=True)).to_have_value(TYPED)
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_two_texts_stand_side_by_side_for_everybody(
    form: Page, role: Role, faults_of: Any, width: int
) -> None:
    complaints: list[str] = []
    form.on("console", lambda message: complaints.append(message.text))
    Role.objects.filter(pk=role.pk).update(summary="Tests thoroughly.")
    drafting.save_revision(role, by=None)
    form.set_viewport_size({"width": width, "height": 900})
    save(form)
    conflicts = form.get_by_role("region", name="a command changed the same as you")
    expect(conflicts).to_contain_text("Tests thoroughly.")
    expect(conflicts).to_contain_text(TYPED)
    assert form.evaluate("document.documentElement.scrollWidth") == width
    assert [text for text in complaints if "Security Policy" in text] == []
    assert faults_of(form) == []
    save(form)
    expect(form.get_by_text("Visitors do not see it yet.")).to_be_visible()
    role.refresh_from_db()
    assert role.summary == TYPED
