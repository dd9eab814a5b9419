"""Pages in a file: who finds them, what ends them, and what a broken file costs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from roles import following, publishing
from roles.models import LOG_START, LogEntry
from roles.pagecache import PageFile, deployment
from tests.factories import make_live_role, make_role
from tests.following.stepping import step
from tests.pagecache.site import MEGABYTE, Worker

HIT = "JobDesc; hit"
IN_FILE = "JobDesc; hit; detail=file"
UNCHECKED = "JobDesc; hit; detail=database-away"
STORED = "JobDesc; fwd=miss; stored"
MICROSECOND = timedelta(microseconds=1)

Process = Callable[..., Worker]


@pytest.fixture
def process(db: None, tmp_path: Path) -> Process:
    """Makes a process of one host, which has heard of the log."""

    def make(path: Path | None = None, deployed: str = "now", size: int = MEGABYTE) -> Worker:
        worker = Worker(file=PageFile(path or tmp_path / "pages.sqlite3", size, deployed))
        step(worker.store)
        step(file_of(worker))
        return worker

    return make


def file_of(worker: Worker) -> PageFile:
    assert worker.file
    return worker.file


def render(worker: Worker, *addresses: str) -> None:
    """Has these pages rendered, and written into the file."""
    for address in addresses:
        assert worker.get(address).cache == STORED
    file_of(worker).tick()


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_another_process_finds_the_very_same_page(process: Process, encoding: str) -> None:
    make_live_role("Nurse")
    one = process()
    render(one, "/jobs", "/negotiated")
    other = process()
    for address in ("/jobs", "/negotiated"):
        found = other.get(address, accept_encoding=encoding)
        expected = one.get(address, accept_encoding=encoding)
        assert (found.cache, expected.cache) == (IN_FILE, HIT)
        assert found.body == expected.body
        assert found.headers | {"Cache-Status": HIT} == expected.headers
        tag = found.headers["ETag"]
        assert other.get(address, accept_encoding=encoding, if_none_match=tag).status == 304
    assert other.rendered == 0


def test_what_was_found_is_kept_in_memory(process: Process, django_assert_num_queries: Any) -> None:
    render(process(), "/jobs")
    other = process()
    with django_assert_num_queries(0):
        assert [other.get("/jobs").cache for _ in range(2)] == [IN_FILE, HIT]


def test_only_pages_that_show_what_changed_are_gone(process: Process) -> None:
    baker = make_live_role("Baker")
    make_live_role("Nurse")
    one = process()
    render(one, "/jobs", "/jobs/engineering/baker", "/jobs/engineering/nurse")
    publishing.mark_checked(role=baker, by=publishing.OPERATOR)
    other = process()
    addresses = ["/jobs", "/jobs/engineering/baker", "/jobs/engineering/nurse"]
    assert [other.get(address).cache for address in addresses] == [STORED, STORED, IN_FILE]


@pytest.mark.parametrize("ahead", ["store", "file"])
def test_a_file_that_is_not_where_the_process_is_gives_nothing(
    process: Process, ahead: str
) -> None:
    render(process(), "/jobs", "/odd/ordinary")
    other = process()
    make_live_role("Nurse")
    step(getattr(other, ahead))
    assert other.get("/odd/ordinary").cache == STORED
    for consumer in (other.store, file_of(other)):
        step(consumer)
    assert b"Nurse" in other.get("/jobs").body


def test_after_an_own_commit_the_file_gives_nothing_until_it_has_followed(
    process: Process,
) -> None:
    render(process(), "/jobs")
    other = process()
    make_live_role("Nurse")
    other.store.heard(1)
    answer = other.get("/jobs")
    assert (b"Nurse" in answer.body, answer.cache) == (True, STORED)


def test_a_page_that_was_overtaken_by_a_change_is_not_written(process: Process) -> None:
    nurse = make_live_role("Nurse")
    one = process()

    def change() -> None:
        publishing.mark_checked(role=nurse, by=publishing.OPERATOR)
        step(one.store)
        step(file_of(one))

    one.after_rendering = change
    one.get("/jobs")
    file_of(one).tick()
    assert process().get("/jobs").cache == STORED


def test_a_page_that_is_not_settled_is_not_written(process: Process) -> None:
    render(process(), "/passing")
    assert process().get("/passing").cache == STORED


def test_a_page_is_over_at_the_next_scheduled_moment_to_the_microsecond(process: Process) -> None:
    goes_live = timezone.now() + timedelta(hours=1)
    publishing.schedule(role=make_role("Nurse"), by=publishing.OPERATOR, at=goes_live)
    render(process(), "/jobs")
    for moment, cache in ((goes_live - MICROSECOND, IN_FILE), (goes_live, STORED)):
        with time_machine.travel(moment, tick=False):
            assert process().get("/jobs").cache == cache


def test_a_page_that_was_rendered_anew_replaces_the_one_before(process: Process) -> None:
    goes_live = timezone.now() + timedelta(hours=1)
    publishing.schedule(role=make_role("Nurse"), by=publishing.OPERATOR, at=goes_live)
    render(process(), "/jobs")
    with time_machine.travel(goes_live, tick=False):
        render(process(), "/jobs")
        found = process().get("/jobs")
    assert (b"Nurse" in found.body, found.cache) == (True, IN_FILE)


def test_pages_of_another_deployment_are_not_found(process: Process) -> None:
    render(process(), "/jobs")
    assert process(deployed="later").get("/jobs").cache == STORED
    assert process().get("/jobs").cache == IN_FILE


def test_the_oldest_pages_make_room(process: Process, tmp_path: Path) -> None:
    one = process(size=200_000)
    addresses = [f"/odd/{number}" for number in range(400)]
    render(one, *addresses)
    other = process()
    assert {other.get(address).cache for address in addresses[:5]} == {STORED}
    assert {other.get(address).cache for address in addresses[-5:]} == {IN_FILE}
    for turn in range(3):  # what was freed is used again
        render(one, *(f"{address}-{turn}" for address in addresses))
    assert (tmp_path / "pages.sqlite3").stat().st_size < 600_000


def test_while_the_database_is_away_pages_of_before_the_restart_are_served(
    process: Process, tmp_path: Path
) -> None:
    render(process(), "/jobs")
    started = Worker(file=PageFile(tmp_path / "pages.sqlite3", MEGABYTE, "now"))
    started.store.heard(None)
    started.failing = True
    assert (started.get("/jobs").status, started.get("/jobs").cache) == (200, UNCHECKED)
    assert started.get("/jobs?after=unknown").status == 503


def test_pages_of_a_database_since_replaced_are_gone(process: Process) -> None:
    make_live_role("Nurse")
    render(process(), "/jobs")
    LogEntry.objects.update(at=timezone.now() + timedelta(seconds=1))
    assert process().get("/jobs").cache == STORED


def test_a_damaged_file_costs_its_pages_and_nothing_else(
    process: Process, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    render(process(), "/jobs")
    path = tmp_path / "pages.sqlite3"
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.write_bytes(b"no database" * 1_000)
    damaged = Worker(file=PageFile(path, MEGABYTE, "now"))
    step(damaged.store)
    assert [damaged.get("/jobs").cache for _ in range(2)] == [STORED, HIT]
    assert "pages.sqlite3 cannot be read: file is not a database" in caplog.text
    step(file_of(damaged))
    render(damaged, "/jobs?after=x")
    assert process().get("/jobs?after=x").cache == IN_FILE


def test_without_a_folder_to_write_to_pages_are_served_all_the_same(
    process: Process, tmp_path: Path
) -> None:
    worker = Worker(file=PageFile(tmp_path / "missing" / "pages.sqlite3", MEGABYTE, "now"))
    step(worker.store)
    assert [worker.get("/jobs").cache for _ in range(2)] == [STORED, HIT]
    with pytest.raises(Exception, match="unable to open database file"):
        following.catch_up(file_of(worker), LOG_START)


def test_entries_that_do_not_follow_the_mark_are_left_for_later(process: Process) -> None:
    one = process()
    for title in ("Baker", "Cook", "Nurse"):
        make_live_role(title)
    file_of(one).consume(list(LogEntry.objects.after(1)))
    assert file_of(one).mark == LOG_START
    step(file_of(one))
    assert file_of(one).mark == LogEntry.objects.head()


DEPLOYMENT = (
    "import django; django.setup(); from roles import pagecache; print(pagecache.deployment())"
)


def test_processes_of_one_deployment_agree_on_its_name() -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "jobdesc.settings"}
    names = {
        subprocess.check_output(
            [sys.executable, "-c", DEPLOYMENT], env=environment | {"PYTHONHASHSEED": seed}
        )
        for seed in ("1", "2")
    }
    assert len(names) == 1


def test_a_deployment_is_named_by_its_templates_and_settings(settings: Any, tmp_path: Path) -> None:
    before = deployment()
    assert deployment() == before
    settings.SITE_NAME = "Another name"
    renamed = deployment()
    (tmp_path / "base.html").write_text("Changed")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    changed = deployment()
    (tmp_path / "base.html").write_text("Chanced")
    assert len({before, renamed, changed, deployment()}) == 4
