"""The copy buttons of the page about the API, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tests.browser.conftest import ROLE

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "Copy: The curl example"


@pytest.fixture
def api_page(site: list[str], live_server: Any, page: Any) -> Any:
    page.goto(f"{live_server.url}/api")
    return page


def test_a_sample_is_copied_by_keyboard_and_said_to_be(api_page: Any) -> None:
    api_page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = api_page.get_by_role("button", name=NAME)
    button.focus()
    api_page.keyboard.press("Enter")
    api_page.get_by_role("status").get_by_text("The curl example copied.").wait_for()
    copied = api_page.evaluate("navigator.clipboard.readText()")
    assert copied == api_page.locator("figure code").first.text_content()
    assert copied.startswith('curl "http://')
    assert api_page.locator(":focus").inner_text() == "Copied"
    api_page.keyboard.press("Tab")
    assert button.inner_text() == "Copy"


@pytest.mark.parametrize(
    "broken",
    [
        "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('denied')); }",
        "() => { Object.defineProperty(navigator, 'clipboard', {value: undefined}); }",
    ],
)
def test_what_could_not_be_copied_is_selected_and_never_said_to_be_copied(
    api_page: Any, broken: str
) -> None:
    api_page.evaluate(broken)
    api_page.get_by_role("button", name=NAME).click()
    api_page.get_by_role("status").get_by_text("could not be copied").wait_for()
    selected = api_page.evaluate("String(getSelection())")
    assert selected.strip() == api_page.locator("figure code").first.text_content()
    assert api_page.get_by_text("Copied", exact=True).count() == 0


def test_without_script_there_are_samples_and_no_buttons(
    site: list[str], live_server: Any, browser: Any
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/api")
    assert page.locator("figure code").count() == 4
    assert page.locator("main button").count() == 0
    context.close()


class EmptyPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def other_site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), EmptyPage) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_page_of_another_site_reads_the_api(
    site: list[str], live_server: Any, page: Any, other_site: str
) -> None:
    """Across origins, with a header that makes the browser ask first."""
    page.goto(other_site)
    read = page.evaluate(
        """async address => {
            const first = await fetch(address);
            const headers = {"If-None-Match": first.headers.get("ETag")};
            const again = await fetch(address, {headers, cache: "no-store"});
            return [location.origin, (await first.json()).role.title, again.status];
        }""",
        f"{live_server.url}/api/v1/roles{ROLE.removeprefix('/jobs')}",
    )
    assert read == [other_site, "Tester", 304]
