"""Which roles the index finds like another one: by category, tags and words, live ones alone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from roles import publishing, search
from roles.models import Role
from roles.search import relating
from tests.factories import make_category, make_live_role, make_role

Follow = Callable[[], None]
MICROSECOND = timedelta(microseconds=1)
TAGS = ("soldering", "pipework", "patience")


def like(role: Role, at: datetime | None = None, besides: tuple[int, ...] = ()) -> list[str]:
    at = at or timezone.now()
    edition = role.editions.live(at).get()
    ids = search.roles_like(
        role.record(),
        category=edition.category_id,
        tags=[tag.pk for tag in edition.tags.all()],
        besides=[role.pk, *besides],
        at=at,
        limit=6,
    )
    titles = dict(Role.objects.values_list("pk", "title"))
    return [titles[pk] for pk in ids]


def plumber(**fields: Any) -> Role:
    content = {"tags": TAGS, "also_called": ("Pipefitter",), "summary": "Mends leaking boilers."}
    return make_live_role("Plumber", make_category("Trades"), **content | fields)


def test_tags_words_and_the_category_bring_roles_near_in_this_order(follow: Follow) -> None:
    elsewhere = make_category("Elsewhere")
    role = plumber()
    make_live_role("Tiler", role.category)
    make_live_role("Boiler Maker", role.category)
    make_live_role("Pipefitter's Mate", role.category, tags=TAGS)
    make_live_role("Jeweller", elsewhere, tags=TAGS[:2])
    make_live_role("Goldsmith", elsewhere, tags=TAGS[:2], summary="Mends what is leaking.")
    follow()
    assert like(role) == [
        *("Pipefitter's Mate", "Boiler Maker", "Tiler"),  # of the category
        *("Goldsmith", "Jeweller"),
    ]


def test_one_tag_or_words_alone_are_chance(follow: Follow) -> None:
    elsewhere = make_category("Elsewhere")
    role = plumber()
    make_live_role("Nurse", elsewhere, tags=TAGS[2:])
    make_live_role("Plumber", elsewhere, summary="Mends leaking boilers.")
    follow()
    assert like(role) == []


def test_a_tag_that_nearly_every_role_has_does_not_count(
    follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = plumber()
    make_live_role("Jeweller", make_category("Elsewhere"), tags=TAGS[:2])
    follow()
    assert like(role) == ["Jeweller"]
    monkeypatch.setattr(relating, "COMMON", 1)
    assert like(role) == []


def test_a_word_that_nearly_every_role_has_does_not_count(
    follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = plumber()
    make_live_role("Tiler", role.category)
    make_live_role("Welder", role.category, summary="Mends what leaks.")
    follow()
    assert like(role) == ["Welder", "Tiler"]
    monkeypatch.setattr(relating, "COMMON", 1)
    assert like(role) == ["Tiler", "Welder"]


def test_the_role_itself_and_those_already_named_are_not_found(follow: Follow) -> None:
    role = plumber()
    welder = make_live_role("Welder", role.category)
    make_live_role("Tiler", role.category)
    follow()
    assert like(role, besides=(welder.pk,)) == ["Tiler"]


def test_only_roles_live_at_the_moment_are_found_to_the_microsecond(follow: Follow) -> None:
    role = plumber()
    make_role("Draft", role.category, tags=TAGS)
    gone = make_live_role("Gone", role.category, tags=TAGS)
    goes_live = timezone.now() + timedelta(hours=1)
    planned = make_role("Planned", role.category, tags=TAGS)
    publishing.schedule(role=planned, by=publishing.OPERATOR, at=goes_live)
    follow()
    publishing.withdraw(role=gone, by=publishing.OPERATOR)
    follow()
    assert like(role) == []
    assert like(role, goes_live - MICROSECOND) == []
    assert like(role, goes_live) == ["Planned"]


def test_tags_of_an_edition_to_come_bring_nobody_near_before_its_time(follow: Follow) -> None:
    role = plumber()
    jeweller = make_live_role("Jeweller", make_category("Elsewhere"))
    jeweller.tags.add(*TAGS)
    goes_live = timezone.now() + timedelta(hours=1)
    publishing.schedule(
        role=jeweller, by=publishing.OPERATOR, at=goes_live, change_note="Now with tags"
    )
    follow()
    assert (like(role), like(role, goes_live)) == ([], ["Jeweller"])


@pytest.mark.parametrize("text", ["", "☂ 🜁", "\ud800", "word " * 5_000])
def test_any_text_can_be_compared(follow: Follow, text: str) -> None:
    role = plumber()
    make_live_role("Welder", role.category)
    follow()
    role.summary = text.encode(errors="replace").decode()
    assert like(role) == ["Welder"]


def test_without_an_index_nobody_is_near(data_dir: Path, db: None) -> None:
    role = plumber()
    make_live_role("Welder", role.category)
    assert like(role) == []
