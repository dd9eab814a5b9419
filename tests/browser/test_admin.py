"""The admin in a browser, under the site's Content-Security-Policy."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from roles import drafting
from roles.models import Role
from roles.records import Faq, GlanceFact, QualificationGroup
from tests.factories import make_category, make_live_role, make_role

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = {
    "desk": "/admin/",
    "list": "/admin/roles/role/",
    "filtered list": "/admin/roles/role/?state=changed&unchecked=never",
    "new role": "/admin/roles/role/add/",
    "form": "/admin/roles/role/{role}/change/",
    "publish": "/admin/roles/role/{role}/publish",
    "publish many": "/admin/roles/role/publish?ids={role}",
    "undo": "/admin/roles/edition/{edition}/undo",
    "withdraw": "/admin/roles/role/{role}/withdraw",
    "check": "/admin/roles/role/{role}/check",
    "restore": "/admin/roles/edition/{edition}/restore",
    "preview": "/admin/roles/role/{role}/preview",
    "history": "/admin/roles/role/{role}/revisions",
    "compare": "/admin/roles/role/{role}/compare",
    "blame": "/admin/roles/role/{role}/blame",
    "restore to the draft": "/admin/roles/edition/{edition}/to-draft",
    "revision to the draft": "/admin/roles/revision/{revision}/restore",
    "categories": "/admin/roles/category/",
    "kinds": "/admin/roles/factkind/",
    "editions": "/admin/roles/edition/",
    "edition": "/admin/roles/edition/{edition}/change/",
    "log": "/admin/roles/logentry/",
    "tags": "/admin/taggit/tag/",
}


@pytest.fixture
def role() -> Role:
    role = make_live_role(
        "Analyst",
        glance=(GlanceFact("Typical education", "A degree"),),
        duties=("A duty",),
        qualifications=(QualificationGroup("Education", "Prose.", ("An item",)),),
        overview="Text.",
        faqs=(Faq("Why?", "Because."),),
        tags=("sql",),
    )
    drafting.write_related(role, [make_role("Friend").pk])
    drafting.save_revision(role, by=None)
    return role


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser says of the Content-Security-Policy."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    return said


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_the_policy_fits_a_phone_and_is_accessible(
    name: str,
    editor_page: Page,
    live_server: Any,
    role: Role,
    faults_of: Any,
    complaints: list[str],
) -> None:
    edition = role.editions.get()
    address = PAGES[name].format(role=role.pk, edition=edition.pk, revision=edition.revision_id)
    editor_page.set_viewport_size({"width": 390, "height": 800})
    editor_page.goto(f"{live_server.url}{address}")
    assert editor_page.evaluate("document.documentElement.scrollWidth") == 390
    editor_page.set_viewport_size({"width": 1280, "height": 900})
    assert [text for text in complaints if "Security Policy" in text] == []
    assert faults_of(editor_page) == []


def test_a_form_with_errors_is_accessible(
    editor_page: Page, live_server: Any, role: Role, faults_of: Any
) -> None:
    editor_page.goto(f"{live_server.url}/admin/roles/role/{role.pk}/change/")
    editor_page.get_by_label("Title:", exact=True).fill("")
    editor_page.get_by_label("Text, row 1").fill("")
    editor_page.get_by_role("button", name="Save draft", exact=True).click()
    # Beside the form, the preview says so too, once it is there.
    told = editor_page.locator(".errorlist")
    expect(told.get_by_text("This field is required.")).to_be_visible()
    expect(told.get_by_text("Write the fact, or tick “Delete?”")).to_be_visible()
    assert faults_of(editor_page) == []


def test_a_role_is_written_saved_and_published(
    editor_page: Page, live_server: Any, complaints: list[str]
) -> None:
    make_category("Engineering")
    make_role("Friend")
    editor_page.goto(f"{live_server.url}/admin/roles/role/add/")
    editor_page.get_by_label("Title:", exact=True).fill("Analyst")
    editor_page.get_by_label("Category:", exact=True).select_option(label="Engineering")
    editor_page.get_by_label("Summary:", exact=True).fill("What an analyst does.")
    editor_page.get_by_label("Text, row 1").fill("A degree")
    editor_page.get_by_label("Duties:", exact=True).fill("• First duty\n• Second duty")
    editor_page.get_by_label("Question, row 1").fill("Why?")
    editor_page.get_by_label("Answer, row 1").fill("Because.")
    editor_page.get_by_text("Add another FAQ").click()
    editor_page.locator("#id_faqs-1-question").fill("How?")
    editor_page.locator("#id_faqs-1-answer").fill("Like this.")
    editor_page.get_by_text("Add another Related role").click()
    editor_page.locator("#related_roles-0 .select2-selection").click()
    editor_page.get_by_role("option", name="Friend").click()
    editor_page.get_by_role("button", name="Save draft and keep editing").click()
    expect(editor_page.get_by_text("Visitors do not see it yet.")).to_be_visible()
    editor_page.get_by_role("link", name="Publish…").click()
    editor_page.get_by_role("button", name="Publish").click()
    expect(editor_page.get_by_text("Edition 1 of “Analyst” is live")).to_be_visible()
    role = Role.objects.get(title="Analyst")
    assert role.record().faqs == (Faq("Why?", "Because."), Faq("How?", "Like this."))
    assert [row.target.title for row in role.related_roles.all()] == ["Friend"]
    editor_page.get_by_role("link", name="Live page").click()
    expect(editor_page.get_by_role("heading", name="Analyst", level=1)).to_be_visible()
    assert [text for text in complaints if "Security Policy" in text] == []


def test_the_desk_leads_to_the_form_of_a_role_by_keyboard(
    editor_page: Page, live_server: Any, role: Role
) -> None:
    Role.objects.filter(pk=role.pk).update(summary="New.")
    drafting.save_revision(role, by=None)
    editor_page.goto(f"{live_server.url}/admin/")
    search = editor_page.get_by_role("searchbox", name="Find a role")
    _tab_to(editor_page, search)
    editor_page.keyboard.type("analyst")
    editor_page.keyboard.press("Enter")
    expect(editor_page.get_by_label("Title:", exact=True)).to_have_value("Analyst")
    editor_page.go_back()
    block = editor_page.get_by_role("region", name="Unpublished changes")
    _tab_to(editor_page, block.get_by_role("link", name="See all 1 in the list"))
    editor_page.keyboard.press("Enter")
    in_list = editor_page.locator("#result_list").get_by_role("link", name="Analyst")
    _tab_to(editor_page, in_list)
    editor_page.go_back()
    _tab_to(editor_page, block.get_by_role("link", name="Analyst"))
    editor_page.keyboard.press("Enter")
    expect(editor_page.get_by_label("Summary:", exact=True)).to_have_value("New.")


def _tab_to(page: Page, target: Locator) -> None:
    """Presses Tab until the target has the focus, and can be seen having it."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            expect(target).to_be_in_viewport()
            return
    raise AssertionError(f"Tab does not lead to {target}")
