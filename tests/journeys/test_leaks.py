"""Nothing of a draft, a scheduled or a withdrawn role is to be found by whoever looks for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import SECRET
from tests.journeys.crawling import crawl

if TYPE_CHECKING:
    from django.test import Client

# Asked by who knows, or guesses, what is hidden; none holds the secret word, which answers repeat.
GUESSES = (
    *("/jobs?education=doctorate", "/jobs/former-things", "/tags/patience?education=doctorate"),
    *("/jobs/engineering/former", "/jobs/former-things/form", "/jobs/engineering/zebrakorn-draft"),
    *(
        "/search?q=zebrakorn",
        "/search?q=zebraco",
        "/search?q=phd",
        "/search?q=plan",
        "/search?q=zebra",
    ),
    *(
        "/search?q=zebra",
        "/search?q=tests+with&education=doctorate",
        '/search?q="tests+with"',
        "/search?q=tester",
    ),
    *("/suggest?q=z", "/suggest?q=zeb", "/suggest?q=zebrakorn", "/suggest?q=plan", "/suggest?q=t"),
    *("/api/v1/roles?education=doctorate", "/api/v1/roles?limit=100", "/api/v1/roles?sort=updated"),
    *("/jobs?updated_since=2001-01-01", "/jobs?sort=updated", "/zebrakorn", "/tags/zebrakorn"),
)
OWN_ADDRESSES = (
    *("/jobs/zebracorn-drafts", "/jobs/zebracorn-plans", "/tags/zebracorn"),
    *("/jobs/zebracorn-drafts/zebracorn-draft", "/jobs/zebracorn-plans/zebracorn-plan"),
    *("/jobs/zebracorn-plans/zebracorn-plan.json", "/jobs/zebracorn-drafts/zebracorn-person"),
    *("/jobs/zebracorn-plans/updates.atom", "/tags/zebracorn/updates.atom"),
    *("/jobs?tag=zebracorn", "/jobs?category=zebracorn-drafts", "/tags/zebracorn/updates.json"),
    "/api/v1/roles/zebracorn-plans/zebracorn-plan",
    "/api/v1/roles/zebracorn-drafts/zebracorn-draft",
)


def test_no_answer_of_the_whole_site_holds_the_word(site: None, client: Client) -> None:
    answers = crawl(client, at_most=250)
    answers |= {address: client.get(address) for address in GUESSES}
    leaking = [
        address
        for address, answer in answers.items()
        if SECRET in (answer.content.decode() + str(answer.headers)).casefold()
    ]
    assert leaking == []


@pytest.mark.parametrize("address", OWN_ADDRESSES)
def test_an_address_that_is_not_public_is_like_any_other(
    site: None, client: Client, address: str
) -> None:
    """Only what was asked for comes back: whether it exists cannot be told."""
    unknown = address.replace(SECRET, "xebracorn")
    answer, other = client.get(address), client.get(unknown)
    assert answer.status_code in (302, 400, 404)
    assert answer.status_code == other.status_code
    assert answer.content.decode().casefold().replace(SECRET, "xebracorn") == (
        other.content.decode().casefold()
    )


def test_what_is_hidden_is_not_counted(site: None, client: Client) -> None:
    home = client.get("/").content.decode()
    assert "8 roles in 2 categories" in home
    categories = json.loads(client.get("/api/v1/categories").content)
    assert {each["slug"]: each["role_count"] for each in categories["categories"]} == {
        "engineering": 1,
        "making": 7,
    }
    assert "Doctorate" not in client.get("/jobs").content.decode()


def test_a_guessed_word_finds_nothing(site: None, client: Client) -> None:
    assert json.loads(client.get(f"/suggest?q={SECRET}").content)[1] == []
    assert "/jobs/former" not in client.get(f"/search?q={SECRET}").content.decode()
