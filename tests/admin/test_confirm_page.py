"""What the page that publishes says before it does: proposal, impact, schedules; and undo."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from zeal import zeal_ignore

from roles import drafting, publishing
from roles.admin.impact import CACHED, impact
from roles.admin.plans import plans_for
from roles.models import Role
from roles.publishing import OPERATOR
from tests.admin.browser import fields_of, submit
from tests.admin.conftest import EDITOR, make_user
from tests.admin.test_publishing import everything, said
from tests.factories import make_category, make_live_role, make_role, published

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 3, 14, 5, tzinfo=UTC)
DAY = timedelta(days=1)


def edit(role: Role, **fields: Any) -> Role:
    role = Role.objects.get(pk=role.pk)
    for name, value in fields.items():
        setattr(role, name, value)
    role.save()
    drafting.save_revision(role, by=None)
    return role


def publish_page(role: Role) -> str:
    return f"/admin/roles/role/{role.pk}/publish"


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("summary", "kind", "why"),
    [
        (
            "Needs 5 years.",
            "update",
            "Proposed: update. “3 years” became “5 years” in summary.",
        ),
        (
            "Needs 3 yaers.",
            "correction",
            "Proposed: correction. “years.” became “yaers.” in summary.",
        ),
    ],
)
def test_the_difference_proposes_the_kind_and_says_why(
    summary: str, kind: str, why: str, chief: Client
) -> None:
    role = edit(make_live_role("Tester", summary="Needs 3 years."), summary=summary)
    response = chief.get(publish_page(role))
    assert fields_of(response, "confirm_form")["kind"] == kind
    assert why in text_of(response)
    assert [each.name for each in response.context["differences"]] == ["summary"]


def test_the_editor_may_choose_otherwise(chief: Client) -> None:
    role = edit(make_live_role("Tester", summary="Needs 3 years."), summary="Needs 5 years.")
    submit(chief, publish_page(role), "confirm_form", kind="correction")
    assert role.editions.get(number=2).kind == "correction"


def test_checking_again_shows_what_is_chosen_and_publishes_nothing(chief: Client) -> None:
    with time_machine.travel(AT, tick=False) as clock:
        role = make_live_role("Tester", summary="Needs 3 years.")
        clock.shift(DAY)
        edit(role, summary="Needs 5 years.")
        before = everything()
        page = publish_page(role)
        fields = fields_of(chief.get(page), "confirm_form")
        assert "“Last updated” becomes 4 March 2026." in text_of(chief.get(page))
        for kind, sentence in (
            ("correction", "“Last updated” stays 3 March 2026."),
            ("update", "“Last updated” becomes 6 March 2026."),
        ):
            typed = {"kind": kind, "when": "later", "at": "2026-03-06T09:00", "change_note": "Kept"}
            response = chief.post(page, fields | typed | {"_check": "Check again"})
            assert sentence in text_of(response)
            assert fields_of(response, "confirm_form")["change_note"] == "Kept"
        assert everything() == before


def test_the_impact_names_pages_feeds_redirects_and_dates(chief: Client) -> None:
    with time_machine.travel(AT, tick=False) as clock:
        role = make_live_role("Tester", tags=("sql",))
        friend = make_role("Friend")
        drafting.write_related(friend, [role.pk])
        drafting.save_revision(friend, by=None)
        published(friend)
        clock.shift(DAY)
        moved = edit(role, slug="qa", category=make_category("Design"))
        moved.tags.set(["python"])
        drafting.save_revision(moved, by=None)
        (plan,) = plans_for([role.pk])
        pages = (
            "These pages change: the role’s page with its .json, .md and .txt, the lists of roles "
            "and the home page, the category “Engineering” and “Design”, the tag “sql” and "
            "“python”, the search and the sitemap."
        )
        related = "Roles that name it as related change too: “Friend”."
        moved_to = "/jobs/engineering/tester will lead to /jobs/design/qa."
        assert impact(plan, "update", timezone.now()) == [
            pages,
            related,
            (
                "The feeds of updates, that of the site and those of its category and tags, tell "
                "of it with the change note."
            ),
            moved_to,
            "“Last updated” becomes 4 March 2026.",
            CACHED,
        ]
        assert impact(plan, "correction", timezone.now()) == [
            pages,
            related,
            "No feed tells of a correction.",
            moved_to,
            "“Last updated” stays 3 March 2026.",
            CACHED,
        ]


def test_roles_that_name_it_are_left_alone_when_they_show_nothing_new(chief: Client) -> None:
    role, friend = make_live_role("Tester"), make_role("Friend")
    drafting.write_related(friend, [role.pk])
    published(friend)
    edit(role, overview="New.")
    (plan,) = plans_for([role.pk])
    assert not any("Friend" in sentence for sentence in impact(plan, "update", timezone.now()))


@pytest.mark.parametrize(
    ("zone", "typed", "utc"),
    [
        ("", "2126-03-03T09:30", "2126-03-03T09:30:00+00:00"),
        ("Europe/Berlin", "2126-03-03T09:30", "2126-03-03T08:30:00+00:00"),
        ("Asia/Kolkata", "2126-03-03T09:30", "2126-03-03T04:00:00+00:00"),
    ],
)
def test_a_schedule_is_in_the_zone_that_is_chosen(
    zone: str, typed: str, utc: str, chief: Client
) -> None:
    role = make_role("Tester")
    submit(chief, publish_page(role), "confirm_form", when="later", at=typed, zone=zone)
    assert role.editions.get().live_from.isoformat() == utc


def test_a_time_that_does_not_exist_is_refused(chief: Client) -> None:
    role = make_role("Tester")
    typed = {"when": "later", "at": "2027-03-28T02:30", "zone": "Europe/Berlin"}
    response = submit(chief, publish_page(role), "confirm_form", **typed)
    assert "In Europe/Berlin there is no 02:30 on 28 March 2027" in text_of(response)
    assert not role.editions.exists()


def decide(client: Client, role: Role, **typed: str) -> Any:
    """Sends the page's form with a choice that nothing is chosen for at first."""
    page = publish_page(role)
    with zeal_ignore():  # every schedule that is changed has an entry of its own in the log
        return client.post(page, fields_of(client.get(page), "confirm_form") | typed)


@pytest.fixture
def planned() -> Role:
    role = make_live_role("Tester")
    edit(role, overview="Planned.")
    publishing.schedule(role=role, by=OPERATOR, at=timezone.now() + DAY, change_note="Later")
    return edit(role, overview="", summary="New.")


def test_a_schedule_that_is_there_has_to_be_decided_on(planned: Role, chief: Client) -> None:
    before = everything()
    response = submit(chief, publish_page(planned), "confirm_form", change_note="New")
    assert response.context["form"].errors == {"later": ["This field is required."]}
    assert everything() == before


@pytest.mark.parametrize(
    ("later", "overviews"), [("keep", [""]), ("rebase", ["", "Planned."]), ("cancel", [""])]
)
def test_a_schedule_is_kept_rebased_or_cancelled(
    later: str, overviews: list[str], planned: Role, chief: Client
) -> None:
    decide(chief, planned, change_note="New", later=later)
    editions = planned.editions.not_over(timezone.now()).filter(number__gt=2)
    assert [e.payload["overview"] for e in editions.order_by("live_from")] == overviews
    kept = planned.editions.scheduled(timezone.now()).filter(number=2).exists()
    assert kept is (later == "keep")


def test_what_cannot_be_rebased_is_said_beside_the_choice(planned: Role, chief: Client) -> None:
    edit(planned, overview="Another.")
    response = decide(chief, planned, change_note="New", later="rebase")
    assert list(response.context["form"].errors) == ["later"]


def test_who_may_not_schedule_can_only_keep_a_schedule(
    planned: Role, client: Client, django_user_model: Any
) -> None:
    client.force_login(make_user(django_user_model, "someone", *EDITOR, "publish_role"))
    form = client.get(publish_page(planned)).context["form"]
    assert [value for value, _ in form.fields["later"].choices] == ["keep"]


def test_a_draft_that_holds_what_is_planned_is_warned_of(chief: Client) -> None:
    role = make_live_role("Tester")
    edit(role, overview="Planned.")
    publishing.schedule(role=role, by=OPERATOR, at=timezone.now() + DAY, change_note="Later")
    edit(role, summary="New.")
    page = text_of(chief.get(publish_page(role)))
    assert "is in this draft too, and would be public before it: overview." in page


# --- Undo and rolling back ------------------------------------------------------------------------


def tools_of(client: Client, address: str) -> dict[str, str]:
    return {tool.label: tool.address for tool in client.get(address).context["tools"]}


def test_undo_is_offered_for_a_minute_and_then_the_way_back(chief: Client) -> None:
    with time_machine.travel(AT, tick=False) as clock:
        role = make_live_role("Tester")
        clock.shift(DAY)
        edition = published(edit(role, summary="New."), "New")
        form, page = (
            f"/admin/roles/role/{role.pk}/change/",
            f"/admin/roles/edition/{edition.pk}/change/",
        )
        undo = {"Undo the publication (until 14:06:00)": f"/admin/roles/edition/{edition.pk}/undo"}
        clock.shift(59)
        assert undo.items() <= tools_of(chief, form).items()
        assert undo.items() <= tools_of(chief, page).items()
        assert "Roll back to edition 1…" not in tools_of(chief, form)
        clock.shift(2)
        assert undo.keys().isdisjoint(tools_of(chief, form) | tools_of(chief, page))
        back = tools_of(chief, form)["Roll back to edition 1…"]
        submit(chief, back, "confirm_form")
        restored = role.editions.get(number=3)
        assert restored.updated == role.editions.get(number=1).updated == AT


def test_undo_is_a_button_and_needs_a_post(chief: Client) -> None:
    role = make_live_role("Tester")
    edition = published(edit(role, summary="New."), "New")
    address = f"/admin/roles/edition/{edition.pk}/undo"
    before = everything()
    assert chief.get(address).status_code == 200
    assert everything() == before
    response = chief.post(address)
    assert said(response) == ["The publication of edition 2 of “Tester” was undone."]
    assert role.editions.live(timezone.now()).get().number == 1
    page = chief.get(f"/admin/roles/edition/{edition.pk}/change/")
    assert "taken back at once" in page.content.decode()


def test_undo_that_comes_late_says_what_to_do(chief: Client) -> None:
    with time_machine.travel(AT, tick=False) as clock:
        role = make_live_role("Tester")
        edition = published(edit(role, summary="New."), "New")
        clock.shift(61)
        response = chief.post(f"/admin/roles/edition/{edition.pk}/undo")
        assert "restore an earlier edition, or withdraw the role" in response.content.decode()


def test_undo_is_not_offered_to_who_may_not_publish(client: Client, django_user_model: Any) -> None:
    role = make_live_role("Tester")
    client.force_login(make_user(django_user_model, "someone", *EDITOR))
    labels = tools_of(client, f"/admin/roles/role/{role.pk}/change/")
    assert not any(label.startswith(("Undo", "Roll back")) for label in labels)


def test_a_schedule_that_went_live_is_not_undone(chief: Client) -> None:
    with time_machine.travel(AT, tick=False) as clock:
        role = make_role("Tester")
        publishing.schedule(role=role, by=OPERATOR, at=AT + DAY)
        clock.shift(DAY)
        labels = tools_of(chief, f"/admin/roles/role/{role.pk}/change/")
        assert not any(label.startswith("Undo") for label in labels)
