"""What a page's head says of it: one description, Open Graph, its one address."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from tests.factories import make_live_role

pytestmark = pytest.mark.django_db

ROLE = "/jobs/engineering/tester"
PAGES = ["/", "/jobs", "/jobs/engineering", "/tags/patience", "/search", "/api", ROLE]
HOSTILE = 'Says "hello" & <b>goodbye</b>'


class _Head(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.metas: list[tuple[str, str]] = []
        self.links: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "meta" and values.get("content"):
            name = values.get("property") or values.get("name") or ""
            self.metas.append((name, values["content"] or ""))
        if tag == "link":
            self.links.append(values)


def head(client: Client, address: str) -> _Head:
    reader = _Head()
    reader.feed(client.get(address).content.decode())
    return reader


@pytest.mark.parametrize("address", PAGES)
def test_every_page_shares_its_title_and_its_one_description(
    client: Client, settings: Any, address: str
) -> None:
    settings.SITE_URL = "https://jobs.example"
    make_live_role(HOSTILE, slug="tester", summary=HOSTILE, tags=("patience",))
    page = client.get(address).content.decode()
    metas = head(client, address).metas
    said = dict(metas)
    assert len(said) == len(metas)
    (title,) = re.findall(r"<title>(.*) – JobDesc</title>", page)
    assert said["og:title"] == unescape(title)
    assert said["og:description"] == said["description"]
    assert said["og:type"] == ("article" if address == ROLE else "website")
    assert said["og:url"] == f"https://jobs.example{address}"
    assert (said["og:site_name"], said["og:locale"]) == ("JobDesc", "en_GB")
    assert said["twitter:card"] == "summary"
    if address == ROLE:
        assert (said["og:title"], said["description"]) == (HOSTILE, HOSTILE)


@pytest.mark.parametrize("address", [*PAGES, "/search", "/nowhere"])
def test_without_the_sites_address_no_address_is_shared(client: Client, address: str) -> None:
    make_live_role("Tester", tags=("patience",))
    assert "og:url" not in dict(head(client, address).metas)


def test_a_long_summary_is_cut_for_the_description(client: Client) -> None:
    make_live_role("Tester", summary="word " * 100)
    said = dict(head(client, ROLE).metas)
    assert len(said["description"]) == 200
    assert said["description"].endswith("…")


def test_a_role_page_points_to_its_other_forms_and_to_what_describes_the_site(
    client: Client,
) -> None:
    make_live_role("Tester")
    links = head(client, ROLE).links
    assert [(link["type"], link["href"]) for link in links if link["rel"] == "alternate"] == [
        ("text/plain", f"{ROLE}.txt"),
        ("text/markdown", f"{ROLE}.md"),
        ("application/json", f"{ROLE}.json"),
    ]
    assert [link["href"] for link in links if link["rel"] == "describedby"] == ["/llms.txt"]
    assert [link["href"] for link in links if link["rel"] == "canonical"] == [ROLE]
