"""The history of a role in a browser: by keyboard, in light and dark, on a phone."""

import re
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from roles import drafting
from roles.models import Role
from roles.records import Faq, GlanceFact, QualificationGroup
from tests.factories import make_live_role

pytestmark = pytest.mark.django_db(transaction=True)

LONG = " ".join(f"word{number}" for number in range(150))


@pytest.fixture
def role() -> Role:
    """Live, and changed since in every way that a difference can show."""
    role = make_live_role(
        "Analyst",
        glance=(GlanceFact("Typical education", "A degree"), GlanceFact("Pay", "Varies")),
        duties=(*(f"Duty number {number}" for number in range(9)), "Write weekly reports"),
        overview=f"First.\n\n{LONG} old {LONG}",
        qualifications=(QualificationGroup("Skills", "These:", ("SQL", "R")),),
        faqs=(Faq("Why?", "Because."), Faq("How?", "So.")),
        tags=("sql",),
    )
    draft = replace(
        role.record(),
        title="Data Analyst",
        glance=(GlanceFact("Pay", "From 52,000"), GlanceFact("Typical education", "A degree")),
        duties=(*(f"Duty number {number}" for number in range(9)), "Write weekly letters", "New"),
        overview=f"First. {LONG} new {LONG}",
        qualifications=(QualificationGroup("Skills", "These:", ("R", "Python")),),
        faqs=(Faq("How?", "So."), Faq("Why?", "Because of that.")),
        tags=(),
    )
    drafting.save_revision(drafting.write_record(role, draft), by=None, note="A long day’s work")
    return role


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["compare", "revisions", "blame"])
def test_a_page_is_accessible_in_light_and_dark_and_fits_a_phone(
    name: str, scheme: Any, editor_page: Page, live_server: Any, role: Role, faults_of: Any
) -> None:
    said: list[str] = []
    editor_page.on("console", lambda message: said.append(message.text))
    editor_page.emulate_media(color_scheme=scheme)
    for width in (1280, 390):
        editor_page.set_viewport_size({"width": width, "height": 800})
        editor_page.goto(f"{live_server.url}/admin/roles/role/{role.pk}/{name}")
        for summary in editor_page.locator(".difference summary").all():
            summary.click()
        assert editor_page.evaluate("document.documentElement.scrollWidth") == width
        assert faults_of(editor_page) == []
    assert [text for text in said if "Security Policy" in text] == []


def test_two_revisions_are_compared_and_one_is_restored(
    editor_page: Page, live_server: Any, role: Role
) -> None:
    editor_page.goto(f"{live_server.url}/admin/roles/role/{role.pk}/change/")
    editor_page.get_by_role("link", name="History").click()
    editor_page.get_by_label("From Revision 1").check()
    editor_page.get_by_label("To Revision 2").check()
    editor_page.get_by_role("button", name="Compare the two chosen").click()
    expect(editor_page.get_by_role("heading", name="Duties and responsibilities")).to_be_visible()
    expect(editor_page.locator("ins", has_text="letters")).to_be_visible()
    expect(editor_page.get_by_text("9 unchanged rows")).to_be_visible()
    editor_page.get_by_role("link", name=re.compile("Restore.*Revision 1")).click()
    editor_page.get_by_role("button", name="Restore to the draft").click()
    expect(editor_page.get_by_text("The draft says again what revision 1 said")).to_be_visible()
    assert Role.objects.get(pk=role.pk).title == "Analyst"
