from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from roles import drafting, publishing, reading
from roles.enums import AiImpact, EducationLevel, PublicationKind
from roles.errors import (
    AddressTaken,
    BadMoment,
    ChangeNoteMissing,
    Incomplete,
    NeverLive,
    NotAllowed,
    NothingToPublish,
    NotLive,
    NotScheduled,
    StaleRevision,
)
from roles.models import Category, Edition, FactKind, LogEntry, Redirect, Role, Tag
from roles.records import GlanceFact, Publication
from tests.factories import make_category, make_live_role, make_role, published

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
OPERATOR = publishing.OPERATOR


def edit(role: Role, **fields: str) -> Role:
    role = Role.objects.get(pk=role.pk)
    for name, value in fields.items():
        setattr(role, name, value)
    role.save()
    drafting.save_revision(role, by=None)
    return role


def live_title(role: Role, at: datetime | None = None) -> str | None:
    live = role.editions.live(at or timezone.now()).first()
    return live.title if live else None


def test_saving_a_draft_changes_nothing_the_public_sees() -> None:
    role = make_live_role("Tester")
    edit(role, title="Secret title")
    assert live_title(role) == "Tester"


def test_publishing_makes_the_draft_live_and_names_the_edition() -> None:
    role = make_role("Tester")
    edition = published(role)
    assert (edition.number, edition.kind, edition.change_note) == (
        1,
        PublicationKind.UPDATE,
        "First published",
    )
    assert live_title(role) == "Tester"


def test_an_update_moves_last_updated_and_a_correction_keeps_it() -> None:
    role = make_live_role("Tester")
    first = role.editions.get()
    corrected = publishing.publish(
        role=edit(role, summary="Typo mended."), by=OPERATOR, kind=PublicationKind.CORRECTION
    )
    assert corrected.updated == first.updated
    updated = publishing.publish(
        role=edit(role, summary="New facts."), by=OPERATOR, change_note="New facts"
    )
    assert updated.updated == updated.live_from > first.updated
    assert updated.published == first.published


def test_an_update_without_a_change_note_is_refused_and_a_correction_is_not() -> None:
    role = edit(make_live_role("Tester"), summary="Other.")
    with pytest.raises(ChangeNoteMissing):
        publishing.publish(role=role, by=OPERATOR, change_note="  ")
    publishing.publish(role=role, by=OPERATOR, kind=PublicationKind.CORRECTION)


def test_publishing_the_same_again_is_refused() -> None:
    role = make_live_role("Tester")
    with pytest.raises(NothingToPublish):
        publishing.publish(role=role, by=OPERATOR, change_note="Again")
    assert role.editions.count() == 1


def test_a_role_without_summary_cannot_be_published() -> None:
    role = make_role("Tester", summary="")
    with pytest.raises(Incomplete):
        published(role)
    assert not role.editions.exists()


def test_publishing_a_revision_that_is_not_the_newest_is_refused() -> None:
    role = make_role("Tester")
    seen = role.head
    assert seen is not None
    edit(role, summary="Saved by somebody else.")
    with pytest.raises(StaleRevision):
        publishing.publish(role=role, by=OPERATOR, revision=seen.pk)


def test_a_tag_renamed_meanwhile_makes_no_revision_stale() -> None:
    role = make_role("Tester", tags=("sql",))
    seen = role.head
    assert seen is not None
    tag = Tag.objects.get()
    tag.name = "SQL databases"
    tag.save()
    assert drafting.save_revision(role, by=None) == seen
    edition = publishing.publish(role=role, by=OPERATOR, revision=seen.pk)
    assert [each.name for each in edition.tags.all()] == ["SQL databases"]


def test_a_schedule_goes_live_at_its_moment_without_any_command() -> None:
    role = make_live_role("Before")
    at = timezone.now() + HOUR
    planned = publishing.schedule(
        role=edit(role, title="After"), by=OPERATOR, at=at, change_note="Renamed"
    )
    assert live_title(role, at - timedelta(microseconds=1)) == "Before"
    assert live_title(role, at) == "After"
    assert planned.updated == at


def test_scheduling_in_the_past_is_refused() -> None:
    with pytest.raises(BadMoment):
        publishing.schedule(role=make_role(), by=OPERATOR, at=timezone.now() - HOUR)


def test_a_cancelled_schedule_leaves_what_is_live_in_place() -> None:
    role = make_live_role("Before")
    at = timezone.now() + HOUR
    planned = publishing.schedule(
        role=edit(role, title="After"), by=OPERATOR, at=at, change_note="Renamed"
    )
    publishing.cancel_schedule(edition=planned, by=OPERATOR)
    assert live_title(role, at + HOUR) == "Before"
    with pytest.raises(NotScheduled):
        publishing.cancel_schedule(edition=planned, by=OPERATOR)


def test_publishing_now_keeps_what_is_scheduled_for_later() -> None:
    role = make_live_role("One")
    at = timezone.now() + HOUR
    publishing.schedule(role=edit(role, title="Three"), by=OPERATOR, at=at, change_note="Later")
    publishing.publish(role=edit(role, title="Two"), by=OPERATOR, change_note="Now")
    assert (live_title(role), live_title(role, at)) == ("Two", "Three")


def test_a_scheduled_correction_shows_the_date_of_what_it_then_follows() -> None:
    role = make_live_role("One")
    at = timezone.now() + HOUR
    planned = publishing.schedule(
        role=edit(role, summary="Typo."), by=OPERATOR, at=at, kind=PublicationKind.CORRECTION
    )
    update = publishing.publish(role=edit(role, summary="News."), by=OPERATOR, change_note="News")
    planned.refresh_from_db()
    assert planned.updated == update.updated


def test_a_second_schedule_for_the_same_moment_takes_the_place_of_the_first() -> None:
    role = make_live_role("One")
    first = role.editions.get()
    at = timezone.now() + HOUR
    publishing.schedule(role=edit(role, title="Two"), by=OPERATOR, at=at, change_note="Two")
    second = publishing.schedule(
        role=edit(role, title="Three"), by=OPERATOR, at=at, kind=PublicationKind.CORRECTION
    )
    assert live_title(role, at) == "Three"
    assert second.updated == first.updated


def test_withdrawing_takes_the_page_away_and_cancels_what_was_scheduled() -> None:
    role = make_live_role("One")
    at = timezone.now() + HOUR
    publishing.schedule(role=edit(role, title="Two"), by=OPERATOR, at=at, change_note="Two")
    publishing.withdraw(role=role, by=OPERATOR)
    assert (live_title(role), live_title(role, at)) == (None, None)
    with pytest.raises(NotLive):
        publishing.withdraw(role=role, by=OPERATOR)


def test_restoring_brings_the_old_content_and_date_back_and_keeps_the_draft() -> None:
    role = make_live_role("Old")
    first = role.editions.get()
    publishing.publish(role=edit(role, title="New"), by=OPERATOR, change_note="Renamed")
    restored = publishing.restore(edition=first, by=OPERATOR)
    assert (restored.number, restored.title, restored.updated) == (3, "Old", first.updated)
    assert Role.objects.get(pk=role.pk).title == "New"
    assert str(Role.objects.get(pk=role.pk).state) == "Live, with unpublished changes"


def test_an_edition_that_was_never_live_cannot_be_restored() -> None:
    planned = publishing.schedule(role=make_role(), by=OPERATOR, at=timezone.now() + HOUR)
    with pytest.raises(NeverLive):
        publishing.restore(edition=planned, by=OPERATOR)


def test_marking_as_checked_makes_no_edition_and_moves_no_other_date() -> None:
    role = make_live_role()
    before = role.editions.get()
    checked = publishing.mark_checked(role=role, by=OPERATOR)
    assert checked.pk == before.pk
    assert checked.checked is not None
    assert (checked.updated, checked.published) == (before.updated, before.published)
    with pytest.raises(NotLive):
        publishing.mark_checked(role=make_role("Draft"), by=OPERATOR)


def test_a_correction_keeps_the_checked_date_and_an_update_drops_it() -> None:
    role = make_live_role()
    checked = publishing.mark_checked(role=role, by=OPERATOR).checked
    corrected = publishing.publish(
        role=edit(role, summary="Typo."), by=OPERATOR, kind=PublicationKind.CORRECTION
    )
    updated = publishing.publish(role=edit(role, summary="News."), by=OPERATOR, change_note="News")
    assert (corrected.checked, updated.checked) == (checked, None)


def test_a_scheduled_correction_keeps_a_check_made_before_it_goes_live() -> None:
    role = make_live_role()
    at = timezone.now() + HOUR
    planned = publishing.schedule(
        role=edit(role, summary="Typo."), by=OPERATOR, at=at, kind=PublicationKind.CORRECTION
    )
    checked = publishing.mark_checked(role=role, by=OPERATOR).checked
    planned.refresh_from_db()
    assert planned.checked == checked


def test_an_address_stays_with_its_role_for_good() -> None:
    role = make_live_role("One", slug="one")
    publishing.publish(role=edit(role, slug="two"), by=OPERATOR, change_note="Moved")
    newcomer = make_role("Newcomer", slug="one")
    with pytest.raises(AddressTaken):
        published(newcomer)
    now = timezone.now()
    assert reading.find_address("engineering/one", now) == reading.Moved("/jobs/engineering/two")


def test_an_address_that_only_a_cancelled_schedule_wanted_is_free_again() -> None:
    planned = publishing.schedule(
        role=make_role("One", slug="one"), by=OPERATOR, at=timezone.now() + HOUR
    )
    publishing.cancel_schedule(edition=planned, by=OPERATOR)
    Role.objects.filter(slug="one").update(slug="other")
    published(make_role("Newcomer", slug="one"))
    assert Redirect.objects.get(path="engineering/one").role.title == "Newcomer"


def test_renaming_a_category_moves_all_its_addresses_and_none_dies() -> None:
    role = make_live_role("One", slug="one")
    category = Category.objects.get()
    category.slug = "building"
    category.save()
    now = timezone.now()
    assert reading.find_address("engineering/one", now) == reading.Moved("/jobs/building/one")
    assert reading.find_address("engineering", now) == reading.Moved("/jobs/building")
    category.slug = "engineering"
    category.save()
    assert reading.find_address("building/one", now) == reading.Moved("/jobs/engineering/one")
    assert reading.role_page("engineering", "one", now).edition.role == role


def test_imported_dates_become_those_of_the_first_edition() -> None:
    role = make_role("One")
    role = edit(role, summary="Imported.")
    updated = datetime(2026, 3, 3, tzinfo=UTC)
    role.summary = "Imported again."
    role.save()
    drafting.save_revision(role, by=None, publication=Publication(edition=4, updated=updated))
    edition = published(role)
    assert (edition.number, edition.updated, edition.published) == (4, updated, updated)
    assert edition.live_from > updated


def test_an_imported_date_in_the_future_does_not_count() -> None:
    role = make_role("One")
    role.summary = "Imported."
    role.save()
    tomorrow = timezone.now() + timedelta(days=1)
    drafting.save_revision(role, by=None, publication=Publication(updated=tomorrow))
    edition = published(role)
    assert edition.updated == edition.live_from


def test_an_imported_check_in_the_future_does_not_count() -> None:
    role = make_role("One")
    role.summary = "Imported."
    role.save()
    tomorrow = timezone.now() + timedelta(days=1)
    drafting.save_revision(role, by=None, publication=Publication(checked=tomorrow))
    assert published(role).checked is None


def test_facets_are_derived_and_an_override_wins() -> None:
    glance = (
        GlanceFact("Typical education", "Bachelor's degree; MS common"),
        GlanceFact("Typical experience", "7-12 years"),
        GlanceFact("AI impact (through 2030)", "Strong tailwind — demand grows"),
    )
    edition = make_live_role("Derived", glance=glance).editions.get()
    assert (
        edition.education,
        edition.experience_from,
        edition.experience_to,
        edition.ai_impact,
    ) == (EducationLevel.BACHELOR, 7, 12, AiImpact.STRONG_TAILWIND)
    overridden = make_live_role(
        "Overridden",
        glance=glance,
        education_override="5",
        experience_override="none",
        ai_impact_override="mixed",
    ).editions.get()
    assert (
        overridden.education,
        overridden.experience_from,
        overridden.experience_to,
        overridden.ai_impact,
    ) == (EducationLevel.MASTER, None, None, AiImpact.MIXED)


def test_a_renamed_kind_still_feeds_its_filter() -> None:
    FactKind.objects.filter(facet="ai-impact").update(label="AI impact (through 2032)")
    glance = (GlanceFact("AI impact (through 2032)", "Mixed — some of it"),)
    assert make_live_role(glance=glance).editions.get().ai_impact == AiImpact.MIXED


@pytest.mark.parametrize(
    ("permission", "act"),
    [
        ("publish_role", lambda role, by: publishing.publish(role=role, by=by, change_note="x")),
        (
            "schedule_role",
            lambda role, by: publishing.schedule(
                role=role, by=by, at=timezone.now() + HOUR, change_note="x"
            ),
        ),
        ("withdraw_role", lambda role, by: publishing.withdraw(role=role, by=by)),
        ("check_role", lambda role, by: publishing.mark_checked(role=role, by=by)),
        (
            "publish_role",
            lambda role, by: publishing.restore(edition=role.editions.earliest("pk"), by=by),
        ),
        (
            "schedule_role",
            lambda role, by: publishing.cancel_schedule(
                edition=role.editions.scheduled(timezone.now()).get(), by=by
            ),
        ),
    ],
)
def test_every_verb_needs_its_permission(permission: str, act) -> None:  # type: ignore[no-untyped-def]
    role = make_live_role("One")
    publishing.schedule(
        role=edit(role, title="Later"), by=OPERATOR, at=timezone.now() + 2 * HOUR, change_note="x"
    )
    publishing.publish(role=edit(role, title="Two"), by=OPERATOR, change_note="Two")
    role = edit(role, title="Three")
    before = list(Edition.objects.order_by("pk").values())
    every_other = User.objects.create_user("every-other")
    every_other.user_permissions.set(Permission.objects.exclude(codename=permission))
    with pytest.raises(NotAllowed):
        act(role, every_other)
    assert list(Edition.objects.order_by("pk").values()) == before

    allowed = User.objects.create_user("allowed")
    allowed.user_permissions.set(Permission.objects.filter(codename=permission))
    act(role, allowed)
    assert list(Edition.objects.order_by("pk").values()) != before


def test_what_a_user_did_is_recorded_under_that_user() -> None:
    user = User.objects.create_superuser("chief")
    edition = publishing.publish(role=make_role(), by=user)
    assert (edition.created_by, LogEntry.objects.latest("position").by) == (user, user)


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        (lambda role: setattr(role, "summary", "New."), []),
        (lambda role: setattr(role, "title", "New"), ["counts"]),
        (lambda role: setattr(role, "slug", "new"), ["counts"]),
        (lambda role: setattr(role, "category", make_category("New")), ["counts"]),
        (lambda role: role.tags.set(["sql", "rust"]), ["counts"]),
        (lambda role: setattr(role, "education_override", "3"), ["counts"]),
        (lambda role: setattr(role, "ai_impact_override", "mixed"), ["counts"]),
    ],
)
def test_the_log_names_the_role_its_lists_and_those_that_count_it_in_another_way(
    change: Callable[[Role], object], counts: list[str]
) -> None:
    role = Role.objects.get(pk=make_live_role("One", tags=("sql", "python")).pk)
    entry = LogEntry.objects.get()
    assert entry.keys == ["counts", "lists", f"role:{role.pk}"]
    change(role)
    role.save()
    publishing.publish(role=role, by=OPERATOR, change_note="Changed")
    entry = LogEntry.objects.latest("position")
    assert entry.keys == [*counts, "lists", f"role:{role.pk}"]


def test_a_check_counts_nobody_in_another_way() -> None:
    role = make_live_role("One")
    publishing.mark_checked(role=role, by=OPERATOR)
    assert LogEntry.objects.latest("position").keys == ["lists", f"role:{role.pk}"]


def test_what_is_scheduled_may_be_counted_in_another_way() -> None:
    role = make_live_role("One")
    role.summary = "New."
    role.save()
    at = timezone.now() + HOUR
    publishing.schedule(role=role, by=OPERATOR, at=at, change_note="New")
    assert "counts" in LogEntry.objects.latest("position").keys


def test_an_entry_for_a_schedule_tells_when_visitors_see_it() -> None:
    at = timezone.now() + HOUR
    publishing.schedule(role=make_role(), by=OPERATOR, at=at)
    assert LogEntry.objects.latest("position").visible_from == at


def test_a_refused_publication_leaves_no_trace() -> None:
    make_live_role("One", slug="one")
    Role.objects.filter(slug="one").update(slug="two")
    rows = Edition.objects.count(), Redirect.objects.count(), LogEntry.objects.count()
    with pytest.raises(AddressTaken):
        published(make_role("Newcomer", slug="one"))
    assert (Edition.objects.count(), Redirect.objects.count(), LogEntry.objects.count()) == rows


@pytest.mark.parametrize("change", ["category", "kind", "tag"])
def test_a_name_that_visitors_see_is_logged_when_it_changes(change: str) -> None:
    role = make_live_role(
        "One", tags=("sql",), glance=(GlanceFact("Typical education", "A degree"),)
    )
    named = {"category": role.category, "kind": FactKind.objects.first(), "tag": Tag.objects.get()}
    keys = {
        "category": [f"category:{role.category.pk}", "counts", "lists"],
        "kind": ["fact-kinds"],
        "tag": ["counts", "lists", f"tag:{named['tag'].pk}"],
    }
    row = named[change]
    assert row is not None
    row.name = row.label = "Renamed"  # type: ignore[union-attr]
    row.save()
    assert LogEntry.objects.latest("position").keys == keys[change]
    page = reading.role_page("engineering", "one", timezone.now())
    assert page is not None
    shown = {
        "category": page.record.category.name,
        "kind": page.record.glance[0].label,
        "tag": page.record.tags[0],
    }
    assert shown[change] == "Renamed"
