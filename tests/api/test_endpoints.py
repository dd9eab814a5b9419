from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.http import http_date

from roles import publishing
from tests.api.asking import problem
from tests.factories import let_seconds_pass, make_live_role

pytestmark = pytest.mark.django_db

ANSWERS = [
    *("/api/v1/roles", "/api/v1/roles/engineering/tester", "/api/v1/categories", "/api/v1/tags"),
    *("/api/v1/changes", "/api/v1/openapi.json"),
]
ERRORS = {
    "/api/v1/roles?limit=0": 400,
    "/api/v1/roles/engineering/nobody": 404,
    "/api/v1/roles/engineering/gone": 410,
    "/api/v1": 404,
    "/api/v2/roles": 404,
    "/api/v1/roles/engineering": 404,
    "/api/v1/roles/%FF/x": 404,
    "/api/v1/roles/a/%00": 404,
    "/api/v1/" + "x" * 5000: 404,
}
EVERY = [*ANSWERS, *ERRORS]


@pytest.fixture(autouse=True)
def site() -> None:
    make_live_role("Tester", tags=("patience",))
    publishing.withdraw(role=make_live_role("Gone"), by=publishing.OPERATOR)


@pytest.mark.parametrize("address", EVERY)
def test_pages_of_every_site_may_read_every_answer(client: Client, address: str) -> None:
    response = client.get(address, headers={"origin": "https://elsewhere.example"})
    assert response.status_code == ERRORS.get(address, 200)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Expose-Headers"] == "ETag, Link, Last-Modified"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Vary" not in response.headers
    assert not response.cookies


@pytest.mark.parametrize("address", EVERY)
def test_browsers_are_told_what_they_may_ask(client: Client, address: str) -> None:
    response = client.options(
        address,
        headers={
            "origin": "https://elsewhere.example",
            "access-control-request-method": "GET",
            "access-control-request-headers": "if-none-match",
        },
    )
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response.headers["Access-Control-Allow-Headers"] == "*"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_every_other_method_is_refused_and_told_which_there_are(method: str) -> None:
    client = Client(enforce_csrf_checks=True)
    for address in EVERY:
        response = getattr(client, method)(address)
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", ANSWERS)
def test_an_answer_the_client_has_is_not_sent_again(client: Client, address: str) -> None:
    let_seconds_pass()
    first = client.get(address)
    assert first.headers["Content-Type"] == "application/json"
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert client.head(address).headers == first.headers
    for name, value in (
        ("if-none-match", first.headers["ETag"]),
        ("if-modified-since", first.headers["Last-Modified"]),
    ):
        again = client.get(address, headers={name: value})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_answers_name_the_purge_keys_of_what_they_show(client: Client) -> None:
    keys = {address: client.get(address).headers["Surrogate-Key"] for address in ANSWERS}
    page = client.get("/jobs/engineering/tester").headers["Surrogate-Key"]
    assert keys == {
        "/api/v1/roles": "lists",
        "/api/v1/roles/engineering/tester": page,
        "/api/v1/categories": "lists",
        "/api/v1/tags": "lists",
        "/api/v1/changes": "fact-kinds lists",
        "/api/v1/openapi.json": "lists",
    }


@pytest.mark.parametrize(("address", "status"), ERRORS.items())
def test_an_error_is_a_problem_that_its_page_explains(
    client: Client, address: str, status: int
) -> None:
    answered, body = problem(client, address)
    assert answered == status
    assert list(body)[:4] == ["type", "title", "status", "detail"]
    kind, _, anchor = body["type"].partition("#")
    assert kind == "http://testserver/api"
    assert f'id="{anchor}"' in client.get("/api").content.decode()
    tomorrow = {"if-modified-since": http_date(4_000_000_000), "if-none-match": "*"}
    again = client.get(address, headers=tomorrow)
    assert again.status_code == status
    assert not {"ETag", "Last-Modified", "Surrogate-Key"} & set(again.headers)


ALL = "category, tag, education, experience, ai_impact, updated_since, letter, sort, limit, cursor"


@pytest.mark.parametrize(
    ("address", "errors"),
    [
        ("roles?page=2", {"page": [f"There is no such parameter. There are: {ALL}."]}),
        ("categories?limit=1", {"limit": ["There is no such parameter. This address takes none."]}),
        ("roles?limit=", {"limit": ["Give it a value, or leave it out."]}),
        ("roles?sort=title&sort=updated", {"sort": ["Give it once."]}),
        ("roles?sort=best", {"sort": ["Choose one of: title, updated."]}),
        ("roles?letter=a&experience=2", {"experience": 1, "letter": 1}),
        ("roles?updated_since=2026-1-5", {"updated_since": ["Write it as 2026-01-05."]}),
        ("roles?updated_since=0000-01-01", {"updated_since": 1}),
        ("roles?education=%00", {"education": 1}),
        *(
            (f"roles?limit={value}", {"limit": ["Give a whole number from 1 to 100."]})
            for value in ("0", "-1", "101", "1e1", "1.0", "٣", "%00", "05", " 5", "9" * 5000)
        ),
        *(
            (f"changes?since={value}", {"since": 1})
            for value in (
                *("2026-01-01", "2026-01-01T00:00:00", "0000-01-01T00:00:00Z", "yesterday"),
                *("2026-02-30T00:00:00Z", "9999-12-31T23:59:59-12:00", "%00", "9" * 5000),
                *("2026-01-01T00:00:00.1234567Z", "2026-01-01T24:00:00Z", "%ED%A0%80"),
            )
        ),
    ],
)
def test_what_is_not_understood_is_refused_by_name(
    client: Client, address: str, errors: dict[str, Any]
) -> None:
    status, body = problem(client, f"/api/v1/{address}")
    assert status == 400
    assert list(body["errors"]) == list(errors)
    for name, messages in errors.items():
        assert body["errors"][name] == messages or len(body["errors"][name]) == messages


@pytest.mark.parametrize(
    "query",
    [
        *("category=nobody", "category=%00", "category=" + "x" * 5000, "category=ENGINEERING"),
        *("tag=nobody", "tag=%27%22--", "tag=%F0%9F%92%A9", "tag=%20patience", "tag=%ED%A0%80"),
        "cursor=x",
    ],
)
def test_what_is_the_name_of_nothing_is_not_found(client: Client, query: str) -> None:
    status, body = problem(client, f"/api/v1/roles?{query}")
    assert status == 404
    assert list(body["errors"]) == [query.partition("=")[0]]


CURSORS = [
    *("x", "====", "%00", "☃", "a" * 10_000, "AAAA", "MX4", "MX5h", "MX5hfg", "fn5-", "_____w"),
    # 1~zzz~, 1~a~9…, 1~1~1~1, NUL, a surrogate, sort of another list
    *("MX56enp-", "MX5hfjk5OTk5OTk5OTk5OTk5OTk5OTk5", "MX4xfjF-MQ", "MX4AfjE", "MX7toIB-MQ"),
    *("MX4tOTk5OTk5OTk5OTk5OTk5OTk5fjE", "OTk5OTk5OTk5OTk5OTk5OTk5fjB-MA"),
]


@pytest.mark.parametrize("listed", ["roles", "roles?sort=updated", "tags", "changes"])
@pytest.mark.parametrize("cursor", CURSORS)
def test_a_cursor_made_by_hand_never_breaks_anything(
    client: Client, listed: str, cursor: str
) -> None:
    mark = "&" if "?" in listed else "?"
    response = client.get(f"/api/v1/{listed}{mark}cursor={cursor}")
    assert response.status_code in (200, 404)
    assert b"Gone" not in response.content


def test_a_cursor_of_another_list_is_not_taken(client: Client) -> None:
    make_live_role("Another")
    cursor = client.get("/api/v1/roles?limit=1").json()["next"].partition("cursor=")[2]
    assert client.get(f"/api/v1/roles?limit=1&cursor={cursor}").status_code == 200
    for listed in ("roles?sort=updated&", "changes?"):
        assert problem(client, f"/api/v1/{listed}cursor={cursor}")[0] == 404
    assert problem(client, f"/api/v1/roles?cursor={cursor}=")[0] == 404


def test_a_query_of_ten_thousand_parameters_is_refused(client: Client) -> None:
    status, body = problem(client, "/api/v1/roles?" + "a&" * 10_001)
    assert (status, body["detail"]) == (400, "The address has too many parameters.")


@pytest.mark.parametrize("query", ["", "?category=legal&limit=5"])
@pytest.mark.parametrize("address", ["/api/", "/api/v1/roles/", "/api/v1/nothing//"])
def test_the_slash_form_leads_to_the_one_without(client: Client, address: str, query: str) -> None:
    response = client.get(address + query)
    assert response.status_code == 301
    assert response.headers["Location"] == address.rstrip("/") + query
