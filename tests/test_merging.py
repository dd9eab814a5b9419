"""What two editors made of one record, merged: nothing either of them wrote is lost."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.merging import Conflict, Merge, merge, text_of
from roles.records import (
    CategoryName,
    Faq,
    GlanceFact,
    QualificationGroup,
    RelatedRole,
    RoleRecord,
)

BASE = RoleRecord(
    title="Tester",
    category=CategoryName("Engineering", "engineering"),
    slug="tester",
    summary="Tests.",
    glance=(GlanceFact("Education", "None", 1), GlanceFact("Experience", "3 years", 2)),
    duties=("Plan tests", "Run tests", "Report defects"),
    overview="Long text.",
    qualifications=(QualificationGroup("Skills", "Some.", ("Reading", "Writing")),),
    faqs=(Faq("Why?", "Because."), Faq("How?", "Like this.")),
    tags=("sql", "testing"),
    also_called=("QA Engineer",),
    related=(RelatedRole("Developer", "/jobs/engineering/developer", 7),),
)


def merged(theirs: dict[str, Any], mine: dict[str, Any]) -> Merge:
    return merge(BASE, replace(BASE, **theirs), replace(BASE, **mine))


def test_what_only_one_changed_is_taken_from_that_one() -> None:
    theirs = {"overview": "Longer text.", "tags": ("sql",), "category": CategoryName("IT", "it")}
    mine = {"summary": "Tests things.", "seo_title": "Tester jobs"}
    assert merged(theirs, mine) == Merge(replace(BASE, **theirs, **mine), [])


def test_rows_are_merged_one_by_one() -> None:
    theirs = {
        "glance": (GlanceFact("Education", "A degree", 1), *BASE.glance[1:]),
        "duties": ("Plan all tests", "Run tests", "Report defects", "Teach testing"),
        "faqs": (Faq("Why?", "Because!"), BASE.faqs[1]),
        "tags": ("sql", "patience", "testing"),
    }
    mine = {
        "glance": (BASE.glance[0], GlanceFact("Experience", "5 years", 2)),
        "duties": ("Welcome testers", "Plan tests", "Report defects"),
        "faqs": (Faq("Why now?", "Because."), BASE.faqs[1]),
        "tags": ("sql",),
    }
    result = merged(theirs, mine)
    assert result.conflicts == []
    assert result.record.glance == (
        GlanceFact("Education", "A degree", 1),
        GlanceFact("Experience", "5 years", 2),
    )
    assert result.record.duties == (
        *("Welcome testers", "Plan all tests", "Report defects", "Teach testing"),
    )
    assert result.record.faqs == (Faq("Why now?", "Because!"), BASE.faqs[1])
    assert result.record.tags == ("sql", "patience")


def test_bullets_of_one_group_are_merged() -> None:
    (group,) = BASE.qualifications
    theirs = {"qualifications": (replace(group, items=("Reading", "Writing", "Asking")),)}
    mine = {"qualifications": (replace(group, text="A few.", items=("Writing",)),)}
    assert merged(theirs, mine).record.qualifications == (
        QualificationGroup("Skills", "A few.", ("Writing", "Asking")),
    )


@pytest.mark.parametrize(
    ("theirs", "mine", "conflict"),
    [
        (
            {"summary": "Theirs."},
            {"summary": "Mine."},
            Conflict("summary", "", "", "Theirs.", "Mine."),
        ),
        (
            {"faqs": (Faq("Why?", "Theirs."), BASE.faqs[1])},
            {"faqs": (Faq("Why?", "Mine."), BASE.faqs[1])},
            Conflict("faqs", "Why?", "answer", "Theirs.", "Mine."),
        ),
        (
            {"faqs": (BASE.faqs[1],)},
            {"faqs": (Faq("Why?", "Mine."), BASE.faqs[1])},
            Conflict("faqs", "Why?", "", None, "Why?\nMine."),
        ),
        (
            {"duties": ("Plan all tests", *BASE.duties[1:])},
            {"duties": BASE.duties[1:]},
            Conflict("duties", "Plan all tests", "", "Plan all tests", None),
        ),
        (
            {"glance": (*BASE.glance, GlanceFact("Growth", "Fast", 3))},
            {"glance": (*BASE.glance, GlanceFact("Growth", "Slow", 3))},
            Conflict("glance", "Growth: Slow", "", "Growth: Fast", "Growth: Slow"),
        ),
    ],
)
def test_what_both_changed_is_a_conflict(
    theirs: dict[str, Any], mine: dict[str, Any], conflict: Conflict
) -> None:
    result = merged(theirs, mine)
    assert result.conflicts == [conflict]
    (name,) = mine
    stands = conflict.theirs if conflict.mine is None else conflict.mine
    assert str(stands) in text_of(getattr(result.record, name))


def test_my_order_stands_if_i_moved_rows_and_theirs_otherwise() -> None:
    first, second, third = BASE.duties
    moved = (third, first, second)
    more = (*BASE.duties, "More")
    # A new row stands after the one it was put after.
    assert merged({"duties": moved}, {"duties": more}).record.duties == (
        *(third, "More", first, second),
    )
    other = (second, first, third)
    assert merged({"duties": other}, {"duties": moved}).record.duties == moved
    assert merged({"duties": other}, {"duties": more}).record.duties == (*other, "More")


def test_names_of_what_is_shared_are_no_change() -> None:
    """A kind of fact, a category, a related role may be renamed by somebody else altogether."""
    theirs = replace(
        BASE,
        category=CategoryName("Engineers", "engineering"),
        glance=(GlanceFact("Schooling", "None", 1), BASE.glance[1]),
        related=(RelatedRole("Coder", "/jobs/engineering/coder", 7),),
    )
    mine = replace(theirs, glance=(theirs.glance[0], GlanceFact("Experience", "None", 2)))
    assert merge(BASE, theirs, mine) == Merge(mine, [])


WORDS = st.sampled_from(["plan", "test", "report", "teach", "ask", "read the manual", "x"])
ROWS = st.lists(WORDS, max_size=5, unique=True).map(tuple)
FAQS = st.lists(st.builds(Faq, WORDS, WORDS), max_size=4).map(tuple)
GROUPS = st.lists(st.builds(QualificationGroup, WORDS, WORDS, ROWS), max_size=3).map(tuple)
RECORDS = st.builds(
    RoleRecord,
    title=WORDS,
    category=st.just(BASE.category),
    summary=WORDS,
    duties=ROWS,
    qualifications=GROUPS,
    faqs=FAQS,
    also_called=ROWS,
)


@given(RECORDS, RECORDS)
def test_who_changed_alone_gets_what_they_made(base: RoleRecord, changed: RoleRecord) -> None:
    assert merge(base, changed, base) == Merge(changed, [])
    assert merge(base, base, changed) == Merge(changed, [])
    assert merge(base, changed, changed) == Merge(changed, [])


def pieces(value: Any) -> list[str]:
    """Every text an editor typed, each as it stands."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [piece for entry in value for piece in pieces(entry)]
    if value is None or not hasattr(value, "__dataclass_fields__"):
        return []
    return [piece for each in fields(value) for piece in pieces(getattr(value, each.name))]


@given(RECORDS, RECORDS, RECORDS)
def test_nothing_that_either_wrote_is_lost(
    base: RoleRecord, theirs: RoleRecord, mine: RoleRecord
) -> None:
    result = merge(base, theirs, mine)
    for each in fields(RoleRecord):
        if each.name in ("publication", "fields"):
            continue
        kept = pieces(getattr(result.record, each.name)) + [
            line
            for conflict in result.conflicts
            if conflict.field == each.name
            for text in (conflict.theirs, conflict.mine)
            if text
            for line in (text, *text.split("\n"))
        ]
        old = pieces(getattr(base, each.name))
        for side in (theirs, mine):
            new = [piece for piece in pieces(getattr(side, each.name)) if piece not in old]
            assert [piece for piece in new if piece not in kept] == []
