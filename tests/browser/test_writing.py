"""The form of a role as a place to write in: keys, pasting, the page beside it."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from roles.models import Role
from roles.records import Faq, GlanceFact
from tests.factories import make_live_role

pytestmark = pytest.mark.django_db(transaction=True)

CORPUS = Path(__file__).parent.parent / "corpus" / "pasted"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 800}

PASTE = """
(field, [html, plain]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  clipboardData.setData("text/plain", plain);
  field.focus();
  return field.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}
"""


@pytest.fixture
def role() -> Role:
    return make_live_role(
        "Analyst",
        glance=(GlanceFact("Typical education", "A degree"),),
        duties=("A duty",),
        overview="\n\n".join(f"Paragraph {number}." for number in range(40)),
        faqs=(Faq("Why?", "Because."),),
    )


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser says of the page's scripts and of the Content-Security-Policy."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.fixture
def form(editor_page: Page, live_server: Any, role: Role) -> Page:
    """The form on a wide screen, once the page beside it is there."""
    editor_page.set_viewport_size(WIDE)
    editor_page.goto(f"{live_server.url}/admin/roles/role/{role.pk}/change/")
    expect(beside(editor_page).get_by_role("heading", name="Analyst", level=1)).to_be_visible()
    return editor_page


def beside(page: Page) -> Any:
    return page.frame_locator(".live-preview iframe")


def paste(page: Page, field: str, html: str, plain: str = "plain text") -> None:
    page.locator(field).evaluate(PASTE, [html, plain])


# --- Keys -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["Control+s", "Meta+s", "Control+S"])
def test_a_key_saves_the_draft_and_never_publishes(key: str, form: Page, role: Role) -> None:
    form.get_by_label("Overview:", exact=True).fill("Typed.")
    form.keyboard.press("End")
    form.keyboard.press(key)
    expect(form.locator(".autosave")).to_contain_text("Visitors do not see it yet.")
    assert Role.objects.get().overview == "Typed."
    assert role.editions.count() == 1
    # The editor goes on where the cursor was.
    expect(form.get_by_label("Overview:", exact=True)).to_be_focused()
    form.keyboard.type(" And on.")
    expect(form.get_by_label("Overview:", exact=True)).to_have_value("Typed. And on.")


def test_a_save_that_is_refused_shows_why(form: Page) -> None:
    form.get_by_label("Title:", exact=True).fill("")
    form.keyboard.press("Control+s")
    # Beside the form, the preview says so too, once it is there.
    expect(form.get_by_text("This field is required.", exact=True)).to_be_in_viewport()


@pytest.mark.parametrize("viewport", [WIDE, NARROW, {"width": 320, "height": 568}])
def test_the_bar_hides_no_field_that_has_the_focus(
    viewport: Any, editor_page: Page, live_server: Any, role: Role
) -> None:
    editor_page.set_viewport_size(viewport)
    editor_page.goto(f"{live_server.url}/admin/roles/role/{role.pk}/change/")
    assert editor_page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
    covered = """() => {
      const field = document.activeElement;
      if (!field.closest("fieldset")) return "";
      const {top, bottom} = field.getBoundingClientRect();
      const bar = document.querySelector(innerWidth < 768 ? ".submit-row .bar" : ".submit-row");
      const from = bar.getBoundingClientRect().top;
      return top >= from || bottom <= 0 ? field.id : "";
    }"""
    hidden = []
    editor_page.get_by_label("Title:", exact=True).focus()
    for _ in range(45):
        editor_page.keyboard.press("Tab")
        hidden.append(editor_page.evaluate(covered))
    assert set(hidden) == {""}


# --- The page beside the form ---------------------------------------------------------------------


def test_the_page_beside_the_form_follows_what_is_typed(
    form: Page, complaints: list[str], role: Role
) -> None:
    form.get_by_label("Summary:", exact=True).fill("Typed summary.")
    expect(beside(form).get_by_text("Typed summary.")).to_be_visible()
    form.get_by_label("Title:", exact=True).fill("")
    said = form.locator(".live-preview-status")
    expect(said).to_contain_text("Title: This field is required.")
    form.get_by_label("Title:", exact=True).fill("New Title")
    expect(beside(form).get_by_role("heading", name="New Title", level=1)).to_be_visible()
    expect(said).to_be_empty()
    role.refresh_from_db()
    assert (role.title, role.summary) == ("Analyst", "What a Analyst does.")
    assert complaints == []


def test_the_page_beside_the_form_stays_where_it_was_scrolled_to(form: Page) -> None:
    place = "frames[0].document.documentElement.scrollTop"
    form.evaluate("frames[0].scrollTo({top: 500, behavior: 'instant'})")
    form.get_by_label("Summary:", exact=True).fill("Typed summary.")
    expect(beside(form).get_by_text("Typed summary.")).to_have_count(1)
    assert form.evaluate(place) == 500
    beside(form).get_by_role("link", name="About this page").click()
    expect(beside(form).get_by_role("heading", name="About this page")).to_be_in_viewport()
    assert "/change/" in form.url
    assert form.evaluate(place) > 500


def test_only_the_last_of_many_changes_is_asked_for(form: Page) -> None:
    asked: list[str] = []
    form.on("request", lambda request: asked.append(request.url))
    form.get_by_label("Summary:", exact=True).press_sequentially(" word", delay=20)
    expect(beside(form).get_by_text("wordWhat a Analyst does.")).to_be_visible()
    assert len([url for url in asked if "preview-of-form" in url]) == 1


def test_the_page_beside_the_form_can_be_hidden_for_the_session(form: Page) -> None:
    form.get_by_role("button", name="Hide preview").click()
    expect(form.locator(".live-preview")).to_be_hidden()
    form.reload()
    expect(form.locator(".live-preview")).to_be_hidden()
    form.get_by_role("button", name="Show preview").click()
    expect(beside(form).get_by_role("heading", name="Analyst", level=1)).to_be_visible()
    form.reload()
    expect(form.locator(".live-preview")).to_be_visible()


def test_a_narrow_screen_asks_for_no_page(form: Page) -> None:
    form.set_viewport_size(NARROW)
    asked: list[str] = []
    form.on("request", lambda request: asked.append(request.url))
    form.get_by_label("Summary:", exact=True).fill("Typed summary.")
    form.wait_for_timeout(900)
    assert [url for url in asked if "preview-of-form" in url] == []
    expect(form.locator(".live-preview")).to_be_hidden()


def test_an_expired_session_is_told_beside_the_form(form: Page) -> None:
    form.context.clear_cookies()
    form.get_by_label("Summary:", exact=True).fill("Typed summary.")
    expect(form.locator(".live-preview-status")).to_contain_text("you are signed out")
    expect(form.get_by_label("Summary:", exact=True)).to_have_value("Typed summary.")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_button_shows_what_is_typed_in_a_page_of_its_own(
    scripts: bool, editor_page: Page, live_server: Any, role: Role
) -> None:
    context = editor_page.context.browser.new_context(java_script_enabled=scripts)  # type: ignore[union-attr]
    context.add_cookies(editor_page.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/roles/role/{role.pk}/change/")
    expect(page.locator(".live-preview")).to_be_visible(visible=scripts)
    page.locator("#id_summary").fill("Typed summary.")
    with context.expect_page() as opened:
        page.get_by_role("button", name="Preview without saving").click()
    expect(opened.value.get_by_text("Preview of what you typed, not saved.")).to_be_visible()
    expect(opened.value.get_by_text("Typed summary.")).to_be_visible()
    expect(page.locator("#id_summary")).to_have_value("Typed summary.")
    assert Role.objects.get().summary == "What a Analyst does."
    context.close()


# --- Lengths and the search result ----------------------------------------------------------------


def test_lengths_are_counted_while_typing(form: Page) -> None:
    help_text = form.locator("#id_seo_title_helptext")
    expect(help_text).to_contain_text("Search engines show about 50 characters.")
    form.locator("#id_seo_title").fill("é" * 49)
    expect(help_text).to_contain_text("49 so far.")
    form.locator("#id_seo_title").fill("é" * 53)
    expect(help_text).to_contain_text("53 so far, 3 more than are shown.")
    expect(help_text.get_by_role("status")).to_have_text("53 so far, 3 more than are shown.")


def test_the_search_result_follows_what_is_typed(form: Page) -> None:
    result = form.locator("[data-search-result]")
    expect(result).to_contain_text("/jobs/engineering/analyst")
    form.get_by_label("Title:", exact=True).fill("New Title")
    form.get_by_label("Address:", exact=True).fill("new-address")
    form.get_by_label("Summary:", exact=True).fill("x" * 300)
    expect(result.locator("[data-title]")).to_have_text("New Title")
    expect(result.locator("[data-description]")).to_have_text("x" * 199 + "…")
    expect(result.locator("[data-address]")).to_have_text("/jobs/engineering/new-address")
    form.locator("#id_seo_title").fill("For engines")
    form.locator("#id_seo_description").fill("Described.")
    expect(result.locator("[data-title]")).to_have_text("For engines")
    expect(result.locator("[data-description]")).to_have_text("Described.")


# --- Pasting --------------------------------------------------------------------------------------


def test_a_pasted_document_takes_the_form_of_the_section(form: Page, complaints: list[str]) -> None:
    overview = form.locator("#id_overview")
    overview.fill("Before  after.")
    overview.evaluate("field => field.setSelectionRange(7, 7)")
    paste(form, "#id_overview", "<p>some <b>bold</b> words <img src=x></p>", "some bold words")
    expect(overview).to_have_value("Before some **bold** words after.")
    expect(form.get_by_role("status").filter(has_text="left out: an image.")).to_be_visible()
    form.get_by_role("button", name="Use the plain text instead").click()
    expect(overview).to_have_value("Before some bold words after.")
    form.get_by_role("button", name="Use the cleaned text again").click()
    expect(overview).to_have_value("Before some **bold** words after.")
    expect(beside(form).locator("strong", has_text="bold")).to_be_visible()
    assert complaints == []


def test_the_browser_undoes_what_was_pasted(form: Page) -> None:
    duties = form.locator("#id_duties")
    paste(form, "#id_duties", (CORPUS / "google-docs.html").read_text())
    expect(duties).to_have_value("""What the job is
Harbour pilots bring ships in, whatever the weather. Tide tables
Board ships at sea
by ladder
Advise the master
Tides – 6 mA duty""")
    duties.press("Control+z")
    expect(duties).to_have_value("A duty")


def test_rows_added_by_script_take_pasted_documents_too(form: Page) -> None:
    form.get_by_text("Add another FAQ").click()
    paste(form, "#id_faqs-2-answer", "<ul><li>One<li>Two</ul>")
    expect(form.locator("#id_faqs-2-answer")).to_have_value("- One\n- Two")


def test_a_text_that_needed_nothing_is_pasted_without_a_word(form: Page) -> None:
    paste(form, "#id_cover_letter", "<span>Dear [Company],</span>", "Dear [Company], ")
    expect(form.locator("#id_cover_letter")).to_have_value("Dear [Company], ")
    assert form.locator(".pasted p").text_content() == ""


def test_without_an_answer_the_plain_text_is_pasted(form: Page) -> None:
    form.route("**/paste", lambda route: route.abort())
    paste(form, "#id_cover_letter", "<b>bold</b>", "plain\r\ntext")
    expect(form.locator("#id_cover_letter")).to_have_value("plain\ntext")
    expect(form.get_by_text("Pasted as plain text. The site did not answer.")).to_be_visible()
    paste(form, "#id_summary", f"<b>{'x' * 2**21}</b>", "plain")
    expect(form.get_by_text("Pasted as plain text. It is larger than 2 MB.")).to_be_visible()


def test_a_text_changed_since_is_not_exchanged(form: Page) -> None:
    paste(form, "#id_cover_letter", "<ul><li>One</ul>", "plain")
    expect(form.locator("#id_cover_letter")).to_have_value("- One")
    form.locator("#id_cover_letter").fill("Something else.")
    form.get_by_role("button", name="Use the plain text instead").click()
    expect(form.get_by_text("so nothing was exchanged")).to_be_visible()
    expect(form.locator("#id_cover_letter")).to_have_value("Something else.")


def test_the_form_with_all_it_shows_is_accessible(
    form: Page, faults_of: Any, complaints: list[str]
) -> None:
    paste(form, "#id_summary", "<p>a <b>b</b>", "a b")
    expect(form.get_by_role("button", name="Use the plain text instead")).to_be_visible()
    form.locator("#id_seo_title").fill("x" * 80)
    form.get_by_label("Title:", exact=True).fill("")
    expect(form.locator(".live-preview-status")).to_contain_text("This field is required.")
    assert complaints == []
    assert faults_of(form) == []
