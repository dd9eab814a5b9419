"""By keyboard alone: suggestions while typing, and the ways through the site."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from roles import reading, search
from tests.browser.conftest import LONG, ROLE
from tests.factories import make_category, make_live_role
from tests.following.stepping import step

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
# What is suggested for "te", in its order.
TE = [
    "Teacher Teaching",
    "Tester Engineering",
    "Tea Taster Teaching",
    f"{LONG} Engineering",
]
# Where in the document everything stands that is not part of the list.
PLACES = """() => [...document.querySelectorAll("body :not(.suggestions, .suggestions *)")]
    .map(element => element.getBoundingClientRect())
    .filter(({width}) => width)
    .map(({x, y, width, height}) => [x, y + scrollY, width, height])"""


@pytest.fixture
def home(site: list[str], live_server: Any, page: Page) -> Page:
    """The first page, with the cursor in its search form and roles that begin with "te"."""
    category = make_category("Teaching")
    make_live_role("Teacher", category)
    make_live_role("Tea Taster", category)
    step(search.SearchIndex())
    page.goto(live_server.url)
    tab_to(page, combobox(page))
    return page


def combobox(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search job roles")


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Roles").get_by_role("option")


def tab_to(page: Page, target: Locator, *, most: int = 60) -> None:
    """Presses Tab until the target has the focus."""
    for _ in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never came to {target}")


def path_of(page: Page, live_server: Any) -> str:
    return page.url.removeprefix(live_server.url)


def test_the_first_letters_an_arrow_and_enter_lead_to_the_role(
    home: Page, live_server: Any
) -> None:
    field = combobox(home)
    home.keyboard.type("te")
    expect(options(home)).to_have_text(TE)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(home.get_by_role("status")).to_have_text("4 suggestions")
    expect(home.get_by_role("option", selected=True)).to_have_count(0)
    home.keyboard.press("ArrowDown")
    home.keyboard.press("ArrowDown")
    chosen = home.get_by_role("option", selected=True)
    expect(chosen).to_have_text("Tester Engineering")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    expect(field).to_be_focused()
    expect(field).to_have_value("te")
    home.keyboard.press("Enter")
    home.wait_for_url(f"**{ROLE}")
    home.go_back()
    assert path_of(home, live_server) == "/"


def test_enter_without_a_choice_leads_to_the_results(home: Page, live_server: Any) -> None:
    home.keyboard.type("te")
    expect(options(home)).to_have_text(TE)
    home.keyboard.press("Enter")
    home.wait_for_url("**/search?q=te")
    assert home.get_by_role("heading", level=3).count() > 0


def test_the_arrows_go_round_and_a_letter_leaves_the_list(home: Page) -> None:
    home.keyboard.type("te")
    expect(options(home)).to_have_text(TE)
    chosen = home.get_by_role("option", selected=True)
    for key, index in (("ArrowUp", 3), ("ArrowDown", 0), ("ArrowUp", 3), ("ArrowUp", 2)):
        home.keyboard.press(key)
        expect(chosen).to_have_text(TE[index])
    for key, place in (("Home", 0), ("End", 2), ("ArrowLeft", 1)):
        home.keyboard.press("ArrowDown")
        home.keyboard.press(key)
        expect(chosen).to_have_count(0)
        expect(combobox(home)).not_to_have_attribute("aria-activedescendant", re.compile(""))
        assert combobox(home).evaluate("input => input.selectionStart") == place
        expect(options(home)).to_have_text(TE)


def test_escape_closes_the_list_and_then_empties_the_field(home: Page) -> None:
    home.keyboard.type("te")
    expect(options(home)).to_have_text(TE)
    home.keyboard.press("ArrowDown")
    home.keyboard.press("Escape")
    expect(options(home)).to_have_count(0)
    expect(combobox(home)).to_have_attribute("aria-expanded", "false")
    expect(combobox(home)).to_have_value("te")
    home.keyboard.press("Escape")
    expect(combobox(home)).to_have_value("")
    expect(combobox(home)).to_be_focused()


def test_a_closed_list_is_opened_by_the_arrows(home: Page) -> None:
    home.keyboard.type("te")
    expect(options(home)).to_have_text(TE)
    chosen = home.get_by_role("option", selected=True)
    for key, number in (("ArrowDown", 1), ("ArrowUp", 1), ("Alt+ArrowDown", 0)):
        home.keyboard.press("Escape")
        expect(options(home)).to_have_count(0)
        home.keyboard.press(key)
        expect(options(home)).to_have_text(TE)
        expect(chosen).to_have_count(number)


def test_tab_leaves_for_the_button_and_closes_the_list(home: Page) -> None:
    home.keyboard.type("te")
    expect(options(home)).to_have_text(TE)
    home.keyboard.press("ArrowDown")
    home.keyboard.press("Tab")
    expect(home.get_by_role("button", name="Search")).to_be_focused()
    expect(options(home)).to_have_count(0)
    expect(combobox(home)).to_have_value("te")


def test_nothing_to_suggest_is_said_and_no_list_is_shown(home: Page) -> None:
    home.keyboard.type("xyzzy")
    expect(home.get_by_role("status")).to_have_text("No suggestions")
    expect(options(home)).to_have_count(0)
    expect(combobox(home)).to_have_attribute("aria-expanded", "false")
    home.keyboard.press("ArrowDown")
    home.keyboard.press("Enter")
    home.wait_for_url("**/search?q=xyzzy")


@pytest.mark.parametrize("failure", ["offline", "error", "no-json"])
def test_without_an_answer_the_form_still_works(home: Page, failure: str) -> None:
    def fail(route: Route) -> None:
        if failure == "offline":
            route.abort()
        else:
            route.fulfill(status=500 if failure == "error" else 200, body="<p>Sorry</p>")

    home.keyboard.type("te")
    expect(options(home)).to_have_text(TE)
    home.route("**/suggest?*", fail)
    home.keyboard.type("a")
    expect(options(home)).to_have_count(0)
    expect(home.get_by_role("status")).to_have_text("")
    home.keyboard.press("Enter")
    home.wait_for_url("**/search?q=tea")


def test_a_late_answer_is_not_shown(home: Page) -> None:
    held: list[Route] = []
    home.route("**/suggest?q=te", lambda route: held.append(route))  # noqa: PLW0108
    with home.expect_request("**/suggest?q=te"):
        home.keyboard.type("te")
    home.keyboard.type("ster")
    expect(options(home)).to_have_text(["Tester Engineering"])
    held[0].fulfill(json=["te", ["Late"], ["Late"], ["http://localhost/late"]])
    home.wait_for_timeout(200)
    expect(options(home)).to_have_text(["Tester Engineering"])


def test_an_arrow_never_chooses_from_a_list_of_other_words(home: Page) -> None:
    home.keyboard.type("te")
    expect(options(home)).to_have_text(TE)
    home.route("**/suggest?q=tea*", lambda route: None)
    with home.expect_request("**/suggest?q=tea"):
        home.keyboard.type("a")
        home.keyboard.press("ArrowDown")
    home.keyboard.type("s")
    home.wait_for_timeout(200)
    expect(home.get_by_role("option", selected=True)).to_have_count(0)


def test_keys_belong_to_the_input_method_while_it_composes(home: Page) -> None:
    home.keyboard.type("te")
    expect(options(home)).to_have_text(TE)
    for key in ("ArrowDown", "Enter", "Escape"):
        combobox(home).dispatch_event("keydown", {"key": key, "isComposing": True})
    expect(options(home)).to_have_text(TE)
    expect(home.get_by_role("option", selected=True)).to_have_count(0)


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_a_pointer_chooses_too(home: Page, live_server: Any, browser: Any, touch: bool) -> None:
    page = browser.new_page(has_touch=touch)
    page.goto(live_server.url)
    field = combobox(page)
    field.tap() if touch else field.click()
    page.keyboard.type("tea")
    option = options(page).filter(has_text="Teacher")
    option.tap() if touch else option.click()
    page.wait_for_url("**/jobs/teaching/teacher")
    page.close()


def test_the_list_moves_nothing_and_stays_on_the_screen(home: Page) -> None:
    for viewport in (DESKTOP, {"width": 320, "height": 568}):
        home.set_viewport_size(viewport)  # type: ignore[arg-type]
        before = home.evaluate(PLACES)
        home.keyboard.type("te")
        expect(options(home)).to_have_text(TE)
        assert home.evaluate(PLACES) == before
        box = home.get_by_role("listbox").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= viewport["width"]
        assert box["y"] + box["height"] <= viewport["height"]
        home.keyboard.press("Escape")
        home.keyboard.press("Escape")


def test_on_a_short_screen_the_form_moves_up_so_that_roles_are_seen(home: Page) -> None:
    """A phone in landscape, or a screen read at 400 %: WCAG 1.4.10."""
    home.set_viewport_size({"width": 320, "height": 360})
    home.keyboard.type("te")
    expect(options(home)).to_have_text(TE)
    box = home.get_by_role("listbox").bounding_box()
    assert box is not None
    assert box["height"] >= 200
    assert box["y"] + box["height"] <= 360
    expect(combobox(home)).to_be_in_viewport(ratio=1)
    for _ in TE:
        home.keyboard.press("ArrowDown")
        expect(home.get_by_role("option", selected=True)).to_be_in_viewport(ratio=1)


def test_nothing_scrolls_where_all_roles_are_seen(home: Page) -> None:
    home.set_viewport_size({"width": 1280, "height": 600})
    home.keyboard.type("tea taster")
    expect(options(home)).to_have_count(1)
    assert home.evaluate("scrollY") == 0


def test_the_module_leaves_the_form_in_its_place(
    site: list[str], live_server: Any, page: Page
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    boxes = []
    for module in (False, True):
        if not module:
            page.route("**/suggestions.js", lambda route: route.abort())
        page.goto(live_server.url)
        boxes.append(page.locator("input[name=q]").bounding_box())
        expect(combobox(page)).to_have_count(int(module))
        page.unroute_all()
    assert boxes[0] == boxes[1]


def test_two_forms_on_a_page_share_no_id(home: Page, live_server: Any) -> None:
    def twice(route: Route) -> None:
        answer = route.fetch()
        form = re.search(r"<search>.*?</search>", answer.text(), re.DOTALL)
        assert form
        route.fulfill(response=answer, body=answer.text().replace("</main>", f"{form[0]}</main>"))

    home.route(live_server.url + "/", twice)
    home.goto(live_server.url)
    for form in (0, 1):
        tab_to(home, combobox(home).nth(form))
        home.keyboard.type("te")
        expect(options(home)).to_have_text(TE)
        ids = home.evaluate("[...document.querySelectorAll('[id]')].map(({id}) => id)")
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_no_fault_in_an_open_list(
    home: Page, live_server: Any, faults_of: Any, viewport: Any, scheme: Any
) -> None:
    home.set_viewport_size(viewport)
    home.emulate_media(color_scheme=scheme)
    for address in ("/", "/jobs"):
        home.goto(live_server.url + address)
        tab_to(home, combobox(home))
        home.keyboard.type("te")
        expect(options(home)).to_have_text(TE)
        home.keyboard.press("ArrowDown")
        assert faults_of(home) == []


def test_the_chosen_option_is_seen_in_the_readers_own_colours(home: Page) -> None:
    home.emulate_media(forced_colors="active")
    home.keyboard.type("te")
    expect(options(home)).to_have_text(TE)
    home.keyboard.press("ArrowDown")
    chosen = home.get_by_role("option", selected=True)
    assert chosen.evaluate("option => getComputedStyle(option).outlineStyle") == "solid"


def test_the_html_with_an_open_list_is_valid(
    home: Page, html_checker: Path, tmp_path: Path
) -> None:
    home.keyboard.type("te")
    expect(options(home)).to_have_text(TE)
    # With an option chosen the checker asks for ARIA 1.0's aria-owns; ARIA 1.2 has aria-controls.
    file = tmp_path / "open.html"
    file.write_text(home.content())
    command = ["java", "-jar", html_checker, "--stdout", file]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.stdout == ""


def test_enter_leads_to_the_next_page_and_the_back_button_back(
    transactional_db: None, live_server: Any, page: Page
) -> None:
    category = make_category("Teaching")
    for number in range(reading.LIST_SIZE + 1):
        make_live_role(f"Teacher {number:03}", category)
    page.goto(f"{live_server.url}/jobs")
    first = page.locator(".entries a").first
    expect(first).to_have_text("Teacher 000")
    tab_to(page, page.get_by_role("link", name="Next page"), most=200)
    page.keyboard.press("Enter")
    expect(first).to_have_text("Teacher 100")
    page.go_back()
    expect(first).to_have_text("Teacher 000")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_list_is_filtered_and_a_filter_removed(
    home: Page, live_server: Any, viewport: Any
) -> None:
    home.set_viewport_size(viewport)
    home.goto(f"{live_server.url}/jobs/engineering")
    roles = home.locator(".entries a")
    expect(roles).to_have_text([LONG, "Tester"])
    summary = home.locator("summary", has_text="Filters")
    if summary.is_visible():  # beside a wide list the filters stand open
        tab_to(home, summary)
        home.keyboard.press("Enter")
    tab_to(home, home.get_by_label("Tag"))
    home.keyboard.type("sql")
    tab_to(home, home.get_by_role("button", name="Apply"))
    home.keyboard.press("Enter")
    home.wait_for_url("**/jobs/engineering?tag=sql")
    expect(roles).to_have_text(["Tester"])
    tab_to(home, home.get_by_role("link", name="Remove filter: Tag: sql"))
    home.keyboard.press("Enter")
    home.wait_for_url("**/jobs/engineering")
    expect(roles).to_have_text([LONG, "Tester"])


def test_the_skip_link_leads_past_the_header(home: Page, live_server: Any) -> None:
    home.goto(live_server.url + ROLE)
    home.keyboard.press("Tab")
    expect(home.get_by_role("link", name="Skip to content")).to_be_focused()
    home.keyboard.press("Enter")
    home.keyboard.press("Tab")
    expect(home.get_by_role("main").get_by_role("link").first).to_be_focused()
