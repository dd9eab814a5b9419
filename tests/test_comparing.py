from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from roles.comparing import LABELS, FieldDifference, Row, changed_fields, compare
from roles.records import (
    CategoryName,
    Faq,
    GlanceFact,
    QualificationGroup,
    RelatedRole,
    RoleRecord,
)
from roles.text.differences import Kind, Part
from tests.interchange.strategies import records

ROLE = RoleRecord(
    title="Analyst",
    category=CategoryName("Engineering", "engineering"),
    slug="analyst",
    summary="What an analyst does.",
    glance=(GlanceFact("Education", "A degree", 1), GlanceFact("Experience", "3 years", 2)),
    duties=("Ask questions", "Write reports", "Keep the data clean"),
    qualifications=(QualificationGroup("Skills", "These:", ("SQL", "Statistics", "Patience")),),
    faqs=(Faq("Is it hard?", "At times."), Faq("Is it dull?", "No.")),
    tags=("data", "sql"),
    related=(RelatedRole("Tester", "/jobs/engineering/tester", 7),),
)


def before(parts: tuple[Part, ...]) -> str:
    return "".join(part.text for part in parts if part.kind != Kind.ADDED)


def after(parts: tuple[Part, ...]) -> str:
    return "".join(part.text for part in parts if part.kind != Kind.REMOVED)


def one(old: RoleRecord, new: RoleRecord) -> FieldDifference:
    (found,) = compare(old, new)
    return found


def told(rows: tuple[Row, ...]) -> list[tuple[str, bool, str]]:
    return [(row.kind, row.moved, after(row.parts) or before(row.parts)) for row in rows]


@given(records, records)
def test_both_records_can_be_read_from_their_difference(old: RoleRecord, new: RoleRecord) -> None:
    found = {field.name: field for field in compare(old, new)}
    assert list(found) == changed_fields(old, new)
    for name in ("title", "summary", "overview", "cover_letter", "experience_override"):
        if name in found and "none" not in (getattr(old, name), getattr(new, name)):
            assert before(found[name].parts) == getattr(old, name)
            assert after(found[name].parts) == getattr(new, name)
    for name in ("duties", "also_called"):
        if name in found:
            rows = found[name].rows
            was = {row.was: before(row.parts) for row in rows if row.was}
            assert tuple(was[place] for place in sorted(was)) == getattr(old, name)
            assert tuple(after(row.parts) for row in rows if row.now) == getattr(new, name)


@given(records)
def test_a_record_does_not_differ_from_itself(record: RoleRecord) -> None:
    assert compare(record, record) == []


@given(st.permutations(ROLE.duties), st.permutations(ROLE.faqs), st.permutations(ROLE.glance))
def test_another_order_is_told_as_moves_alone(
    duties: list[str], faqs: list[Faq], facts: list[GlanceFact]
) -> None:
    new = replace(ROLE, duties=tuple(duties), faqs=tuple(faqs), glance=tuple(facts))
    for field in compare(ROLE, new):
        assert {row.kind for row in field.rows} == {"kept"}
        assert any(row.moved for row in field.rows)


def test_parts_come_in_the_order_of_the_page_by_the_names_of_the_form() -> None:
    new = replace(ROLE, tags=("data",), summary="Other.", title="Data Analyst", slug="data-analyst")
    labels = [field.label for field in compare(ROLE, new)]
    assert labels == ["title", "address", "summary", "tags"]


def test_every_part_of_a_record_has_a_label() -> None:
    assert set(RoleRecord.__dataclass_fields__) - set(LABELS) == {"publication", "fields"}


def test_without_anything_before_all_is_new() -> None:
    found = compare(None, ROLE)
    assert {field.name for field in found} == {
        *("title", "category", "slug", "summary", "glance", "duties", "qualifications"),
        *("faqs", "tags", "related"),
    }
    kinds = {part.kind for field in found for part in field.parts}
    assert kinds == {Kind.ADDED}
    assert {row.kind for field in found for row in field.rows} == {"added"}


def test_a_fact_is_the_same_fact_while_its_kind_is() -> None:
    facts = (GlanceFact("Experience", "5 to 7 years", 2), GlanceFact("Education", "A degree", 1))
    assert told(one(ROLE, replace(ROLE, glance=facts)).rows) == [
        ("changed", True, "Experience:\n5 to 7 years"),
        ("kept", False, "Education:\nA degree"),
    ]


def test_a_fact_of_another_kind_is_another_fact() -> None:
    facts = (GlanceFact("Schooling", "A degree", 3), ROLE.glance[1])
    assert told(one(ROLE, replace(ROLE, glance=facts)).rows) == [
        ("removed", False, "Education:\nA degree"),
        ("added", False, "Schooling:\nA degree"),
        ("kept", False, "Experience:\n3 years"),
    ]


def test_renaming_what_roles_share_is_no_difference() -> None:
    new = replace(
        ROLE,
        category=CategoryName("Engineers", "engineering"),
        glance=(GlanceFact("Schooling", "A degree", 1), ROLE.glance[1]),
        related=(RelatedRole("Test Engineer", "/jobs/engineering/test-engineer", 7),),
    )
    assert compare(ROLE, new) == []
    changed = replace(new, glance=(GlanceFact("Schooling", "A diploma", 1), ROLE.glance[1]))
    assert told(one(ROLE, changed).rows)[0] == ("changed", False, "Schooling:\nA diploma")
    assert before(one(ROLE, changed).rows[0].parts) == "Schooling:\nA degree"


def test_a_question_keeps_its_new_answer() -> None:
    faqs = (ROLE.faqs[0], Faq("Is it dull?", "Only on some days, and then everybody says so."))
    row = one(ROLE, replace(ROLE, faqs=faqs)).rows[1]
    assert (row.kind, row.was, row.now) == ("changed", 2, 2)
    assert before(row.parts) == "Is it dull?\nNo."


def test_bullets_move_inside_their_group() -> None:
    group = QualificationGroup("Skills", "These:", ("Patience", "SQL", "Statistics and R"))
    (row,) = one(ROLE, replace(ROLE, qualifications=(group,))).rows
    assert (row.kind, after(row.parts)) == ("changed", "Skills:\nThese:")
    assert told(row.rows) == [
        ("kept", True, "Patience"),
        ("kept", False, "SQL"),
        ("changed", False, "Statistics and R"),
    ]


def test_overrides_are_told_in_the_words_of_the_form() -> None:
    new = replace(ROLE, education_override="4", ai_impact_override="none")
    found = compare(replace(ROLE, education_override="none"), new)
    assert [(before(field.parts), after(field.parts)) for field in found] == [
        ("No value", "Bachelor's degree"),
        ("", "No value"),
    ]


def test_the_address_shows_which_category_it_is() -> None:
    field = one(ROLE, replace(ROLE, category=CategoryName("Engineering", "engineering-2")))
    assert after(field.parts) == "Engineering (/jobs/engineering-2)"


def test_many_unchanged_rows_are_folded() -> None:
    duties = tuple(f"Duty number {number}" for number in range(9))
    field = one(replace(ROLE, duties=duties), replace(ROLE, duties=(*duties[:7], duties[8])))
    shown = [(stretch.is_folded, len(stretch.rows)) for stretch in field.shown_rows]
    assert shown == [(True, 7), (False, 1), (False, 1)]
