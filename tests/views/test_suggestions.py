"""The address that browsers' search bars and our own search forms ask while someone types."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from roles import publishing
from roles.pagecache import KEPT_FOR_A_MOMENT
from roles.views.suggestions import short_name
from tests.factories import make_category, make_live_role, make_role

pytestmark = pytest.mark.django_db

Follow = Callable[[], None]
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def suggested(client: Client, query: str) -> Any:
    return json.loads(client.get("/suggest", {"q": query}).content)


def test_the_answer_has_the_form_that_browsers_read(client: Client, follow: Follow) -> None:
    category = make_category("Operations")
    make_live_role("Site Reliability Engineer", category, also_called=("SRE",))
    make_live_role("Sre Lanka Guide", make_category("Travel"))
    follow()
    response = client.get("/suggest?q=sre")
    assert response.headers["Content-Type"] == "application/x-suggestions+json"
    assert json.loads(response.content) == [
        "sre",
        ["SRE — Site Reliability Engineer", "Sre Lanka Guide"],
        ["Operations", "Travel"],
        [
            "http://testserver/jobs/operations/site-reliability-engineer",
            "http://testserver/jobs/travel/sre-lanka-guide",
        ],
    ]


def test_addresses_are_those_of_the_site(client: Client, follow: Follow, settings: Any) -> None:
    settings.SITE_URL = "https://jobs.example.org"
    make_live_role("Nurse")
    follow()
    assert suggested(client, "nur")[3] == ["https://jobs.example.org/jobs/engineering/nurse"]


@pytest.mark.parametrize("address", ["/suggest", "/suggest?q=", "/suggest?q=%20", "/suggest?x=1"])
def test_nothing_typed_suggests_nothing(client: Client, follow: Follow, address: str) -> None:
    make_live_role()
    follow()
    assert json.loads(client.get(address).content)[1:] == [[], [], []]


def test_what_is_not_live_is_not_suggested(client: Client, follow: Follow) -> None:
    make_role("Zeppelin Pilot")
    publishing.withdraw(role=make_live_role("Zeppelin Rigger"), by=publishing.OPERATOR)
    make_live_role("Zephyr Guide")
    for indexed in (False, True):
        if indexed:
            follow()
        assert suggested(client, "zep")[1] == ["Zephyr Guide"]


@pytest.mark.parametrize("indexed", [True, False])
@pytest.mark.parametrize(
    "query",
    [
        *("%00", "a%00b", "%FF%FE", "%ED%A0%80", '"()*', "%", "title:x", "a" * 10_000, "1" * 5000),
        *("%F0%9F%99%82", "' OR 1=1 --", "<script>alert(1)</script>", "%0D%0ASet-Cookie:a=b"),
    ],
)
def test_no_query_is_an_error(client: Client, follow: Follow, query: str, indexed: bool) -> None:
    make_live_role()
    if indexed:
        follow()
    response = client.get(f"/suggest?q={query}")
    assert response.status_code == 200
    assert len(response.content) < 2_000
    assert not response.cookies


def test_an_answer_the_browser_has_is_not_sent_again(client: Client, follow: Follow) -> None:
    make_live_role("Nurse")
    follow()
    first = client.get("/suggest?q=nur")
    again = client.get("/suggest?q=nur", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_live_role("Nursery Worker")
    follow()
    changed = client.get("/suggest?q=nur", headers={"if-none-match": first.headers["ETag"]})
    assert json.loads(changed.content)[1] == ["Nurse", "Nursery Worker"]


def test_only_short_beginnings_are_kept_by_caches(client: Client) -> None:
    keys = [
        client.get(f"/suggest?q={query}").headers.get("Surrogate-Key")
        for query in ("nurs", "nurse")
    ]
    assert keys == ["lists", None]


def test_an_answer_is_kept_for_a_moment_only_while_the_index_is_behind(
    client: Client, follow: Follow
) -> None:
    make_live_role("Nurse")
    assert KEPT_FOR_A_MOMENT in client.get("/suggest?q=nur").wsgi_request.META
    follow()
    assert KEPT_FOR_A_MOMENT not in client.get("/suggest?q=nur").wsgi_request.META


def test_suggestions_are_no_page_to_be_found(client: Client) -> None:
    assert client.get("/suggest?q=nur").headers["X-Robots-Tag"] == "noindex"


def test_the_description_names_search_and_suggestions(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://jobs.example.org"
    settings.SITE_NAME = "Jobs & Roles <of> Ourtown"
    response = client.get("/opensearch.xml")
    assert response.headers["Content-Type"] == (
        "application/opensearchdescription+xml; charset=utf-8"
    )
    root = ET.fromstring(response.content)
    assert [(child.tag.removeprefix(OPENSEARCH), child.text) for child in root] == [
        ("ShortName", "Jobs & Roles…"),
        ("Description", "Search the job roles of Jobs & Roles <of> Ourtown"),
        ("Language", "en"),
        ("InputEncoding", "UTF-8"),
        ("OutputEncoding", "UTF-8"),
        ("Image", "https://jobs.example.org/static/favicon.svg"),
        *[("Url", None)] * 3,
    ]
    assert {url.get("type"): url.get("template") for url in root.iter(f"{OPENSEARCH}Url")} == {
        "text/html": "https://jobs.example.org/search?q={searchTerms}",
        "application/x-suggestions+json": "https://jobs.example.org/suggest?q={searchTerms}",
        "application/opensearchdescription+xml": "https://jobs.example.org/opensearch.xml",
    }


def test_without_a_site_url_the_description_speaks_of_the_host_asked(client: Client) -> None:
    response = client.get("/opensearch.xml", headers={"host": "127.0.0.1:8000"})
    assert b'template="http://127.0.0.1:8000/search?q={searchTerms}"' in response.content


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("JobDesc", "JobDesc"),
        ("Sixteen letters!", "Sixteen letters!"),
        ("Department of Labour Job Roles", "Department of…"),
        ("Donaudampfschifffahrtsgesellschaft", "Donaudampfschif…"),
        ("職業" * 20, "職業" * 7 + "職…"),
    ],
)
def test_a_short_name_has_sixteen_characters_at_most(name: str, short: str) -> None:
    assert short_name(name) == short
    assert len(short) <= 16


@pytest.mark.parametrize("address", ["/", "/jobs", "/jobs/engineering/tester", "/search", "/x"])
def test_every_page_names_the_description(client: Client, address: str) -> None:
    make_live_role()
    page = client.get(address).content.decode()
    assert page.count('rel="search"') == 1
    assert 'href="/opensearch.xml"' in page
