from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from roles import drafting, publishing, reading
from roles.models import Edition, Role
from roles.records import GlanceFact, QualificationGroup
from tests.factories import make_category, make_live_role, make_role, published

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def everything_public(at: object) -> str:
    """All that pages can show at a moment, as one text to look for leaks in."""
    assert isinstance(at, type(timezone.now()))
    parts: list[object] = [
        list(reading.recently_updated(at)),
        [(category.name, category.live_roles) for category in reading.categories(at)],  # type: ignore[attr-defined]
    ]
    listed = reading.role_list(at).editions
    parts += [(edition.title, edition.summary) for edition in listed]
    for edition in listed:
        page = reading.role_page(edition.category.slug, edition.slug, at)
        assert page is not None
        parts += [page.record, page.html]
    return repr(parts)


def test_drafts_scheduled_and_withdrawn_words_are_nowhere() -> None:
    live = make_live_role("Visible", summary="seenword")
    drafting.write_record(
        live, live.record().__class__(**{**_fields(live), "summary": "draftword"})
    )
    make_role("Draft", make_category("Hiddencategory"), summary="draftword")
    publishing.schedule(
        role=make_role("Planned", summary="plannedword"),
        by=publishing.OPERATOR,
        at=timezone.now() + HOUR,
    )
    gone = make_live_role("Gone", summary="goneword")
    publishing.withdraw(role=gone, by=publishing.OPERATOR)
    drafting.write_related(live, [gone.pk])

    public = everything_public(timezone.now())
    assert "seenword" in public
    for word in ("draftword", "plannedword", "goneword", "Hiddencategory"):
        assert word not in public
    assert "plannedword" in everything_public(timezone.now() + HOUR)


def _fields(role: Role) -> dict[str, object]:
    record = role.record()
    return {name: getattr(record, name) for name in record.__slots__}


def test_a_related_role_shows_only_while_it_is_live_and_at_its_new_address() -> None:
    other = make_live_role("Other")
    role = make_role("Main")
    drafting.write_related(role, [other.pk])
    published(role)

    def related() -> list[str]:
        page = reading.role_page("engineering", "main", timezone.now())
        assert page is not None
        return [shown.url for shown in page.record.related]

    assert related() == ["/jobs/engineering/other"]
    other.slug = "moved"
    other.save()
    published(other, change_note="Moved")
    assert related() == ["/jobs/engineering/moved"]
    publishing.withdraw(role=other, by=publishing.OPERATOR)
    assert related() == []


@pytest.mark.parametrize("rows", [1, 3])
def test_a_role_page_takes_three_queries(rows: int, django_assert_num_queries: object) -> None:
    others = [make_live_role(f"Other {number}") for number in range(rows)]
    role = make_role(
        "Main",
        tags=tuple(f"tag {number}" for number in range(rows)),
        glance=tuple(GlanceFact(label, "text") for label in ("Typical education", "A", "B")[:rows]),
        qualifications=(QualificationGroup("Skills", "", ("one",)),) * rows,
    )
    drafting.write_related(role, [other.pk for other in others])
    published(role)
    with django_assert_num_queries(3):  # type: ignore[operator]
        page = reading.role_page("engineering", "main", timezone.now())
    assert page is not None
    record = page.record
    assert (len(record.tags), len(record.glance), len(record.related)) == (rows, rows, rows)


def test_pages_of_a_list_hold_every_role_once_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LIST_SIZE", 3)
    titles = ["apple", "Banana", "banana", "Élan", "elan", "zebra", "1st", "(x)"]
    for number, title in enumerate(titles):
        make_live_role(title, slug=f"role-{number}")
    at, after, seen = timezone.now(), "", []
    while after is not None:
        page = reading.role_list(at, after=after)
        seen += [edition.title for edition in page.editions]
        after = page.next_after  # type: ignore[assignment]
    assert seen == ["1st", "apple", "Banana", "banana", "Élan", "elan", "(x)", "zebra"]
    assert page.letters == ["#", "A", "B", "E", "X", "Z"]


def test_a_list_position_from_nowhere_is_the_beginning() -> None:
    make_live_role("One")
    for nonsense in ("zzz", "~", "zzz~abc", "\0~1"):
        editions = reading.role_list(timezone.now(), after=nonsense).editions
        assert [edition.title for edition in editions] in (["One"], [])


def test_a_withdrawn_role_is_gone_and_an_unknown_address_is_nothing() -> None:
    role = make_live_role("One")
    publishing.withdraw(role=role, by=publishing.OPERATOR)
    now = timezone.now()
    assert reading.find_address("engineering/one", now) == reading.Gone("One")
    assert reading.find_address("engineering", now) == reading.Gone("Engineering")
    assert reading.find_address("engineering/other", now) is None


def test_html_of_an_older_renderer_is_rendered_anew() -> None:
    make_live_role("One", overview="New *words*")
    Edition.objects.update(html={"overview": "<p>stale</p>"}, html_version=0)
    page = reading.role_page("engineering", "one", timezone.now())
    assert page is not None
    assert page.html["overview"] == "<p>New <em>words</em></p>"
