"""The editor's desk, and the lists of roles that its blocks lead to."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AbstractUser
from django.test import Client
from django.utils import timezone

from roles import drafting, publishing
from roles.admin import unsaved
from roles.enums import PublicationKind
from roles.models import Edition, Redirect, Revision, Role
from roles.publishing import OPERATOR
from tests.admin.conftest import EDITOR, make_user
from tests.factories import make_category, make_live_role, make_role

pytestmark = pytest.mark.django_db

DESK = "/admin/"
LIST = "/admin/roles/role/"
DAY = timedelta(days=1)


@pytest.fixture
def anna(django_user_model: Any) -> AbstractUser:
    return make_user(django_user_model, "anna", *EDITOR)


@pytest.fixture
def ben(django_user_model: Any) -> AbstractUser:
    return make_user(django_user_model, "ben", *EDITOR, "publish_role")


@pytest.fixture
def desk(client: Client, anna: AbstractUser) -> Client:
    client.force_login(anna)
    return client


def write(role: Role, by: Any, summary: str = "New.") -> Role:
    Role.objects.filter(pk=role.pk).update(summary=summary)
    drafting.save_revision(role, by=by)
    return role


def schedule(role: Role, in_days: int, by: Any = OPERATOR) -> Edition:
    at = timezone.now() + in_days * DAY
    return publishing.schedule(role=role, by=by, at=at, change_note="Later")


def blocks(client: Client) -> dict[str, list[str]]:
    """The titles in each block, by its heading."""
    filled = client.get(DESK).context["desk"]
    return {block.heading: [row.title for row in block.rows] for block in filled}


def says(client: Client, heading: str) -> list[str]:
    block = next(block for block in client.get(DESK).context["desk"] if block.heading == heading)
    return [row.says for row in block.rows]


def listed(client: Client, **query: str) -> list[str]:
    return [str(role) for role in client.get(LIST, query).context["cl"].result_list]


def test_an_empty_desk_says_so_in_each_block(desk: Client) -> None:
    content = desk.get(DESK).content.decode()
    sentences = (
        "All that you wrote is published.",
        "Nothing is scheduled.",
        "Every live role says what its draft says.",
        "Nothing was published in the last 30 days.",
        "Every live role was checked in the last 6 months.",
    )
    assert [sentence for sentence in sentences if sentence not in content] == []
    assert "See all" not in content


def test_every_block_shows_the_first_rows_of_the_list_it_leads_to(
    desk: Client, anna: AbstractUser
) -> None:
    for number in range(8):
        write(make_role(f"Draft {number}"), anna)
        write(make_live_role(f"Changed {number}"), anna)
        schedule(make_role(f"Scheduled {number}"), 1 + number % 3)
    for block in desk.get(DESK).context["desk"]:
        full = desk.get(block.address).context["cl"]
        assert int(block.total) == full.result_count >= 8, block.heading
        titles = [role.title for role in full.result_list]
        assert [row.title for row in block.rows] == titles[:6], block.heading


def test_my_drafts_are_what_i_wrote_and_no_edition_has(
    desk: Client, anna: AbstractUser, ben: AbstractUser
) -> None:
    write(make_role("Draft"), anna)
    write(make_live_role("Changed"), anna)
    write(write(make_role("Corrected by another"), anna), ben, "Newer.")
    write(make_role("Of another"), ben)
    write(make_live_role("Changed by another"), ben)
    published = write(make_role("Published"), anna)
    publishing.publish(role=published, by=OPERATOR)
    write(published, ben, "Newer.")
    schedule(write(make_role("Scheduled"), anna), 1)
    withdrawn = write(make_role("Withdrawn"), anna)
    publishing.publish(role=withdrawn, by=OPERATOR)
    publishing.withdraw(role=withdrawn, by=OPERATOR)
    cancelled = schedule(write(make_role("Cancelled"), anna), 1)
    publishing.cancel_schedule(edition=cancelled, by=OPERATOR)
    changed_back = make_live_role("Changed back")
    write(write(changed_back, anna), anna, "What a Changed back does.")
    assert set(blocks(desk)["My drafts"]) == {
        *("Draft", "Changed", "Corrected by another", "Cancelled")
    }
    assert listed(desk, draft_by="ben") == [
        *("Published", "Changed by another", "Of another", "Corrected by another")
    ]


def test_what_i_typed_and_did_not_save_comes_first_and_opens_as_i_typed_it(
    desk: Client, anna: AbstractUser, ben: AbstractUser
) -> None:
    nurse, pilot = make_role("Nurse"), make_role("Pilot")
    for role_id, typed in {nurse.pk: "summary=Typed", None: "title=Typed"}.items():
        unsaved.keep(anna, role_id, typed)
    unsaved.keep(ben, pilot.pk, "summary=Of+another")
    unsaved.opened(anna, pilot.pk)
    block = desk.get(DESK).context["desk"][0]
    assert block.heading == "What you typed and did not save"
    assert [row.title for row in block.rows] == ["New role", "Nurse"]
    assert [">just now</time>." in row.says for row in block.rows] == [True, True]
    for row in block.rows:
        assert "This is what you typed" in desk.get(row.address).content.decode()


def test_the_newest_draft_comes_first_and_names_its_author(
    desk: Client, anna: AbstractUser, ben: AbstractUser
) -> None:
    old, new = make_live_role("Old"), make_live_role("New")
    write(old, ben)
    write(new, anna)
    Revision.objects.filter(role=old).update(created_at=timezone.now() - 2 * DAY)
    make_live_role("Unchanged")
    make_role("Draft")
    assert blocks(desk)["Unpublished changes"] == ["New", "Old"]
    first, second = says(desk, "Unpublished changes")
    assert ">just now</time> by anna. Live since " in first
    assert ">2\xa0days ago</time> by ben. Live since " in second


def test_what_goes_live_within_14_days_is_scheduled_soonest_first(
    desk: Client, superuser: AbstractUser
) -> None:
    schedule(make_role("Later"), 5)
    twice = make_live_role("Twice")
    schedule(write(twice, None), 3, superuser)
    schedule(write(twice, None, "Newest."), 9)
    schedule(make_role("Too late"), 15)
    publishing.cancel_schedule(edition=schedule(make_role("Cancelled"), 2), by=OPERATOR)
    assert blocks(desk)["Scheduled in the next 14 days"] == ["Twice", "Later"]
    first, second = says(desk, "Scheduled in the next 14 days")
    assert first.startswith("The next edition goes live in 2\xa0days: ")
    assert first.endswith("Scheduled by chief.")
    assert second.startswith("Goes live in 4\xa0days: ")
    assert second.endswith("Scheduled by a command.")
    assert listed(desk, scheduled="60") == ["Twice", "Later", "Too late"]
    assert listed(desk, scheduled="1") == []


def test_never_checked_comes_before_checked_longest_ago(
    desk: Client, superuser: AbstractUser
) -> None:
    make_role("Draft")
    publishing.withdraw(role=make_live_role("Withdrawn"), by=OPERATOR)
    for title, days in {"Recently": 1, "A year": 400, "Half a year": 190}.items():
        role = make_live_role(title)
        publishing.mark_checked(role=role, by=superuser)
        Edition.objects.filter(role=role).update(checked=timezone.now() - days * DAY)
    make_live_role("Never")
    old = timezone.now() - 500 * DAY
    oldest = make_live_role("Never, and older")
    Edition.objects.filter(role=oldest).update(published=old, updated=old)
    block = blocks(desk)["Checked longest ago"]
    assert block == ["Never, and older", "Never", "A year", "Half a year"]
    assert says(desk, "Checked longest ago")[1].startswith("Never checked. Last updated ")
    assert ">1\xa0year ago</time> by chief." in says(desk, "Checked longest ago")[2]
    assert listed(desk, unchecked="never") == ["Never, and older", "Never"]
    assert listed(desk, unchecked="365") == ["Never, and older", "Never", "A year"]


def test_the_newest_publication_comes_first_and_names_its_publisher(
    desk: Client, ben: AbstractUser
) -> None:
    make_role("Draft")
    schedule(make_role("Scheduled"), 1)
    publishing.withdraw(role=make_live_role("Withdrawn"), by=OPERATOR)
    by_ben = make_role("By ben")
    publishing.publish(role=by_ben, by=ben)
    make_live_role("By a command")
    old = make_live_role("Old")
    Edition.objects.filter(role=old).update(live_from=timezone.now() - 31 * DAY)
    assert blocks(desk)["Recently published"] == ["By a command", "By ben"]
    assert says(desk, "Recently published")[1].endswith("</time> by ben. Live.")
    assert listed(desk, published_by="ben") == ["By ben"]
    write(by_ben, None)
    publishing.publish(role=by_ben, by=OPERATOR, kind=PublicationKind.CORRECTION)
    assert listed(desk, published_by="ben") == []


def test_a_column_that_was_clicked_sorts_a_filtered_list(desk: Client) -> None:
    schedule(make_role("A"), 2)
    schedule(make_role("B"), 1)
    assert listed(desk, scheduled="14") == ["B", "A"]
    assert listed(desk, scheduled="14", o="0") == ["A", "B"]
    assert listed(desk, scheduled="14", o="-0") == ["B", "A"]


def test_a_value_that_a_filter_does_not_offer_is_passed_over(desk: Client) -> None:
    make_role("Draft")
    for name in ("state", "scheduled", "unchecked", "published"):
        assert listed(desk, **{name: "1 or 2"}) == ["Draft"], name
    assert listed(desk, draft_by="nobody") == listed(desk, published_by="nobody") == []


def test_a_list_of_many_pages_is_the_same_as_one_list(desk: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("roles.admin.role.RoleAdmin.list_per_page", 2)
    for number in range(5):
        write(make_live_role(f"Role {number}"), None)
    for query in ({}, {"o": "-5"}, {"o": "3.4"}, {"state": "changed", "q": "role"}):
        pages = [title for page in "123" for title in listed(desk, **query, p=page)]
        assert len(pages) == 5
        assert pages == listed(desk, **query, all=""), query


def test_the_filters_list_no_users(desk: Client, django_user_model: Any) -> None:
    make_live_role("Live")
    django_user_model.objects.create_user("someone-else", is_staff=True)
    assert "someone-else" not in desk.get(LIST).content.decode()


def test_a_user_who_may_not_see_roles_has_the_stock_first_page(
    client: Client, django_user_model: Any
) -> None:
    make_live_role("Secret")
    client.force_login(make_user(django_user_model, "tagger", "view_tag"))
    response = client.get(DESK)
    content = response.content.decode()
    assert response.context.get("desk") is None
    assert "Secret" not in content
    assert "What would you like to edit?" in content
    assert "Recent actions" in content
    assert client.get(f"{LIST}find", {"q": "Secret"}).status_code == 403


def test_the_desk_shows_only_roles_that_the_list_shows(
    desk: Client, anna: AbstractUser, monkeypatch: Any
) -> None:
    from roles.admin.role import RoleAdmin

    all_roles = RoleAdmin.get_queryset
    monkeypatch.setattr(
        RoleAdmin,
        "get_queryset",
        lambda self, request: all_roles(self, request).filter(category__slug="design"),
    )
    inside, outside = make_category("Design"), make_category("Engineering")
    for title, category in {"In": inside, "Out": outside}.items():
        live = write(make_live_role(title, category), None)
        unsaved.keep(anna, live.pk, "summary=Typed")
        schedule(write(make_role(f"{title} soon", category), None), 1)
    shown = {title for titles in blocks(desk).values() for title in titles}
    assert shown == {"In", "In soon"}
    assert desk.get(f"{LIST}find", {"q": "Out"}).url == f"{LIST}?q=Out"


# --- Finding ------------------------------------------------------------------------------------


def found(client: Client, term: str) -> str:
    return client.get(f"{LIST}find", {"q": term}).url


def test_the_only_role_found_opens_and_several_are_listed(desk: Client) -> None:
    nurse = make_role("Nurse", also_called=("RN",))
    make_role("Engineer"), make_role("Software Engineer")
    assert found(desk, "nurs") == found(desk, " RN ") == f"{LIST}{nurse.pk}/change/"
    assert found(desk, "engineer") == f"{LIST}?q=engineer"
    assert found(desk, "astronaut") == f"{LIST}?q=astronaut"
    assert found(desk, "  ") == LIST


@pytest.mark.parametrize(
    "address",
    [
        "/jobs/care/nurse",
        "care/nurse",
        "jobs/care/nurse",
        "https://example.org/jobs/care/nurse",
        "https://example.org/jobs/care/nurse.md?x=1#top",
        "/jobs/care/nurse/history/2",
    ],
)
def test_a_role_is_found_by_its_address_in_any_form(desk: Client, address: str) -> None:
    nurse = make_role("Registered Person", make_category("Care"), slug="nurse")
    make_role("Nurse", make_category("Design"))
    assert found(desk, address) == f"{LIST}{nurse.pk}/change/"


def test_a_role_is_found_by_an_address_it_once_had(desk: Client) -> None:
    role = make_live_role("Webmaster")
    Role.objects.filter(pk=role.pk).update(slug="web-developer", title="Web Developer")
    assert Redirect.objects.filter(path="engineering/webmaster").exists()
    assert found(desk, "/jobs/engineering/webmaster") == f"{LIST}{role.pk}/change/"


def test_a_title_with_a_slash_is_no_address(desk: Client) -> None:
    role = make_role("UI/UX Designer", slug="designer")
    make_role("Painter")
    assert found(desk, "UI/UX") == f"{LIST}{role.pk}/change/"


@pytest.mark.parametrize("term", ["//", "http://[", "%00/%00", "a\0b", "a" * 5000, "'\"%_\\"])
def test_odd_words_find_nothing(desk: Client, term: str) -> None:
    make_role("Nurse")
    assert desk.get(f"{LIST}find", {"q": term}, follow=True).status_code == 200


def test_a_block_of_very_many_roles_counts_no_further(desk: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("roles.admin.desk.MOST_COUNTED", 7)
    for number in range(8):
        write(make_live_role(f"Changed {number}"), None)
    block = next(b for b in desk.get(DESK).context["desk"] if b.heading == "Unpublished changes")
    assert (block.total, len(block.rows)) == ("7+", 6)
