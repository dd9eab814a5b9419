"""Everything that leads somewhere leads to something."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests.journeys.crawling import crawl

# Named as the beginning or the kind of other addresses; nothing links to them.
NO_PAGES = {"/api/v1", "/tags"}
# The API says what was withdrawn, so that copies can follow; its address says so too.
WITHDRAWN = {"/jobs/former-things/former": 410}

# Eight roles with three forms each, their lists, feeds, sections and API: far more than there are
# pages, and far less than a crawler finds that walks every combination of filters.
AT_MOST = 250


def test_every_link_leads_somewhere(site: None, client: Client) -> None:
    answers = crawl(client, at_most=AT_MOST)
    broken = {
        address: found.status_code
        for address, found in answers.items()
        if found.status_code != 200 and address not in NO_PAGES
    }
    assert broken == WITHDRAWN


def test_no_link_leads_to_a_combination_of_filters(site: None, client: Client) -> None:
    queries = [parse_qs(urlsplit(address).query) for address in crawl(client, at_most=AT_MOST)]
    assert [query for query in queries if len(query) > 1] == []


@pytest.mark.parametrize("header", ["Set-Cookie", "Vary: Cookie"])
def test_no_answer_is_for_one_visitor_alone(site: None, client: Client, header: str) -> None:
    name, _, value = header.partition(": ")
    for_one = [
        address
        for address, found in crawl(client, at_most=AT_MOST).items()
        if value in found.headers.get(name, "missing") and name in found.headers
    ]
    assert for_one == []
