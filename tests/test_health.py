"""What monitors and operators are told."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client

from roles import following
from roles.following import ConsumerState, Follower
from roles.models import LOG_START
from roles.pagecache import PageStore
from roles.search import SearchIndex
from tests.factories import make_live_role
from tests.following.stepping import step


@pytest.fixture
def database_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("connection to secret-host refused for user secret-name")

    monkeypatch.setattr(connection, "cursor", refuse)
    monkeypatch.setattr(connection, "close", lambda: None)


@pytest.fixture
def server_process() -> Iterator[list[following.Consumer]]:
    """As in a server process; the threads do not run."""
    consumers: list[following.Consumer] = [PageStore(1_000_000), SearchIndex()]
    Follower.running = Follower(consumers)
    yield consumers
    Follower.running = None


def test_healthz_answers_without_a_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-cache" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_readyz_tells_how_far_each_follower_is(
    client: Client, server_process: list[following.Consumer]
) -> None:
    make_live_role("Nurse")
    for consumer in server_process:
        step(consumer)
    make_live_role("Baker")
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "database_answers": True,
        "migrations_applied": True,
        "consumers": [
            {"name": "page cache", "position": 1, "behind": 1, "failing": False},
            {"name": "search index", "position": 1, "behind": 1, "failing": False},
        ],
    }


@pytest.mark.usefixtures("database_away")
@pytest.mark.django_db
def test_readyz_answers_503_while_the_database_is_away_and_tells_no_more(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "database_answers": False,
        "migrations_applied": False,
        "consumers": [],
    }
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_readyz_answers_503_while_a_migration_is_missing(client: Client) -> None:
    with connection.cursor() as cursor:
        newest = "SELECT MAX(name) FROM django_migrations WHERE app = 'roles'"
        cursor.execute(f"DELETE FROM django_migrations WHERE name = ({newest})")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert (response.json()["database_answers"], response.json()["migrations_applied"]) == (
        True,
        False,
    )
    with pytest.raises(CommandError, match="not up to date"):
        call_command("status")


@pytest.mark.django_db
def test_health_pages_refuse_to_change_anything(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405


@pytest.mark.django_db
def test_status_tells_people_how_far_the_search_index_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_live_role("Nurse")
    call_command("status")
    step(SearchIndex())
    call_command("status")
    make_live_role("Baker")
    call_command("status")
    ready = "database: answers, up to date"
    assert capsys.readouterr().out.splitlines() == [
        ready,
        "search index: missing; a running server builds it, and so does: manage.py rebuild_search",
        ready,
        "search index: at entry 1 of the publication log, up to date",
        ready,
        "search index: at entry 1 of the publication log, 1 behind",
    ]


@pytest.mark.usefixtures("database_away")
@pytest.mark.django_db
def test_status_says_that_the_database_is_away() -> None:
    with pytest.raises(CommandError, match="does not answer"):
        call_command("status")


@pytest.mark.django_db
def test_a_consumer_that_fails_is_told_of(server_process: list[following.Consumer]) -> None:
    follower = Follower.running
    assert follower
    follower._errands[0].failures = 1
    assert follower.states(LOG_START)[0] == ConsumerState("page cache", None, None, failing=True)
