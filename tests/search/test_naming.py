"""Alternative titles as parts of addresses."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from roles import publishing, search
from roles.text.slugs import slug_from
from tests.factories import make_live_role, make_role

Follow = Callable[[], None]
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "name",
    [
        "SRE",
        "C++ Developer",
        "Children's Nurse",
        "UI/UX",
        ".NET",
        "Café  Owner",
        "Инженер",
        "A" * 200,
    ],
)
def test_a_live_role_is_found_by_the_slug_of_an_alternative_title(
    follow: Follow, name: str
) -> None:
    make_live_role("Other", also_called=(f"Old {name}",))
    edition = make_live_role("Tester", also_called=("First", name)).editions.get()
    follow()
    assert search.editions_also_called(slug_from(name), timezone.now()) == [edition.pk]


def test_a_title_longer_than_an_address_is_found_by_what_fits(follow: Follow) -> None:
    edition = make_live_role("Tester", also_called=("word " * 40,)).editions.get()
    follow()
    slug = "-".join(["word"] * 30)
    assert search.editions_also_called(slug, timezone.now()) == [edition.pk]


def test_titles_of_drafts_schedules_and_withdrawn_roles_lead_nowhere(follow: Follow) -> None:
    now = timezone.now()
    make_role("Draft", also_called=("Secretword",))
    planned = make_role("Planned", also_called=("Secretword",))
    publishing.schedule(role=planned, by=publishing.OPERATOR, at=now + HOUR)
    gone = make_live_role("Gone", also_called=("Secretword",))
    follow()
    publishing.withdraw(role=gone, by=publishing.OPERATOR)
    assert search.editions_also_called("secretword", timezone.now()) == [gone.editions.get().pk]
    follow()
    assert search.editions_also_called("secretword", timezone.now()) == []
    in_an_hour = search.editions_also_called("secretword", now + HOUR)
    assert in_an_hour == [planned.editions.get().pk]


@pytest.mark.parametrize("slug", ["", "no-such-title", "x" * 10_000, "\0"])
def test_any_slug_can_be_asked_for(follow: Follow, slug: str) -> None:
    make_live_role("Tester", also_called=("SRE",))
    follow()
    assert search.editions_also_called(slug, timezone.now()) == []


def test_without_an_index_nothing_is_found(db: None) -> None:
    make_live_role("Tester", also_called=("SRE",))
    assert search.editions_also_called("sre", timezone.now()) == []
