"""Whatever editors do and whenever visitors come, a kept page is what would be rendered now.

The near worker makes the changes and has to be right at once; the far one hears of them when it
asks the log, and has to be right from then on; and one has its pages in a file.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from roles import drafting, publishing
from roles.errors import PublishingError
from roles.models import Category, Edition, FactKind, LogEntry, Role, Tag
from roles.pagecache import PageFile
from roles.publishing import OPERATOR
from roles.records import GlanceFact
from tests.factories import make_category, make_role
from tests.following.stepping import step
from tests.pagecache.site import MEGABYTE, Worker

START = datetime(2026, 1, 1, tzinfo=UTC)
ADDRESSES = [
    "/jobs",
    *(f"/jobs/{category}/{role}" for category in ("one", "new", "two", "three") for role in "abc"),
]
# Addresses that one of the roles has at any time.
FILED = ["/jobs", "/jobs/one/a", "/jobs/new/a", "/jobs/two/b", "/jobs/three/c"]

role_number = st.integers(min_value=0, max_value=2)
words = st.sampled_from(["alpha", "beta", "gamma"])
pauses = st.sampled_from([1, 60, 3600]).map(lambda seconds: timedelta(seconds=seconds))


def follow(worker: Worker) -> None:
    """Lets a worker, and its file, catch up with the log; the file writes what waits for it."""
    step(worker.store)
    if worker.file:
        step(worker.file)


class EditorsAndVisitors(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.clock = time_machine.travel(START, tick=False)
        self.traveller = self.clock.start()
        # Nothing shared, so that a page is purged by no other key than the one it needs.
        self.roles = [
            make_role(
                name,
                make_category(category),
                tags=(f"skill {name}",),
                glance=(GlanceFact("Typical education", "BA"),),
            )
            for name, category in (("a", "One"), ("b", "Two"), ("c", "Three"))
        ]
        for role in self.roles:
            drafting.write_related(role, [other.pk for other in self.roles if other != role])
            publishing.publish(role=role, by=OPERATOR)
        self.near, self.far, self.fresh = Worker(), Worker(), Worker(max_bytes=0)
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "pages"
        # No page is in memory, so that every one has to be found in the file.
        self.filing = Worker(max_bytes=0, file=PageFile(path, MEGABYTE, "now"))
        for worker in (self.near, self.far, self.filing):
            follow(worker)

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)
        self.folder.cleanup()

    def announce(self) -> None:
        """What a commit does in the process that made it."""
        self.near.store.heard(LogEntry.objects.head().position)

    def attempt(self, verb: Any, **arguments: Any) -> None:
        with suppress(PublishingError):
            verb(by=OPERATOR, **arguments)
        self.announce()

    def edited(self, number: int, word: str) -> Role:
        role = Role.objects.get(pk=self.roles[number].pk)
        role.summary = word
        role.save()
        return role

    @rule(number=role_number, word=words)
    def publish(self, number: int, word: str) -> None:
        self.attempt(publishing.publish, role=self.edited(number, word), change_note="Why")

    @rule(number=role_number, word=words, ahead=pauses)
    def schedule(self, number: int, word: str, ahead: timedelta) -> None:
        role, at = self.edited(number, word), timezone.now() + ahead
        self.attempt(publishing.schedule, role=role, at=at, change_note="Why")

    @rule(number=role_number, word=words, ahead=pauses)
    def schedule_and_let_it_come(self, number: int, word: str, ahead: timedelta) -> None:
        self.schedule(number, word, ahead)
        self.all_workers_are_right()
        self.wait(ahead)

    @rule(number=role_number)
    def withdraw_and_restore(self, number: int) -> None:
        self.withdraw(number)
        self.all_workers_are_right()
        self.restore(number)

    @rule()
    def cancel_schedule(self) -> None:
        if edition := Edition.objects.scheduled(timezone.now()).first():
            self.attempt(publishing.cancel_schedule, edition=edition)

    @rule(number=role_number)
    def withdraw(self, number: int) -> None:
        self.attempt(publishing.withdraw, role=self.roles[number])

    @rule(number=role_number)
    def restore(self, number: int) -> None:
        edition = Edition.objects.filter(role=self.roles[number]).earliest("number")
        self.attempt(publishing.restore, edition=edition)

    @rule(number=role_number)
    def mark_checked(self, number: int) -> None:
        self.attempt(publishing.mark_checked, role=self.roles[number])

    @rule(number=role_number, slug=st.sampled_from(["two", "three"]))
    def move(self, number: int, slug: str) -> None:
        if category := Category.objects.filter(slug=slug).first():
            role = Role.objects.get(pk=self.roles[number].pk)
            role.category = category
            role.save()
            self.attempt(publishing.publish, role=role, change_note="Moved")

    @rule(name=words, slug=st.sampled_from(["one", "new"]))
    def rename_category(self, name: str, slug: str) -> None:
        category = Category.objects.earliest("pk")
        category.name, category.slug = name, slug
        category.save()
        self.announce()

    @rule(name=words)
    def rename_tag(self, name: str) -> None:
        tag = Tag.objects.earliest("pk")
        tag.name = name
        tag.save()
        self.announce()

    @rule(label=words)
    def rename_fact_kind(self, label: str) -> None:
        kind = FactKind.objects.get(pk=self.roles[0].facts.get().kind_id)
        kind.label = label
        kind.save()
        self.announce()

    @rule(by=pauses)
    def wait(self, by: timedelta) -> None:
        self.traveller.shift(by)

    @rule()
    def near_follower(self) -> None:
        step(self.near.store)

    @rule()
    def memory_without_file(self) -> None:
        step(self.filing.store)

    @rule()
    def file_without_memory(self) -> None:
        assert self.filing.file
        step(self.filing.file)

    @rule(number=role_number)
    def change_while_rendering(self, number: int) -> None:
        """The far worker renders the list, and before it keeps it, hears that it has changed."""

        def change() -> None:
            self.attempt(publishing.withdraw, role=self.roles[number])
            step(self.far.store)

        self.far.store.restart(LogEntry.objects.head())
        self.far.after_rendering = change
        self.far.get("/jobs")

    @invariant()
    def all_workers_are_right(self) -> None:
        position = LogEntry.objects.head().position
        self.near.store.heard(position)
        self.filing.store.heard(position)
        step(self.far.store)
        expected = {address: self.fresh.get(address) for address in ADDRESSES}
        for address, answer in expected.items():
            assert self.near.get(address).body == answer.body
            assert self.far.get(address).body == answer.body
        filed = {address: expected[address] for address in FILED if expected[address].status == 200}
        for has_followed in (False, True, True):
            if has_followed:
                follow(self.filing)
            rendered = self.filing.rendered
            for address, answer in filed.items():
                assert self.filing.get(address).body == answer.body
        assert self.filing.rendered == rendered


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:No directory at")
def test_a_kept_page_is_what_would_be_rendered_now() -> None:
    run_state_machine_as_test(
        EditorsAndVisitors,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
