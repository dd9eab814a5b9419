from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from roles.api.schemas import ROLE
from roles.filters import RoleFilters
from tests.api.asking import all_roles
from tests.factories import make_live_role
from tests.views.reader import read


def samples(client: Client) -> list[str]:
    """The code on the page, as its copy buttons copy it."""
    page = client.get("/api").content.decode()
    return [
        unescape(code) for code in re.findall(r"<pre><code>(.*?)</code></pre>", page, re.DOTALL)
    ]


@pytest.mark.django_db
def test_the_page_names_every_field_and_every_parameter(client: Client) -> None:
    text = "\n".join(read(client.get("/api")).lines)
    names = [*ROLE["properties"], *RoleFilters.base_filters, "limit", "cursor", "since", "resume"]
    assert [name for name in names if name not in text] == []
    for nested in ("category.slug", "glance[].label", "faqs[].answer", "qualifications[].items"):
        assert nested in text


@pytest.mark.django_db
def test_every_page_leads_to_it_and_it_leads_to_the_description(client: Client) -> None:
    assert read(client.get("/jobs")).links["/api"] == "API"
    page = client.get("/api")
    assert b'<link rel="service-desc" type="application/json" href="/api/v1/openapi.json">' in (
        page.content
    )
    assert read(page).links["/api/v1/openapi.json"] == "OpenAPI description"
    for address in read(page).links:
        if address.startswith("/api"):
            assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_samples_lead_to_this_site(client: Client, settings: Any) -> None:
    make_live_role("Tester")
    assert samples(client)[0] == 'curl "http://testserver/api/v1/roles?category=engineering"'
    settings.SITE_URL = "https://jobs.example"
    addresses = re.findall(r'"(http[^"]*)"', "\n".join(samples(client)))
    assert len(addresses) == 4
    assert {address.partition("/api")[0] for address in addresses} == {"https://jobs.example"}


@pytest.mark.django_db(transaction=True)
def test_the_python_samples_run(
    live_server: Any, client: Client, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.SITE_URL = live_server.url
    make_live_role("Tester")
    make_live_role("Developer")
    for code in samples(client):
        if code.startswith("import json"):
            names: dict[str, Any] = {}
            exec(code, names)
    assert names["roles"] == all_roles(client)
    shown = capsys.readouterr().out
    assert "Developer" in shown
    assert "2 roles" in shown
