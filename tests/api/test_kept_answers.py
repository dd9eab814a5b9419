"""The API behind the page cache, as a server process has it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from roles import publishing
from roles.models import Category, Tag
from tests.factories import make_live_role, make_role, published
from tests.following.stepping import step
from tests.pagecache.site import Worker

HIT = "JobDesc; hit"
KEPT = [
    *("/api", "/api/v1/roles", "/api/v1/roles/engineering/tester", "/api/v1/categories"),
    *("/api/v1/tags", "/api/v1/changes", "/api/v1/openapi.json"),
]


@pytest.fixture
def worker(kept_connection: None) -> Worker:
    make_live_role("Tester", tags=("patience",))
    worker = Worker()
    step(worker.store)
    return worker


@pytest.mark.parametrize("address", KEPT)
def test_an_answer_is_kept_and_may_be_read_by_every_site(worker: Worker, address: str) -> None:
    first, again = worker.get(address), worker.get(address)
    assert (first.status, again.cache) == (200, HIT)
    assert again.body == first.body
    unchanged = worker.get(address, if_none_match=first.headers["ETag"])
    assert (unchanged.status, unchanged.cache) == (304, HIT)
    if address != "/api":
        for answer in (first, again, unchanged):
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert answer.headers["Access-Control-Expose-Headers"] == "ETag, Link, Last-Modified"


def test_a_publication_and_a_new_name_show_at_once(worker: Worker) -> None:
    def told() -> list[bytes]:
        step(worker.store)
        addresses = ("/api/v1/roles", "/api/v1/changes", "/api/v1/categories", "/api/v1/tags")
        return [worker.get(address).body for address in addresses]

    known = told()
    published(make_role("Developer", tags=("sql",)))
    after_publishing = told()
    assert [b"Developer" in body for body in after_publishing] == [True, True, False, False]
    assert [one != other for one, other in zip(known, after_publishing, strict=True)] == [True] * 4
    category, tag = Category.objects.get(), Tag.objects.get(name="patience")
    category.name, tag.name = "Crafts", "calm"
    category.save()
    tag.save()
    renamed = told()
    assert [b"Crafts" in body for body in renamed] == [True, True, True, False]
    assert [b"calm" in body for body in renamed] == [False, False, False, True]
    assert renamed[1].count(b'"names"') == 1


def test_a_kept_answer_ends_when_a_schedule_begins(worker: Worker) -> None:
    soon = timezone.now() + timedelta(hours=1)
    publishing.schedule(role=make_role("Planned"), by=publishing.OPERATOR, at=soon)
    step(worker.store)
    addresses = ("/api/v1/roles", "/api/v1/changes")
    for address in addresses:
        worker.get(address)
        assert (b"Planned" in worker.get(address).body, worker.get(address).cache) == (False, HIT)
    with time_machine.travel(soon, tick=False):
        assert [b"Planned" in worker.get(address).body for address in addresses] == [True, True]
