"""The public pages in a real browser: accessible, valid, and right on small, wide and paper."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.template import loader
from django.test import Client

from tests.browser.conftest import ROLE

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
FAULTS = ("400.html", "403.html", "403_csrf.html", "500.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_no_fault(
    site: list[str], live_server: Any, page: Any, faults_of: Any, viewport: Any, scheme: str
) -> None:
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=scheme)
    found = {}
    for address in site:
        page.goto(live_server.url + address)
        found[address] = faults_of(page)
    assert found == {address: [] for address in site}


def test_nothing_is_wider_than_a_narrow_phone(site: list[str], live_server: Any, page: Any) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    wider = []
    for address in site:
        page.goto(live_server.url + address)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wider.append(address)
    assert wider == []


def test_pages_break_no_rule_of_their_own_policy(
    site: list[str], live_server: Any, page: Any
) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.removeprefix(live_server.url)))
    for address in site[:-4]:
        page.goto(live_server.url + address)
    assert errors == []
    assert asked - set(site) == {
        *("/static/site.css", "/static/favicon.svg", "/static/suggestions.js", "/static/copy.js"),
        "/speculation-rules.json",
    }
    assert page.context.cookies() == []


def test_a_browser_fetches_ahead_what_is_read_and_nothing_that_is_made_for_a_click(
    site: list[str], live_server: Any, page: Any
) -> None:
    told = page.context.new_cdp_session(page)
    fetchable: set[str] = set()

    def note(event: dict[str, Any]) -> None:
        urls = (source["key"]["url"] for source in event["preloadingAttemptSources"])
        fetchable.update(url.removeprefix(live_server.url) for url in urls)

    told.on("Preload.preloadingAttemptSourcesUpdated", note)
    told.send("Preload.enable")
    for_a_click: set[str] = set()
    for address in ("/", "/jobs", "/jobs/engineering", ROLE, "/jobs?letter=T"):
        fetchable.clear()
        page.goto(live_server.url + address)
        for _ in range(100):  # the rules are fetched after the page
            if fetchable:
                break
            page.wait_for_timeout(100)
        links = page.evaluate("[...document.links].map(link => link.getAttribute('href'))")
        for_a_click |= {each for each in links if each.startswith("/") and {"?", "."} & set(each)}
        assert {"/", "/jobs"} <= fetchable
        assert for_a_click & fetchable == set()
    assert {f"{ROLE}.md", "/jobs?letter=C"} <= for_a_click


def test_targets_are_large_enough_to_touch(site: list[str], live_server: Any, page: Any) -> None:
    """WCAG 2.5.8: 24 by 24 CSS pixels, but for links in a sentence."""
    page.set_viewport_size(PHONE)
    small = []
    for address in site:
        page.goto(live_server.url + address)
        small += page.evaluate(
            """() => [...document.querySelectorAll("a, button, input:not([type=hidden])")]
                .filter(e => !e.closest("p, dd, .prose") && !e.matches(".skip"))
                .map(e => [e.textContent, e.getBoundingClientRect()])
                .filter(([, box]) => box.height < 24 || box.width < 24)
                .map(([text]) => text.trim())"""
        )
    assert small == []


def test_the_keyboard_skips_to_the_content(site: list[str], live_server: Any, page: Any) -> None:
    page.goto(live_server.url + ROLE)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Skip to content"
    assert focused.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_paper_holds_the_text_its_date_and_address_alone(
    site: list[str], live_server: Any, page: Any
) -> None:
    page.goto(live_server.url + ROLE)
    page.emulate_media(media="print", color_scheme="dark")
    shown = page.locator("body").inner_text()
    assert [
        word for word in ("Search", "Jobs A to Z", "On this page", "Markdown") if word in shown
    ] == []
    assert [
        word for word in ("Last updated", "Tester", "Dear [Company],", ROLE) if word not in shown
    ] == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_contents_stay_in_sight_beside_the_text(
    site: list[str], live_server: Any, page: Any
) -> None:
    page.set_viewport_size(DESKTOP)
    page.goto(live_server.url + ROLE)
    page.get_by_role("link", name="Frequently asked questions").click()
    page.wait_for_url("**#faqs")
    glance, faqs = page.locator("#glance").bounding_box(), page.locator("#faqs").bounding_box()
    assert glance["x"] >= faqs["x"] + faqs["width"]
    contents = page.locator(".contents").bounding_box()
    assert 0 <= contents["y"] < DESKTOP["height"]
    assert contents["x"] + contents["width"] <= faqs["x"]


def test_the_html_is_valid(
    site: list[str], client: Client, html_checker: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number, address in enumerate(site):
        (folder / f"{number}.html").write_bytes(client.get(address).content)
    for name in FAULTS:
        (folder / name).write_text(loader.render_to_string(name))
    files = [*folder.iterdir(), Path(__file__).parents[2] / "static" / "site.css"]
    command = ["java", "-jar", html_checker, "--also-check-css", "--stdout", *files]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.stdout == ""
    assert checked.returncode == 0
