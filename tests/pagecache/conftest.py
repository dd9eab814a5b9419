from typing import Any

import pytest

from roles import search
from tests.following.stepping import step
from tests.pagecache.site import Worker


@pytest.fixture(autouse=True)
def pages(settings: Any, open_connection: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site whose roles are related to none but those that their editors chose."""
    monkeypatch.setattr(search, "roles_like", lambda *_, **__: [])
    settings.ROOT_URLCONF = "tests.pagecache.site"
    settings.ALLOWED_HOSTS = ["127.0.0.1", "other.example"]


@pytest.fixture
def worker(db: None) -> Worker:
    """A server process that has heard of the log once."""
    worker = Worker()
    step(worker.store)
    return worker
