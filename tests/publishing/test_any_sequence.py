"""Whatever editors do, in whatever order and at whatever times, the promises of publishing hold."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from roles import drafting, publishing, reading
from roles.enums import LaterEditions, PublicationKind, WithdrawalReason
from roles.errors import PublishingError
from roles.models import Category, Edition, LogEntry, Role
from tests.factories import make_category, make_role

START = datetime(2026, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

pick = st.integers(min_value=0, max_value=50)
kinds = st.sampled_from(PublicationKind)
choices = st.sampled_from(LaterEditions)
# Zero is the hard case: two acts at the very same moment.
pauses = st.sampled_from([0, 1, 59, 60, 3600]).map(lambda seconds: timedelta(seconds=seconds))
words = st.sampled_from(["alpha", "beta", "gamma"])


class Editors(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.clock = time_machine.travel(START, tick=False)
        self.traveller = self.clock.start()
        categories = [make_category("One"), make_category("Two")]
        self.roles = [make_role(name, categories[0]) for name in ("First", "Second")]
        self.live_at: dict[tuple[int, datetime], int] = {}
        self.addresses: dict[str, int] = {}
        self.payloads: dict[int, Any] = {}
        self.log_position = 0

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def attempt(self, verb: Any, **arguments: Any) -> Any:
        with suppress(PublishingError):
            return verb(by=publishing.OPERATOR, **arguments)

    def role(self, number: int) -> Role:
        return Role.objects.get(pk=self.roles[number % len(self.roles)].pk)

    @rule(number=pick, word=words, part=st.sampled_from(["title", "slug", "summary"]))
    def edit(self, number: int, word: str, part: str) -> None:
        role = self.role(number)
        setattr(role, part, f"{word}-{role.pk if part == 'slug' else ''}".strip("-"))
        role.save()
        drafting.save_revision(role, by=None)

    @rule(number=pick, word=words)
    def want_any_address(self, number: int, word: str) -> None:
        role = self.role(number)
        if not Role.objects.filter(slug=word, category=role.category).exists():
            role.slug = word
            role.save()

    @rule(number=pick, name=st.sampled_from(["one", "two"]))
    def move(self, number: int, name: str) -> None:
        role = self.role(number)
        role.category = Category.objects.get(name__iexact=name)
        if not Role.objects.filter(slug=role.slug, category=role.category).exists():
            role.save()

    @rule(name=st.sampled_from(["one", "two"]), slug=words)
    def rename_category(self, name: str, slug: str) -> None:
        category = Category.objects.get(name__iexact=name)
        if Category.objects.filter(slug=slug).exists():
            return
        category.slug = slug
        with suppress(PublishingError), transaction.atomic():
            category.save()

    @rule(number=pick, kind=kinds, note=st.sampled_from(["", "Why"]), later=choices)
    def publish(self, number: int, kind: PublicationKind, note: str, later: LaterEditions) -> None:
        self.attempt(
            publishing.publish,
            role=self.role(number),
            kind=kind,
            change_note=note,
            later=later,
        )

    @rule(number=pick)
    def undo(self, number: int) -> None:
        editions = list(Edition.objects.order_by("pk"))
        if not editions:
            return
        # Mostly the last one: others cannot be undone.
        edition = editions[-1 - number % min(3, len(editions))]
        if self.attempt(publishing.undo, edition=edition):
            # As if it had not been: what visitors saw in its time counts for nothing.
            self.live_at = {
                (role, moment): live
                for (role, moment), live in self.live_at.items()
                if role != edition.role_id or moment < edition.live_from
            }

    @rule(number=pick, kind=kinds, ahead=pauses, later=choices)
    def schedule(
        self, number: int, kind: PublicationKind, ahead: timedelta, later: LaterEditions
    ) -> None:
        self.attempt(
            publishing.schedule,
            role=self.role(number),
            at=timezone.now() + ahead,
            kind=kind,
            change_note="Planned",
            later=later,
        )

    @rule(number=pick)
    def cancel_schedule(self, number: int) -> None:
        editions = list(Edition.objects.order_by("pk"))
        if editions:
            self.attempt(publishing.cancel_schedule, edition=editions[number % len(editions)])

    @rule(number=pick)
    def withdraw(self, number: int) -> None:
        self.attempt(publishing.withdraw, role=self.role(number))

    @rule(number=pick)
    def replace_by_the_other(self, number: int) -> None:
        self.attempt(
            publishing.withdraw,
            role=self.role(number),
            reason=WithdrawalReason.REDIRECT,
            to=self.role(number + 1),
        )

    @rule(number=pick)
    def restore(self, number: int) -> None:
        editions = list(Edition.objects.order_by("pk"))
        if editions:
            self.attempt(publishing.restore, edition=editions[number % len(editions)])

    @rule(number=pick)
    def mark_checked(self, number: int) -> None:
        self.attempt(publishing.mark_checked, role=self.role(number))

    @rule(pause=pauses)
    def wait(self, pause: timedelta) -> None:
        self.traveller.shift(pause)

    @invariant()
    def at_most_one_edition_is_live_at_every_instant(self) -> None:
        for role in self.roles:
            ranges = role.editions.values_list("live_from", "live_until")
            instants = {moment for pair in ranges for moment in pair}
            for moment in instants | {each - MICROSECOND for each in instants}:
                assert role.editions.live(moment).count() <= 1

    @invariant()
    def no_edition_is_lost_or_changed(self) -> None:
        now = {edition.pk: (edition.number, edition.payload) for edition in Edition.objects.all()}
        assert {pk: now.get(pk) for pk in self.payloads} == self.payloads
        self.payloads = now

    @invariant()
    def the_past_stays_as_visitors_saw_it(self) -> None:
        now = timezone.now()
        # What happened at this very instant may still be superseded at this instant.
        past = {key: edition for key, edition in self.live_at.items() if key[1] < now}
        for (role, moment), edition in past.items():
            live = Edition.objects.live(moment).filter(role=role).values_list("pk", flat=True)
            assert list(live) == [edition]
        self.live_at = past
        for edition in Edition.objects.live(now).with_category():
            self.live_at[edition.role_id, now] = edition.pk
            self.addresses[edition.path] = edition.role_id

    @invariant()
    def every_address_ever_live_leads_in_one_hop_to_the_live_page(self) -> None:
        now = timezone.now()
        live = {edition.role_id: edition for edition in Edition.objects.live(now).with_category()}
        for path, role in self.addresses.items():
            page = reading.role_page(*path.split("/"), now)
            if page:
                assert page.edition.role_id == role
            elif role in live:
                assert reading.find_address(path, now) == reading.Moved(
                    live[role].get_absolute_url()
                )
            elif (found := reading.find_address(path, now)) != reading.Gone(self.last_title(role)):
                assert found in [reading.Moved(each.get_absolute_url()) for each in live.values()]

    @staticmethod
    def last_title(role: int) -> str:
        editions = Edition.objects.filter(role=role)
        seen = editions.begun(timezone.now()).first()
        begun = editions.filter(live_from__lte=timezone.now())
        last = seen or begun.order_by("-live_from", "-number").first()
        return last.title if last else ""

    @invariant()
    def dates_only_run_forward(self) -> None:
        for edition in Edition.objects.not_over(timezone.now()):
            assert edition.published <= edition.updated <= edition.live_from

    @invariant()
    def a_correction_keeps_the_date_of_what_it_follows(self) -> None:
        for role in self.roles:
            begun = list(role.editions.exclude(live_until__lte=START).order_by("live_from", "pk"))
            shown = [edition for edition in begun if edition.live_from < edition.live_until]
            for before, after in pairwise(shown):
                if after.kind == PublicationKind.UPDATE:
                    assert after.updated == after.live_from
                elif "Restored" not in after.change_note:
                    assert after.updated == before.updated

    @invariant()
    def the_log_has_no_gap(self) -> None:
        positions = list(LogEntry.objects.order_by("position").values_list("position", flat=True))
        first = positions[0] if positions else 1
        assert positions == list(range(first, first + len(positions)))


@pytest.mark.django_db
def test_any_sequence_of_acts_keeps_every_promise() -> None:
    run_state_machine_as_test(
        Editors,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            # Shrinking repeats a failing run for minutes; the printed steps are short enough.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
