"""The whole way of a role, as docs/editing.md tells it: from the desk to the public and back.

`make screenshots` runs it with SCREENSHOTS set, and so makes the pictures of the guide anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from roles import drafting
from roles.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

STARTER = Path(__file__).resolve().parents[2] / "roles/starter/software-engineering"
TITLE = "Site Reliability Engineer"
DESKTOP = {"width": 1440, "height": 960}


class Guide:
    """An editor at the browser, who takes a picture now and then."""

    def __init__(self, page: Page, root: str, folder: str) -> None:
        self.page, self.root, self.folder = page, root, folder

    def picture(self, name: str) -> None:
        if self.folder:
            self.page.wait_for_load_state("networkidle")
            self.page.screenshot(path=f"{self.folder}/editing-{name}.png")

    def press(self, button: str, *, exact: bool = True) -> None:
        self.page.get_by_role("button", name=button, exact=exact).click()

    def follow(self, link: str, *, exact: bool = True) -> None:
        self.page.get_by_role("link", name=link, exact=exact).first.click()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def visitors_read(self, text: str) -> bool:
        """Whether the public page of the role has the text, at this moment."""
        path = "/jobs/software-engineering/site-reliability-engineer"
        return text in self.page.request.get(f"{self.root}{path}").text()


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def guide(request: Any, editor_page: Page, live_server: Any, settings: Any) -> Iterator[Guide]:
    settings.SITE_NAME = "JobDesc"
    User.objects.update(username="editor")
    call_command("import_roles", str(STARTER), publish=True, verbosity=0)
    browser: Any = editor_page.context.browser
    context = browser.new_context(java_script_enabled=request.param, viewport=DESKTOP)
    context.add_cookies(editor_page.context.cookies())
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/")
    folder = os.environ.get("SCREENSHOTS", "") if request.param else ""
    yield Guide(page, live_server.url, folder)
    context.close()


def test_the_whole_way_of_a_role(guide: Guide) -> None:
    role = Role.objects.get(title=TITLE)
    edit_and_compare(guide)
    publish_and_undo(guide)
    schedule(guide, role)
    roll_back(guide)
    restore_and_blame(guide, role)
    meet_somebody(guide, role)


def edit_and_compare(guide: Guide) -> None:
    guide.picture("desk")
    guide.fill("Find a role by title, other title or address", "SRE")
    guide.press("Find")
    guide.fill("Text, row 2", "4-6 years")
    guide.fill("Summary:", "A site reliability engineer keeps online services available and quick.")
    guide.press("Save draft and keep editing")
    guide.sees("Visitors do not see it yet.")
    guide.picture("form")
    guide.follow("Compare with live")
    guide.sees("Compare two versions of")
    guide.picture("compare")


def publish_and_undo(guide: Guide) -> None:
    guide.page.go_back()
    guide.follow("Publish…")
    guide.sees("Proposed: update.")
    guide.fill("Change note:", "Experience asked for has grown.")
    guide.picture("publish")
    assert guide.visitors_read("3-6 years")
    guide.press("Publish")
    guide.sees("is live: visitors see it now.")
    assert guide.visitors_read("4-6 years")
    guide.picture("undo")
    guide.press("Undo the publication", exact=False)
    guide.sees("was undone.")
    assert guide.visitors_read("3-6 years")


def schedule(guide: Guide, role: Role) -> None:
    guide.follow("Publish…")
    guide.fill("Change note:", "Experience asked for has grown.")
    guide.press("Publish")
    guide.sees("is live: visitors see it now.")
    guide.fill("Text, row 2", "5-7 years")
    guide.press("Save draft and keep editing")
    guide.sees("Visitors do not see it yet.")
    guide.follow("Publish…")
    guide.fill("Change note:", "Experience asked for has grown again.")
    guide.page.get_by_label("Schedule", exact=True).check()
    tomorrow = timezone.now() + timedelta(days=1)
    guide.fill("Day and time:", f"{tomorrow:%Y-%m-%d}T09:30")
    guide.page.get_by_label("Time zone of this day and time:").select_option("Europe/Lisbon")
    guide.picture("schedule")
    guide.press("Publish")
    guide.sees("goes live")
    assert guide.visitors_read("4-6 years")
    with time_machine.travel(tomorrow + timedelta(days=1)):
        assert guide.visitors_read("5-7 years")
    guide.follow("Editions")
    guide.follow("Edition 4", exact=False)
    guide.follow("Cancel the schedule…")
    guide.press("Cancel the schedule")
    guide.sees("will not go live.")
    assert role.editions.count() == 4


def roll_back(guide: Guide) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        guide.page.reload()
        guide.follow("Roll back to edition", exact=False)
        guide.picture("roll-back")
        guide.press("Restore")
        guide.sees("is live again.")
        assert guide.visitors_read("3-6 years")


def restore_and_blame(guide: Guide, role: Role) -> None:
    guide.follow("History")
    guide.picture("history")
    first = role.revisions.get(number=1)
    row = guide.page.get_by_role("row").filter(has_text="Revision 1").filter(has_text="Imported")
    row.get_by_role("link", name="Restore to the draft…").click()
    guide.sees("This is how the draft will change")
    guide.picture("restore")
    guide.press("Restore to the draft")
    guide.sees("The draft says again what revision 1 said")
    assert role.head
    assert role.head.digest == first.digest
    guide.follow("Who wrote what")
    guide.picture("who-wrote-what")
    guide.page.go_back()


def meet_somebody(guide: Guide, role: Role) -> None:
    """Somebody else saves while the form is open."""
    colleague = User.objects.create_superuser("colleague")
    guide.fill("Summary:", "Keeps services available, quick and recoverable.")
    Role.objects.filter(pk=role.pk).update(
        summary="Keeps services up by treating operations as software.", seo_title="SRE: the job"
    )
    drafting.save_revision(role, by=colleague)
    guide.press("Save draft")
    guide.sees("colleague changed the same as you")
    guide.picture("two-editors")
    guide.press("Save draft")
    guide.sees("Visitors do not see it yet.")
    role.refresh_from_db()
    assert role.summary == "Keeps services available, quick and recoverable."
    assert role.seo_title == "SRE: the job"
