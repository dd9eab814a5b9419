"""Markdown at the page's own address, for those who ask for it by name (RFC 9110, 12.5.1)."""

from __future__ import annotations

import pytest
from django.test import Client

from roles.views.negotiation import prefers_markdown
from tests.factories import make_live_role

ADDRESS = "/jobs/engineering/tester"
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "markdown"),
    [
        ("text/markdown", True),
        ("TEXT/Markdown", True),
        ("text/markdown, text/html", True),
        ("text/markdown;q=0.5, text/html;q=0.5", True),
        ("text/markdown; charset=utf-8; q=0.9, text/html; q=0.8", True),
        ("text/markdown;q=0.1, */*", True),
        ("text/plain, text/markdown", True),
        ("text/html;q=0, text/markdown;q=0.001", True),
        ("text/markdown;q=0.4, text/html;q=0.5", False),
        ("text/markdown;q=0.4, text/*;q=0.5", False),
        (f"{CHROME}, text/markdown;q=0.9", False),
        ("text/markdown;q=0", False),
        ("text/markdown;q=much", False),
        ("text/markdown;q=nan", False),
        (CHROME, False),
        ("text/*", False),
        ("*/*", False),
        ("", False),
        ("text/markdownish", False),
        (";;,=,q=", False),
        (",".join(["text/x"] * 5_000), False),
    ],
)
def test_markdown_is_sent_to_those_who_want_it_no_less_than_html(
    accept: str, *, markdown: bool
) -> None:
    assert prefers_markdown(accept) is markdown


@pytest.mark.django_db
def test_the_page_is_the_markdown_form_for_those_who_prefer_it(client: Client) -> None:
    make_live_role()
    page = client.get(ADDRESS, headers={"accept": "text/markdown"})
    form = client.get(f"{ADDRESS}.md")
    assert page.content == form.content
    assert page.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert page.headers["Content-Location"] == f"{ADDRESS}.md"
    assert page.headers["Link"] == f'<{ADDRESS}>; rel="canonical"'
    assert "Content-Location" not in form.headers
    assert "Vary" not in form.headers
    head = client.head(ADDRESS, headers={"accept": "text/markdown"})
    assert (head.headers["Content-Type"], head.content) == (page.headers["Content-Type"], b"")


@pytest.mark.django_db
@pytest.mark.parametrize("accept", ["text/markdown", CHROME])
def test_both_answers_say_what_they_vary_by_also_when_not_modified(
    client: Client, accept: str
) -> None:
    make_live_role()
    page = client.get(ADDRESS, headers={"accept": accept})
    tag = page.headers["ETag"]
    again = client.get(ADDRESS, headers={"accept": accept, "if-none-match": tag})
    assert (page.headers["Vary"], again.headers["Vary"]) == ("Accept", "Accept")
    assert (page.status_code, again.status_code, again.content) == (200, 304, b"")
    other = CHROME if accept == "text/markdown" else "text/markdown"
    crossed = client.get(ADDRESS, headers={"accept": other, "if-none-match": tag})
    assert crossed.status_code == 200


@pytest.mark.django_db
def test_only_the_role_page_is_negotiated(client: Client) -> None:
    make_live_role()
    for address in ("/", "/jobs", "/jobs/engineering", f"{ADDRESS}.txt", f"{ADDRESS}.json"):
        response = client.get(address, headers={"accept": "text/markdown"})
        assert "markdown" not in response.headers["Content-Type"]
        assert "Vary" not in response.headers
