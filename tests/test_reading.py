from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from roles import drafting, publishing, reading
from roles.enums import Order
from roles.facets import Chosen
from roles.models import Edition, Role, Tag
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
    listed = reading.role_list(reading.live_roles(at)).editions
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


TITLES = ["apple", "Banana", "banana", "Élan", "elan", "zebra", "1st", "(x)", "Яблоко"]
IN_ORDER = ["1st", "Яблоко", "apple", "Banana", "banana", "Élan", "elan", "(x)", "zebra"]


def pages(order: Order, letter: str | None = None) -> list[reading.RoleList]:
    """Every page of three of a list, from its start by `next_after`."""
    rows = reading.live_roles(timezone.now()).matching(Chosen(letter=letter))
    result = [reading.role_list(rows, order, letter=letter, size=3)]
    while after := result[-1].next_after:
        result.append(reading.role_list(rows, order, letter=letter, after=after, size=3))
    return result


def titles(listed: list[reading.RoleList]) -> list[str]:
    return [edition.title for page in listed for edition in page.editions]


def test_pages_of_a_list_hold_every_role_once_in_order() -> None:
    for number, title in enumerate(TITLES):
        make_live_role(title, slug=f"role-{number}")
    assert titles(pages(Order.TITLE)) == IN_ORDER
    assert titles(pages(Order.UPDATED)) == TITLES[::-1]


def test_roles_that_are_alike_in_every_sort_key_are_listed_once_each() -> None:
    roles = [make_live_role("Nurse", slug=f"nurse-{number}") for number in range(8)]
    Edition.objects.update(updated=timezone.now())
    for order, letter in ((Order.TITLE, None), (Order.TITLE, "N"), (Order.UPDATED, None)):
        listed = [edition.role_id for page in pages(order, letter) for edition in page.editions]
        assert sorted(listed) == [role.pk for role in roles]


@pytest.mark.parametrize(
    ("order", "letter"), [(Order.TITLE, None), (Order.UPDATED, None), (Order.TITLE, "B")]
)
def test_the_way_back_through_a_list_is_the_way_forth(order: Order, letter: str | None) -> None:
    for number in range(10):
        make_live_role(f"B{number % 4}", slug=f"role-{number}")
    forth = pages(order, letter)
    assert forth[0].previous_after is None
    assert [page.previous_after for page in forth[1:]] == [
        *("", *(page.next_after for page in forth[:-2]))
    ]


def test_a_page_begins_where_it_did_when_its_role_is_gone_or_renamed() -> None:
    for title in ("A", "B", "C", "D"):
        make_live_role(title)
    after = reading.role_list(reading.live_roles(timezone.now()), size=2).next_after
    assert after
    publishing.withdraw(role=Role.objects.get(title="B"), by=publishing.OPERATOR)
    assert _two_after(after) == ["C", "D"]
    renamed = Role.objects.get(title="C")
    renamed.title = "Z"
    renamed.save()
    published(renamed, "Renamed.")
    assert _two_after(after) == ["D", "Z"]


def _two_after(after: str) -> list[str]:
    page = reading.role_list(reading.live_roles(timezone.now()), after=after, size=2)
    assert page.previous_after == ""
    return [edition.title for edition in page.editions]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize(
    "nonsense",
    [
        *("zzz", "~", "zzz~abc", "\0~1", "~1", "a~", "a~٣", "a~1 ", "\ud800~1", "x" * 201 + "~1"),
        *("a~" + "9" * 19, "9" * 5_000),
    ],
)
def test_a_position_that_no_list_wrote_is_refused(order: Order, nonsense: str) -> None:
    with pytest.raises(ValueError, match="position"):
        reading.role_list(reading.live_roles(timezone.now()), order, after=nonsense)


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


def test_a_common_tag_lists_the_same_as_a_rare_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        make_live_role(f"Nurse {number}", tags=("Shifts",) if number else ("Days",))
    publishing.withdraw(role=Role.objects.get(title="Nurse 4"), by=publishing.OPERATOR)
    shifts = Tag.objects.get(slug="shifts").pk

    def listed() -> list[list[str]]:
        rows = reading.live_roles(timezone.now()).matching(Chosen(tag=shifts))
        return [titles([reading.role_list(rows, order)]) for order in Order]

    few = listed()
    monkeypatch.setattr("roles.models.edition.FEW_EDITIONS", 0)
    assert listed() == few == [["Nurse 1", "Nurse 2", "Nurse 3"], ["Nurse 3", "Nurse 2", "Nurse 1"]]


def test_names_are_public_only_while_a_live_role_has_them() -> None:
    make_live_role("Nurse", make_category("Care"), tags=("Shifts", "++"))
    make_role("Draft", make_category("Secret"), tags=("Secret",))
    gone = make_live_role("Gone", make_category("Past"), tags=("Past",))
    publishing.withdraw(role=gone, by=publishing.OPERATOR)
    now = timezone.now()
    everything = Tag.objects.values_list("pk", flat=True)
    assert [tag.name for tag in reading.tags(everything, now, are_live=False)] == ["Shifts"]
    assert [category.name for category in reading.category_names(now)] == ["Care"]
    assert [(row.name, row.live_roles) for row in reading.categories(now)] == [("Care", 1)]
    assert (reading.tag("past", now), reading.category("past", now)) == (None, None)
