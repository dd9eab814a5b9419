"""Many roles at a time are written as one by one, and an interrupted import goes on."""

from __future__ import annotations

import gc
import tracemalloc
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.invented import invented_roles
from roles import drafting, publishing
from roles.errors import AddressTaken, PublishingError, StaleRevision
from roles.interchange import applying, planning
from roles.interchange.applying import Step, apply
from roles.interchange.planning import Outcome, plan
from roles.interchange.source import Decoded
from roles.models import Edition, FactKind, LogEntry, LogHead, Redirect, Revision, Role, Tag
from roles.records import (
    CategoryName,
    Faq,
    GlanceFact,
    Publication,
    QualificationGroup,
    RelatedRole,
    RoleRecord,
)
from roles.text.slugs import slug_from
from tests.factories import make_category, make_live_role, make_role, published

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from roles.interchange.planning import Plan

pytestmark = pytest.mark.django_db

# After everything that a fixture publishes, on whatever day.
NOW = datetime(2100, 1, 1, 9, 0, tzinfo=UTC)
ENGINEERING = CategoryName("Engineering", "engineering")
CARE = CategoryName("Health & Care", "health-care")


def role(title: str, category: CategoryName = ENGINEERING, **fields: Any) -> RoleRecord:
    fields = {"slug": slug_from(title), "summary": f"What a {title} does.", **fields}
    return RoleRecord(title=title, category=category, **fields)


def linked(*titles: str, category: CategoryName = ENGINEERING) -> tuple[RelatedRole, ...]:
    return tuple(
        RelatedRole(title, f"/jobs/{category.slug}/{slug_from(title)}") for title in titles
    )


VARIED = (
    role("Plain"),
    role(
        "Complete",
        seo_title="Complete, for engines",
        seo_description="All of it.",
        education_override="none",
        experience_override="3-5",
        ai_impact_override="mixed",
        glance=(
            GlanceFact("typical Education", "Bachelor's degree"),
            GlanceFact("Typical mood", "Calm"),
            GlanceFact("AI impact (through 2030)", "Strong headwind — all of it"),
        ),
        duties=("Walk <b>under</b> the bridge", "*Look*"),
        overview="Some *prose*.\n\n- a list",
        qualifications=(
            QualificationGroup("", "First.", ()),
            QualificationGroup("Skills", "", ("SQL", "Écriture")),
        ),
        outlook="Good.",
        cover_letter="Dear [Company],\n\nHello",
        faqs=(Faq("Is it hard?", "No, **never**."), Faq("Is it?", "Yes.")),
        tags=("C", "C++", "sql", "new one"),
        also_called=("Whole", "Entire"),
        related=linked("Plain", "Later", "There already"),
    ),
    role(
        "Imported with its dates",
        CARE,
        publication=Publication(
            edition=7,
            change_note="Seventh",
            published=datetime(2020, 1, 2, tzinfo=UTC),
            updated=datetime(2024, 3, 4, 5, 6, tzinfo=UTC),
            checked=datetime(2025, 5, 6, tzinfo=UTC),
        ),
        glance=(
            GlanceFact("typical MOOD", "Tense"),
            GlanceFact("Typical experience", "3 to 5 years"),
        ),
        tags=("New One", "c++"),
        related=linked("Later"),
    ),
    role(
        "Imported from the future",
        publication=Publication(
            published=datetime(2031, 1, 1, tzinfo=UTC), updated=datetime(2032, 1, 1, tzinfo=UTC)
        ),
    ),
    role("Formerly", summary="Under the old address of a role that moved."),
    role("Gone", summary="Under the address of a role that was withdrawn."),
    role("There already", summary="Other words.", tags=("SQL", "C")),
    role("Later", related=linked("Complete", "Plain")),
)


@pytest.fixture
def site() -> None:
    """Roles that the records meet: one that stays, one that moved, one that was withdrawn."""
    Tag.objects.create(name="SQL")
    make_live_role("There already")
    moved = make_live_role("Formerly")
    moved.slug = "now"
    moved.save()
    drafting.save_revision(moved, by=None)
    published(moved, "Moved")
    publishing.withdraw(role=make_live_role("Gone"), by=publishing.OPERATOR)


def planned(records: Iterable[RoleRecord], *, publish: bool = True) -> Plan:
    read = [(f"file-{line}.json", Decoded(record, line)) for line, record in enumerate(records, 1)]
    return plan(read, publish=publish, at=timezone.now())


MODELS = [model for app in ("roles", "taggit") for model in apps.get_app_config(app).get_models()]


def rows() -> dict[str, list[Any]]:
    """Every row of every table that an import may write to."""
    found = {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}
    # The ids of these are never read, and Django gives them in no order.
    tags = Edition.tags.through.objects.order_by("edition", "tag")
    return {**found, "tags of editions": list(tags.values("edition", "tag"))}


def undone(write: Callable[[], object]) -> dict[str, list[Any]]:
    """The rows there are after `write`, which is then undone, ids and all."""
    reset_sequences()
    with transaction.atomic():
        write()
        found = rows()
        transaction.set_rollback(True)
    reset_sequences()
    return found


def reset_sequences() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), MODELS):
            cursor.execute(statement)


def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the verbs write one role, without anything that writes several."""

    def write_each(pairs: Sequence[tuple[Role, RoleRecord]]) -> None:
        for each, record in pairs:
            drafting.write_record(each, record)

    def refuse(*arguments: object) -> None:
        raise PublishingError("not together")

    monkeypatch.setattr(applying, "write_new", write_each)
    monkeypatch.setattr(applying, "_finish_together", refuse)


@pytest.mark.parametrize("chunk", [2, 500])
@pytest.mark.parametrize("publish", [True, False])
@pytest.mark.usefixtures("site")
def test_roles_written_together_have_the_rows_of_roles_written_one_by_one(
    monkeypatch: pytest.MonkeyPatch, publish: bool, chunk: int
) -> None:
    records = VARIED if publish else (*VARIED, role("Without a summary", summary=""))
    monkeypatch.setattr(applying, "CHUNK", chunk)
    with time_machine.travel(NOW, tick=False):
        together = undone(lambda: apply(planned(records, publish=publish)))
        with monkeypatch.context() as patched:
            one_by_one(patched)
            apart = undone(lambda: apply(planned(records, publish=publish)))
    assert together == apart
    assert len(together["Role"]) == len(records)
    assert len(together["Edition"]) == (3 + 1 + 5 + 1 + 1 if publish else 4)
    assert len(together["RelatedRole"]) == 6


@pytest.mark.usefixtures("site")
def test_what_is_written_together_says_what_the_working_copies_say() -> None:
    apply(planned(VARIED))
    for each in Role.objects.all():
        assert drafting.save_revision(each, by=None) == each.head
    assert LogHead.objects.get().position == LogEntry.objects.count()


@pytest.mark.parametrize("publish", [True, False])
def test_thirty_roles_take_as_many_queries_as_three(publish: bool) -> None:
    def imported(first: int, number: int) -> int:
        records = [
            role(
                f"Number {n}",
                glance=(GlanceFact("Typical education", "Any"), GlanceFact("Mood", "Calm")),
                faqs=(Faq("Why?", "Because."),),
                tags=("one", "two"),
                related=linked(f"Number {first if n > first else first + 1}"),
            )
            for n in range(first, first + number)
        ]
        made = planned(records, publish=publish)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            apply(made)
        return len(queries)

    imported(0, 2)  # makes the category, the tags and the kind
    assert imported(100, 30) == imported(200, 3)


def test_thirty_roles_are_planned_in_as_many_queries_as_three() -> None:
    records = [role(f"Number {n}", tags=("one",)) for n in range(30)]
    apply(planned(records))

    def queries(number: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            made = planned(records[:number])
        assert made.count(Outcome.SAME) == number
        return len(captured)

    assert queries(30) == queries(3)


@pytest.mark.parametrize("resumable", [True, False])
def test_an_address_that_was_taken_meanwhile_is_refused_by_file_and_line(resumable: bool) -> None:
    made = planned([role("One"), role("Two")])
    other = make_live_role("Other")
    Redirect.objects.create(path="engineering/two", role=other, public_from=timezone.now())
    before = rows()
    with pytest.raises(AddressTaken, match=r"^file-2\.json:2: The address /jobs/engineering/two "):
        apply(made, resumable=resumable)
    assert Edition.objects.count() == 1
    assert resumable or rows() == before


def test_a_role_saved_after_it_was_planned_is_refused_by_file_and_line() -> None:
    there = make_role("One")
    made = planned([role("One", summary="New.")])
    Role.objects.filter(pk=there.pk).update(summary="An editor's.")
    drafting.save_revision(there, by=None)
    with pytest.raises(StaleRevision, match=r"^file-1\.json:1: “One” was saved meanwhile"):
        apply(made)


def test_a_role_saved_while_it_is_imported_is_refused_by_file_and_line() -> None:
    def save(step: Step, number: int) -> None:
        if step == Step.DRAFTS:
            drafting.save_revision(Role.objects.get(title="Two"), by=None, note="An editor's")

    with pytest.raises(StaleRevision, match=r"^file-2\.json:2: “Two” was changed meanwhile"):
        apply(planned([role("One"), role("Two")]), resumable=True, progress=save)
    assert Revision.objects.get().note == "An editor's"


def stop_at(step: Step, number: int) -> Callable[[Step, int], None]:
    """A progress that is interrupted once so many chunks of a step are done."""
    chunks = 0

    def progress(at: Step, roles: int) -> None:
        nonlocal chunks
        chunks += at == step
        if chunks == number:
            raise KeyboardInterrupt

    return progress


@pytest.mark.parametrize(
    ("step", "chunks", "outcomes"),
    [
        (Step.DRAFTS, 1, {"created": 3, "changed": 5, "same": 0}),
        (Step.DRAFTS, 4, {"created": 0, "changed": 8, "same": 0}),
        (Step.IMPORT, 1, {"created": 0, "changed": 6, "same": 2}),
        (Step.IMPORT, 4, {"created": 0, "changed": 0, "same": 8}),
    ],
)
@pytest.mark.usefixtures("site")
def test_a_resumable_import_that_was_interrupted_goes_on(
    monkeypatch: pytest.MonkeyPatch, step: Step, chunks: int, outcomes: dict[str, int]
) -> None:
    monkeypatch.setattr(applying, "CHUNK", 2)
    monkeypatch.setattr(planning, "CHUNK", 2)
    with time_machine.travel(NOW, tick=False):
        whole = undone(lambda: apply(planned(VARIED)))
        with pytest.raises(KeyboardInterrupt):
            apply(planned(VARIED), resumable=True, progress=stop_at(step, chunks))
        again = planned(VARIED)
        apply(again, resumable=True)
    assert {outcome: again.count(Outcome(outcome)) for outcome in outcomes} == outcomes
    assert rows() == whole


def test_an_import_of_all_or_nothing_that_was_interrupted_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(applying, "CHUNK", 2)
    before = rows()
    with pytest.raises(KeyboardInterrupt):
        apply(planned(VARIED), progress=stop_at(Step.IMPORT, 1))
    assert rows() == before


def test_followers_are_told_of_an_import_once_for_each_chunk(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(applying, "CHUNK", 2)
    with django_capture_on_commit_callbacks() as told:
        apply(planned([role("One"), role("Two"), role("Three")]))
    assert [callback.args for callback in told] == [(2,), (3,)]


def test_new_kinds_come_in_the_order_of_the_files() -> None:
    last = FactKind.objects.count()
    labels = ("Zeal", "Mood", "Aim")
    apply(planned([role(label, glance=(GlanceFact(label, "Yes"),)) for label in labels]))
    kinds = FactKind.objects.filter(position__gt=last)
    assert list(kinds.values_list("label", flat=True)) == list(labels)


def test_memory_does_not_grow_with_the_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record takes some 15 kB; its address, and what it is called in the file, one."""
    monkeypatch.setattr(applying, "CHUNK", 20)
    monkeypatch.setattr(planning, "CHUNK", 20)
    records = invented_roles(1_000)

    def peak(number: int) -> int:
        read = [("invented", Decoded(each, 1)) for each in islice(records, number)]
        gc.collect()
        tracemalloc.start()
        try:
            made = plan(read, publish=True, at=timezone.now())
            # What Django leaves in circles is garbage at any time, and no matter here.
            apply(made, progress=lambda step, chunk: gc.collect())
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(20)  # what is loaded once
    small, large = peak(40), peak(140)
    assert large - small < 100 * 4_000


def test_a_category_is_made_for_its_roles() -> None:
    make_category()
    apply(planned([role("One", CARE)], publish=False))
    assert Role.objects.get().path == "health-care/one"
