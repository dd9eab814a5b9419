"""The API as its clients meet it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.test import Client

ROOT = "http://testserver"


def ask(client: Client, address: str) -> dict[str, Any]:
    """The JSON at an address, which has to answer 200."""
    response = client.get(address.removeprefix(ROOT))
    assert response.status_code == 200, response.content
    content: dict[str, Any] = json.loads(response.content)
    return content


def pages(client: Client, address: str | None) -> Iterator[dict[str, Any]]:
    """The page at an address, and those that follow it."""
    while address:
        page = ask(client, address)
        address = page["next"]
        yield page


def titles(client: Client, address: str) -> list[str]:
    return [role["title"] for page in pages(client, address) for role in page["roles"]]


def problem(client: Client, address: str) -> tuple[int, dict[str, Any]]:
    """Status and body of an answer that has to be a problem."""
    response = client.get(address)
    assert response.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(response.content)
    assert body["status"] == response.status_code
    return response.status_code, body


class Mirror:
    """A copy of the site's roles that follows the changes, as the page about the API explains."""

    def __init__(self, client: Client, limit: int) -> None:
        self.client = client
        self.roles: dict[int, dict[str, Any]] = {}
        self.told: list[dict[str, Any]] = []
        self.address = f"/api/v1/changes?limit={limit}"

    def step(self) -> bool:
        """Reads one page; tells whether there is more."""
        page = ask(self.client, self.address)
        for change in page["changes"]:
            self.told.append(change)
            if change["role"]:
                self.roles[change["id"]] = change["role"]
            elif change["id"]:
                self.roles.pop(change["id"], None)
            elif change["what"] == "category":
                self._read_category(change["url"].rpartition("/")[2])
        self.address = page["resume"]
        assert page["next"] in (None, page["resume"])
        return page["next"] is not None

    def follow(self) -> None:
        while self.step():
            pass

    def _read_category(self, slug: str) -> None:
        for page in pages(self.client, f"/api/v1/roles?category={slug}"):
            self.roles |= {role["id"]: role for role in page["roles"]}


def all_roles(client: Client) -> dict[int, dict[str, Any]]:
    return {
        role["id"]: role
        for page in pages(client, "/api/v1/roles?limit=100")
        for role in page["roles"]
    }
