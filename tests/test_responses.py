from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.http import http_date, parse_http_date

from roles import drafting, publishing, responses, search
from roles.models import Category, LogEntry, Tag
from tests.factories import (
    let_seconds_pass,
    make_category,
    make_live_role,
    make_role,
    published,
)
from tests.following.stepping import step

pytestmark = pytest.mark.django_db


@pytest.fixture
def follow() -> Callable[[], None]:
    return lambda: step(search.SearchIndex())


ROLE = "/jobs/engineering/tester"
OF_LISTS = ["/", "/jobs", "/jobs/engineering", "/search"]
OF_ROLE = [ROLE, f"{ROLE}.txt", f"{ROLE}.md", f"{ROLE}.json"]
VALIDATED = [*OF_LISTS, *OF_ROLE]
RESULTS = "/search?q=tester"
UNKEPT = [RESULTS, "/opensearch.xml", "/nowhere", "/jobs/"]
PUBLIC = [*VALIDATED, "/suggest?q=tes", *UNKEPT]


@pytest.mark.parametrize("address", PUBLIC)
def test_no_public_page_reads_or_sets_a_cookie(
    client: Client, admin_user: Any, address: str
) -> None:
    make_live_role()
    anonymous = client.get(address)
    client.force_login(admin_user)
    signed_in = client.get(address)
    assert anonymous.content == signed_in.content
    for response in (anonymous, signed_in):
        assert response.headers.get("Vary") == ("Accept" if address == ROLE else None)
        assert not response.cookies
        assert response.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("address", [*VALIDATED, RESULTS])
def test_a_page_the_visitor_has_is_not_sent_again(
    client: Client, follow: Callable[[], None], address: str
) -> None:
    make_live_role()
    let_seconds_pass()
    follow()
    first = client.get(address)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert etag.startswith('"')
    for name, value in (("if-none-match", etag), ("if-modified-since", modified)):
        again = client.get(address, headers={name: value})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == etag
        assert again.headers["Cache-Control"] == "public, no-cache"
    other = client.get(address, headers={"if-none-match": '"other"', "if-modified-since": modified})
    assert other.content == first.content


@pytest.mark.parametrize(
    "change",
    [
        lambda: Category.objects.get().save(),
        lambda: Tag.objects.get(name="patience").save(),
        lambda: published(make_role("Another")),
    ],
)
def test_any_change_visitors_can_see_moves_last_modified(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    follow: Callable[[], None],
    change: Callable[[], object],
) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    monkeypatch.setattr(responses, "STARTED", long_ago)
    make_live_role(tags=("patience",))
    LogEntry.objects.update(at=long_ago, visible_from=long_ago)
    follow()
    assert client.get(ROLE).headers["Last-Modified"] == http_date(long_ago.timestamp())
    change()
    follow()
    for address in (*VALIDATED, RESULTS, "/suggest?q=tes"):
        moved = parse_http_date(client.get(address).headers["Last-Modified"])
        assert moved > long_ago.timestamp()


@pytest.mark.parametrize("address", [*VALIDATED, RESULTS])
def test_the_second_that_is_not_over_is_no_date(
    client: Client, follow: Callable[[], None], address: str
) -> None:
    """Of two changes in one second, a visitor who saw the first has to hear of the second."""
    role = make_live_role()
    follow()
    seen = client.get(address)
    role.summary = "Tests what others have tested."
    role.save()
    published(role, "Said better")
    follow()
    known = {"if-modified-since": seen.headers["Last-Modified"]}
    assert client.get(address, headers=known).status_code == 200


@pytest.mark.parametrize("address", ["/jobs", ROLE, RESULTS])
def test_what_waits_for_the_index_has_no_date(
    client: Client, follow: Callable[[], None], address: str
) -> None:
    make_live_role()
    follow()
    make_live_role("Prober")
    assert "Last-Modified" not in client.get(address).headers
    follow()
    assert "Last-Modified" in client.get(address).headers


def test_a_deploy_moves_last_modified(
    client: Client, monkeypatch: pytest.MonkeyPatch, follow: Callable[[], None]
) -> None:
    make_live_role()
    LogEntry.objects.update(visible_from=datetime(2020, 1, 1, tzinfo=UTC))
    follow()
    deployed = datetime.now(UTC) - timedelta(minutes=1)
    monkeypatch.setattr(responses, "STARTED", deployed)
    assert client.get(ROLE).headers["Last-Modified"] == http_date(int(deployed.timestamp()))


def test_pages_name_the_purge_keys_of_what_they_show(client: Client) -> None:
    other = make_live_role("Developer", make_category("Software"))
    role = make_role(tags=("patience",))
    drafting.write_related(role, [other.pk])
    published(role)
    tag = Tag.objects.get(name="patience")
    keys = {address: client.get(address).headers.get("Surrogate-Key") for address in PUBLIC}
    of_role = (
        f"category:{other.category_id} category:{role.category_id} fact-kinds "
        f"role:{other.pk} role:{role.pk} tag:{tag.pk}"
    )
    assert {address: set((value or "").split()) for address, value in keys.items()} == {
        **{address: {"lists"} for address in ("/", "/search", "/suggest?q=tes")},
        "/jobs": {"counts", f"role:{other.pk}", f"role:{role.pk}"},
        "/jobs/engineering": {"counts", f"role:{role.pk}"},
        **{address: set(of_role.split()) for address in OF_ROLE},
        **{address: set() for address in UNKEPT},
    }


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_answer_get_and_head_alone(client: Client, address: str) -> None:
    make_live_role()
    assert client.head(address).status_code == client.get(address).status_code
    if address != "/nowhere":
        for method in ("post", "put", "delete", "trace", "options"):
            assert getattr(client, method)(address).status_code == 405


def test_a_withdrawn_role_is_not_answered_with_not_modified(
    client: Client, follow: Callable[[], None]
) -> None:
    role = make_live_role()
    follow()
    known = client.get(ROLE).headers
    publishing.withdraw(role=role, by=publishing.OPERATOR)
    headers = {"if-none-match": known["ETag"], "if-modified-since": known["Last-Modified"]}
    assert client.get(ROLE, headers=headers).status_code == 410


def test_errors_have_no_validator_and_are_always_sent(client: Client) -> None:
    tomorrow = http_date((datetime.now(UTC) + timedelta(days=1)).timestamp())
    response = client.get("/nowhere", headers={"if-modified-since": tomorrow, "if-match": "*"})
    assert response.status_code == 404
    assert not {"ETag", "Last-Modified"} & set(response.headers)
