from __future__ import annotations

from collections.abc import Callable

import pytest
from django.template import loader
from django.test import Client

from roles import reading
from tests.factories import make_live_role
from tests.views.reader import read


@pytest.mark.django_db
def test_not_found_names_what_may_have_been_meant(
    client: Client, follow: Callable[[], None]
) -> None:
    make_live_role("Data Engineer")
    follow()
    for address in ("/jobs/enginering/data-enginer", "/data-enginer.txt", "/jobs/a/b/data_enginer"):
        response = client.get(address)
        page = read(response)
        assert response.status_code == 404
        assert page.links["/jobs/engineering/data-engineer"] == "Data Engineer"
        assert page.links["/jobs/engineering"] == "Engineering"
        assert {"/jobs", "/search"} <= set(page.links)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/%00", "/jobs/%00/x", "/jobs/a/%FF", "/" + "x" * 5000, "/."])
def test_a_broken_address_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_page_of_a_fault_needs_no_database(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: object) -> None:
        raise RuntimeError("secretword")

    monkeypatch.setattr(reading, "category_names", fails)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert read(response).headings == [("h1", "Something went wrong here")]
    assert b"secretword" not in response.content


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "500.html"])
def test_pages_of_faults_need_no_context(template: str) -> None:
    page = loader.render_to_string(template)
    assert page.count("<h1>") == 1
    assert 'href="/static/site.css"' in page


def test_an_unknown_host_gets_the_plain_page(client: Client) -> None:
    response = client.get("/jobs/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert read(response).headings == [("h1", "This request could not be read")]
    assert b"evil.example" not in response.content
