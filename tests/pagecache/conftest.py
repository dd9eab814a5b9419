from collections.abc import Iterator
from typing import Any

import pytest
from django.core import signals
from django.db import close_old_connections

from tests.following.stepping import step
from tests.pagecache.site import Worker


@pytest.fixture(autouse=True)
def pages(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.pagecache.site"
    settings.ALLOWED_HOSTS = ["127.0.0.1", "other.example"]


@pytest.fixture(autouse=True)
def open_connection() -> Iterator[None]:
    """As Django's own test client has it: the end of a request keeps the test's transaction."""
    ends = (signals.request_started, signals.request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture
def worker(db: None) -> Worker:
    """A server process that has heard of the log once."""
    worker = Worker()
    step(worker.store)
    return worker
