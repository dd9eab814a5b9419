"""Search engines are told of what changed, when visitors see it, and of nothing else."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from fcntl import LOCK_EX, flock
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from roles import following, publishing
from roles.following import ConsumerState, Follower
from roles.indexnow import IndexNow, NotSubmitted, consumer, endpoint
from roles.models import Category, LogEntry, Role
from roles.pagecache import PageStore
from roles.publishing import OPERATOR
from tests.factories import make_category, make_live_role, make_role, published
from tests.following.stepping import step
from tests.following.test_following import wait_until
from tests.indexnow.endpoint import Endpoint, listening

SITE = "https://jobs.example.org"
KEY = "0123456789abcdef"
TESTER = f"{SITE}/jobs/engineering/tester"
ENGINEERING = f"{SITE}/jobs/engineering"


@pytest.fixture
def search_engine(settings: Any) -> Iterator[Endpoint]:
    settings.SITE_URL, settings.INDEXNOW_KEY = SITE, KEY
    with listening() as listener:
        settings.INDEXNOW_ENDPOINT = listener.url
        yield listener


@pytest.fixture
def started(search_engine: Endpoint, db: None) -> Endpoint:
    """IndexNow was switched on before anything was published."""
    step(IndexNow())
    return search_engine


def change(role: Role, **fields: Any) -> Role:
    for name, value in fields.items():
        setattr(role, name, value)
    role.save()
    return role


def scheduled(title: str, **fields: Any) -> Any:
    tomorrow = timezone.now() + timedelta(days=1)
    return publishing.schedule(role=make_role(title, **fields), by=OPERATOR, at=tomorrow)


def later(**delta: float) -> Any:
    return time_machine.travel(timezone.now() + timedelta(**delta))


class TestWhatIsTold:
    def test_a_published_role_is_told_with_the_key(self, started: Endpoint) -> None:
        make_live_role("Tester")
        step(IndexNow())
        assert started.submissions == [
            {
                "host": "jobs.example.org",
                "key": KEY,
                "keyLocation": f"{SITE}/{KEY}.txt",
                "urlList": [TESTER],
            }
        ]

    def test_everything_is_told_once(self, started: Endpoint) -> None:
        make_live_role("Tester")
        for _ in range(3):
            step(IndexNow())
        assert started.told == [[TESTER]]

    def test_an_update_and_a_withdrawal_are_told(self, started: Endpoint) -> None:
        role = make_live_role("Tester")
        step(IndexNow())
        published(change(role, overview="More."), "Said more")
        step(IndexNow())
        publishing.withdraw(role=role, by=OPERATOR)
        step(IndexNow())
        assert started.told == [[TESTER]] * 3

    def test_of_a_renamed_role_both_addresses_are_told(self, started: Endpoint) -> None:
        role = make_live_role("Tester")
        make_live_role("Other")
        step(IndexNow())
        published(change(role, slug="checker"), "Renamed")
        step(IndexNow())
        assert started.told[1:] == [[f"{SITE}/jobs/engineering/checker", TESTER]]

    def test_what_is_undone_is_told_at_both_addresses(self, started: Endpoint) -> None:
        role = make_live_role("Tester")
        step(IndexNow())
        edition = published(change(role, slug="checker"), "Renamed")
        step(IndexNow())
        publishing.undo(edition=edition, by=OPERATOR)
        step(IndexNow())
        assert started.told[1:] == [[f"{SITE}/jobs/engineering/checker", TESTER]] * 2

    def test_one_that_comes_back_under_another_name_too(self, started: Endpoint) -> None:
        role = make_live_role("Tester")
        publishing.withdraw(role=role, by=OPERATOR)
        step(IndexNow())
        published(change(role, category=make_category("Making")), "Back")
        step(IndexNow())
        assert started.told[1:] == [[TESTER, f"{SITE}/jobs/making/tester"]]

    def test_of_a_renamed_category_all_addresses_are_told(self, started: Endpoint) -> None:
        make_live_role("Tester")
        make_live_role("Plumber", make_category("Trades"))
        step(IndexNow())
        category = Category.objects.get(name="Engineering")
        category.slug = "making"
        category.save()
        step(IndexNow())
        making = f"{SITE}/jobs/making"
        assert started.told[1:] == [[ENGINEERING, TESTER, making, f"{making}/tester"]]

    def test_of_a_category_that_keeps_its_address_its_page_is_told(self, started: Endpoint) -> None:
        make_live_role("Tester")
        step(IndexNow())
        Category.objects.get().save()
        step(IndexNow())
        assert started.told[1:] == [[ENGINEERING]]

    def test_what_visitors_do_not_see_changed_is_not_told(self, started: Endpoint) -> None:
        role = make_live_role("Tester")
        step(IndexNow())
        publishing.mark_checked(role=role, by=OPERATOR)
        change(role, overview="Draft.")
        step(IndexNow())
        assert started.told == [[TESTER]]

    def test_addresses_are_written_as_uris(self, started: Endpoint) -> None:
        make_live_role("Инженер", slug="инженер")
        step(IndexNow())
        assert started.told == [
            [f"{ENGINEERING}/%D0%B8%D0%BD%D0%B6%D0%B5%D0%BD%D0%B5%D1%80"],
        ]

    def test_many_are_told_in_parts(
        self, started: Endpoint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert consumer.MOST_ADDRESSES == 10_000
        monkeypatch.setattr(consumer, "MOST_ADDRESSES", 2)
        for title in ("Alpha", "Beta", "Gamma"):
            make_live_role(title)
        step(IndexNow())
        names = [f"{ENGINEERING}/{name}" for name in ("alpha", "beta", "gamma")]
        assert started.told == [names[:2], names[2:]]

    def test_what_it_costs_does_not_grow(
        self, started: Endpoint, django_assert_num_queries: Any
    ) -> None:
        make_live_role("Tester")
        step(IndexNow())
        for count in (1, 3):
            for number in range(count):
                make_live_role(f"Role {count}{number}", make_category(f"{count}{number}"))
            with django_assert_num_queries(11):
                step(IndexNow())
        with django_assert_num_queries(2):  # the log's head, and what waits
            step(IndexNow())


class TestItsMoment:
    def test_a_schedule_is_told_when_its_moment_has_come(self, started: Endpoint) -> None:
        scheduled("Tester")
        step(IndexNow())
        with later(hours=23):
            step(IndexNow())
        assert started.told == []
        with later(hours=25):
            step(IndexNow())
            step(IndexNow())
        assert started.told == [[TESTER]]

    def test_it_is_told_by_a_process_started_since(self, started: Endpoint) -> None:
        scheduled("Tester")
        make_live_role("Other")
        step(IndexNow())
        assert started.told == [[f"{ENGINEERING}/other"]]
        with later(days=2):
            make_live_role("Third")
            step(IndexNow())
        assert started.told[1:] == [[TESTER, f"{ENGINEERING}/third"]]

    def test_a_cancelled_schedule_is_never_told(self, started: Endpoint) -> None:
        pending = scheduled("Tester")
        step(IndexNow())
        publishing.cancel_schedule(edition=pending, by=OPERATOR)
        step(IndexNow())
        with later(days=2):
            step(IndexNow())
        assert started.told == []

    def test_nor_is_a_cancelled_update_of_what_is_live(self, started: Endpoint) -> None:
        role = change(make_live_role("Tester"), overview="More.")
        tomorrow = timezone.now() + timedelta(days=1)
        pending = publishing.schedule(role=role, by=OPERATOR, at=tomorrow, change_note="More")
        step(IndexNow())
        publishing.cancel_schedule(edition=pending, by=OPERATOR)
        with later(days=2):
            step(IndexNow())
        assert started.told == [[TESTER]]

    def test_nor_is_one_that_a_withdrawal_took_along(self, started: Endpoint) -> None:
        role = make_live_role("Tester")
        role = change(role, slug="secret")
        tomorrow = timezone.now() + timedelta(days=1)
        publishing.schedule(role=role, by=OPERATOR, at=tomorrow, change_note="Renamed")
        publishing.withdraw(role=role, by=OPERATOR)
        step(IndexNow())
        with later(days=2):
            step(IndexNow())
        assert started.told == [[TESTER]]

    def test_a_scheduled_rename_is_told_with_both_addresses_and_not_before(
        self, started: Endpoint
    ) -> None:
        role = make_live_role("Tester")
        role = change(role, slug="checker")
        tomorrow = timezone.now() + timedelta(days=1)
        publishing.schedule(role=role, by=OPERATOR, at=tomorrow, change_note="Renamed")
        step(IndexNow())
        assert started.told == [[TESTER]]
        with later(days=2):
            step(IndexNow())
        assert started.told[1:] == [[f"{ENGINEERING}/checker", TESTER]]

    def test_a_category_is_not_told_before_it_is_public(self, started: Endpoint) -> None:
        pending = scheduled("Tester")
        category = pending.category
        category.slug = "making"
        category.save()
        assert LogEntry.objects.filter(action="category").exists()
        step(IndexNow())
        assert started.told == []

    def test_what_was_scheduled_before_indexnow_was_on_is_told(
        self, search_engine: Endpoint, db: None
    ) -> None:
        make_live_role("Long ago")
        scheduled("Tester")
        step(IndexNow())
        assert search_engine.told == []
        with later(days=2):
            step(IndexNow())
        assert search_engine.told == [[TESTER]]


class TestFailing:
    @pytest.mark.parametrize("status", [500, 503, 429, 408])
    def test_it_is_tried_again_after_growing_pauses(self, started: Endpoint, status: int) -> None:
        started.answers = [(status, {})] * 3
        make_live_role("Tester")
        started_at, attempts = timezone.now(), []
        for second in range(100):
            with time_machine.travel(started_at + timedelta(seconds=second), tick=False):
                before = len(started.told)
                with suppress(NotSubmitted):
                    step(IndexNow())
            if len(started.told) > before:
                attempts.append(second)
        assert attempts == [0, 10, 30, 70]
        assert started.told == [[TESTER]] * 4

    def test_pauses_grow_to_six_hours_and_no_further(self, started: Endpoint) -> None:
        started.answers = [(500, {})] * 30
        make_live_role("Tester")
        for attempt in range(1, 31):
            with later(days=attempt), pytest.raises(NotSubmitted):
                step(IndexNow())
        with later(days=30, hours=5), pytest.raises(NotSubmitted):
            step(IndexNow())
        assert len(started.told) == 30
        with later(days=30, hours=7):
            step(IndexNow())
        assert len(started.told) == 31

    def test_the_pause_the_endpoint_asks_for_is_kept(self, started: Endpoint) -> None:
        started.answers = [(429, {"Retry-After": "3600"})]
        make_live_role("Tester")
        with pytest.raises(NotSubmitted):
            step(IndexNow())
        with later(minutes=59), pytest.raises(NotSubmitted):
            step(IndexNow())
        assert len(started.told) == 1
        with later(minutes=61):
            step(IndexNow())
        assert len(started.told) == 2

    @pytest.mark.parametrize("value", ["-5", "soon", "Mon, 23 Nov 2026 12:00:00 GMT", "9" * 5_000])
    def test_a_pause_that_is_no_number_of_seconds_stops_nothing(
        self, started: Endpoint, value: str
    ) -> None:
        started.answers = [(503, {"Retry-After": value})]
        make_live_role("Tester")
        with pytest.raises(NotSubmitted):
            step(IndexNow())
        with later(days=2):
            step(IndexNow())
        assert len(started.told) == 2

    @pytest.mark.parametrize("status", [400, 403, 422, 301])
    def test_what_is_refused_for_good_is_logged_and_left(
        self, started: Endpoint, caplog: pytest.LogCaptureFixture, status: int
    ) -> None:
        started.answers = [(status, {"Location": "/elsewhere"})]
        make_live_role("Tester")
        step(IndexNow())
        make_live_role("Other")
        step(IndexNow())
        assert started.told == [[TESTER], [f"{ENGINEERING}/other"]]
        (message,) = [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]
        assert message.startswith(f"IndexNow refused 1 address(es) for good: {status}")
        assert KEY not in message

    def test_what_comes_meanwhile_is_told_with_it(self, started: Endpoint) -> None:
        started.answers = [(500, {})]
        make_live_role("Tester")
        with pytest.raises(NotSubmitted):
            step(IndexNow())
        make_live_role("Other")
        with pytest.raises(NotSubmitted):
            step(IndexNow())
        with later(minutes=1):
            step(IndexNow())
        assert started.told == [[TESTER], [f"{ENGINEERING}/other", TESTER]]

    def test_what_waited_is_kept_too(self, started: Endpoint) -> None:
        scheduled("Tester")
        step(IndexNow())
        started.answers = [(500, {})]
        with later(days=2), pytest.raises(NotSubmitted):
            step(IndexNow())
        with later(days=3):
            step(IndexNow())
        assert started.told == [[TESTER]] * 2

    def test_a_silent_endpoint_is_given_up_after_a_while(
        self, started: Endpoint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert endpoint.TIMEOUT_SECONDS == 10
        monkeypatch.setattr(endpoint, "TIMEOUT_SECONDS", 0.2)
        started.silent = True
        make_live_role("Tester")
        with pytest.raises(NotSubmitted, match=r"[Tt]ime"):
            step(IndexNow())

    def test_a_dead_endpoint_is_tried_again(self, started: Endpoint, settings: Any) -> None:
        alive = settings.INDEXNOW_ENDPOINT
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            settings.INDEXNOW_ENDPOINT = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        make_live_role("Tester")
        with pytest.raises(NotSubmitted, match="refused"):
            step(IndexNow())
        settings.INDEXNOW_ENDPOINT = alive
        with later(minutes=1):
            step(IndexNow())
        assert started.told == [[TESTER]]


class TestItsPlace:
    def test_the_first_start_leaves_the_past_alone(self, search_engine: Endpoint, db: None) -> None:
        for number in range(3):
            make_live_role(f"Role {number}")
        step(IndexNow())
        assert IndexNow().mark == LogEntry.objects.head()
        assert search_engine.told == []

    def test_a_replaced_database_is_followed_from_its_end(self, started: Endpoint) -> None:
        make_live_role("Tester")
        step(IndexNow())
        LogEntry.objects.update(at=timezone.now())
        make_live_role("Other")
        step(IndexNow())
        assert IndexNow().mark == LogEntry.objects.head()
        assert started.told == [[TESTER]]

    @pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"position": 1}', "\0"])
    def test_a_damaged_place_is_made_anew(
        self, started: Endpoint, settings: Any, content: str
    ) -> None:
        (settings.DATA_DIR / "indexnow" / "progress.json").write_text(content)
        make_live_role("Tester")
        step(IndexNow())
        make_live_role("Other")
        step(IndexNow())
        assert started.told == [[f"{ENGINEERING}/other"]]

    def test_only_one_process_tells(self, started: Endpoint, settings: Any) -> None:
        make_live_role("Tester")
        with (settings.DATA_DIR / "indexnow" / "lock").open("a") as other_process:
            flock(other_process, LOCK_EX)
            step(IndexNow())
            assert started.told == []
        step(IndexNow())
        assert started.told == [[TESTER]]

    def test_entries_another_process_has_told_of_are_not_told_again(
        self, started: Endpoint
    ) -> None:
        make_live_role("Tester")
        entries = list(LogEntry.objects.after(0))
        step(IndexNow())
        IndexNow().consume(entries)
        assert started.told == [[TESTER]]

    def test_a_clock_that_was_set_back_loses_nothing(self, started: Endpoint) -> None:
        with later(days=10):
            make_live_role("Tester")
            step(IndexNow())
        scheduled("Other")
        step(IndexNow())
        with later(days=2):
            step(IndexNow())
        assert f"{ENGINEERING}/other" in started.told[-1]

    def test_it_keeps_no_key_and_no_address(self, started: Endpoint, settings: Any) -> None:
        make_live_role("Tester")
        step(IndexNow())
        kept = json.loads((settings.DATA_DIR / "indexnow" / "progress.json").read_text())
        assert sorted(kept) == ["at", "failures", "position", "retry_at", "slugs", "told"]


class TestBesideOthers:
    @pytest.mark.django_db
    def test_without_a_key_nobody_follows(self) -> None:
        assert [each.name for each in following.stored_consumers()] == ["search index"]

    def test_status_tells_how_far_it_is(
        self, search_engine: Endpoint, db: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        make_live_role("Tester")
        call_command("status")
        step(IndexNow())
        make_live_role("Other")
        call_command("status")
        lines = [line for line in capsys.readouterr().out.splitlines() if "IndexNow" in line]
        assert lines == [
            "IndexNow client: not begun; a running server begins at the end of the log",
            "IndexNow client: at entry 1 of the publication log, 1 behind",
        ]

    @pytest.mark.django_db(transaction=True)
    def test_a_silent_endpoint_keeps_no_other_waiting(
        self, search_engine: Endpoint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(following, "POLL_SECONDS", 0.02)
        search_engine.silent = True
        pages = PageStore(1_000_000)
        follower = following.start([pages, IndexNow()])
        try:
            wait_until(lambda: pages.mark and IndexNow().mark)
            make_live_role("Tester")
            wait_until(lambda: search_engine.told == [[TESTER]])
            make_live_role("Other")
            wait_until(lambda: pages.mark == LogEntry.objects.head())
            assert follower.states(LogEntry.objects.head()) == [
                ConsumerState("page cache", 2, 0),
                ConsumerState("IndexNow client", 0, 2),
            ]
            search_engine.silent = False
            search_engine.released.set()
            wait_until(lambda: search_engine.told == [[TESTER], [f"{ENGINEERING}/other"]])
        finally:
            search_engine.released.set()
            follower.stop()
            Follower.running = None

    @pytest.mark.django_db(transaction=True)
    def test_a_moment_that_comes_needs_no_new_entry(
        self, search_engine: Endpoint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(following, "POLL_SECONDS", 0.02)
        follower = following.start([IndexNow()])
        try:
            wait_until(lambda: IndexNow().mark)
            soon = timezone.now() + timedelta(seconds=1)
            publishing.schedule(role=make_role("Tester"), by=OPERATOR, at=soon)
            wait_until(lambda: IndexNow().mark == LogEntry.objects.head())
            assert search_engine.told == []
            wait_until(lambda: search_engine.told == [[TESTER]])
            assert timezone.now() >= soon
        finally:
            follower.stop()
            Follower.running = None

    @pytest.mark.django_db(transaction=True)
    def test_one_that_fails_says_so_until_it_works(
        self,
        search_engine: Endpoint,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        monkeypatch.setattr(following, "POLL_SECONDS", 0.02)
        monkeypatch.setattr(following, "LONGEST_PAUSE", 0.05)
        monkeypatch.setattr(consumer, "FIRST_PAUSE", timedelta(seconds=0.5))
        search_engine.answers = [(500, {})]
        client = IndexNow()
        with caplog.at_level(logging.INFO, "roles.following"):
            follower = following.start([client])
            try:
                wait_until(lambda: client.mark)
                make_live_role("Tester")
                wait_until(lambda: follower.states(LogEntry.objects.head())[0].failing)
                wait_until(lambda: not follower.states(LogEntry.objects.head())[0].failing)
            finally:
                follower.stop()
                Follower.running = None
        assert search_engine.told == [[TESTER]] * 2
        assert caplog.messages == [
            "The IndexNow client failed; trying again.",
            "IndexNow received 1 address(es).",
            "The IndexNow client works again.",
        ]
