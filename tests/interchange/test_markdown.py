from pathlib import Path

import pytest
from hypothesis import example, given

from roles.interchange import markdown
from roles.records import (
    CategoryName,
    CategoryRecord,
    Faq,
    GlanceFact,
    QualificationGroup,
    RelatedRole,
    RoleRecord,
)
from tests.interchange.reading import again, role, shown
from tests.interchange.strategies import records

HEAD = "---\ntitle: Baker\ncategory:\n  name: Food\n---\n"
DOCUMENTED = Path(__file__).parents[2] / "docs" / "formats.md"


def documented_example() -> bytes:
    """Return the example file that stands in the documentation."""
    return DOCUMENTED.read_text().partition("```markdown\n")[2].partition("```")[0].encode()


def test_the_documented_example_is_read_and_written_as_it_stands() -> None:
    record = role("md", documented_example())
    assert markdown.encode(record) == documented_example()
    assert record.title == "Site Reliability Engineer"
    assert record.category == CategoryName("Software Engineering", "software-engineering")
    assert record.tags == ("monitoring", "incident response")
    assert record.glance[5] == GlanceFact(
        "AI impact (through 2030)",
        "Mixed — routine alerts are handled by tools; judgement is not",
    )
    assert record.related == (
        RelatedRole("DevOps Engineer", "/jobs/software-engineering/devops-engineer"),
    )
    assert record.qualifications == (
        QualificationGroup("Education", "", ("A bullet, plain text",)),
        QualificationGroup(
            "Experience",
            "Prose (Markdown) may stand between a heading and its bullets, or without bullets.",
            ("A bullet",),
        ),
    )
    assert record.cover_letter.endswith("Sincerely,\n[Your Name]")


@given(records)
@example(
    RoleRecord(
        title="# Baker #",
        slug="baker",
        category=CategoryName("no", "food"),
        summary="## Overview\n---\n- a",
        glance=(GlanceFact("A ***", ":** b"), GlanceFact("[x]", "**"), GlanceFact("\\:", "\\")),
        duties=("# a", "*b*", "[c](d)"),
        overview="## Qualifications\n\n### x\n\n\\# y\n\n\\\\## z\n---\n```",
        qualifications=(
            QualificationGroup("", "# a", ("b",)),
            QualificationGroup("", "c\\:", ("1. d",)),
            QualificationGroup("### e #", "", ()),
        ),
        faqs=(Faq("## Why #", "### Because"), Faq("A short answer?", "Yes.")),
        tags=("yes", "12:30", "2026-03-03", "~", "- x", "a: b", "#"),
    )
)
def test_no_record_is_changed(record: RoleRecord) -> None:
    copy = again("md", record)
    assert isinstance(copy, RoleRecord)
    assert (copy, copy.publication) == (record, record.publication)
    assert [other.title for other in copy.related] == [other.title for other in record.related]
    assert copy.fields is None


@given(records)
def test_writing_is_the_same_the_second_time(record: RoleRecord) -> None:
    assert markdown.encode(again("md", record)) == markdown.encode(record)


def test_a_file_written_by_hand_may_be_loose() -> None:
    text = HEAD + (
        "Bakes.\n## role at a glance ##\n* **Growth**: flat\n"
        "## Duties and responsibilities\n1. Knead\n   the dough\n+ Bake &amp; sell\n"
        "## Qualifications\n- None\n\nMore below.\n### Skills\n1. Rising early\n"
    )
    assert role("md", text.encode()) == RoleRecord(
        title="Baker",
        slug="baker",
        category=CategoryName("Food", "food"),
        summary="Bakes.",
        glance=(GlanceFact("Growth", "flat"),),
        duties=("Knead the dough", "Bake & sell"),
        qualifications=(
            QualificationGroup("", "", ("None",)),
            QualificationGroup("", "More below.", ()),
            QualificationGroup("Skills", "", ("Rising early",)),
        ),
    )


def test_front_matter_is_text_as_it_is_typed() -> None:
    text = "---\ntitle: 007\ncategory: {name: no}\ntags: [yes, 1.50, 2026-03-03]\nslug:\n---\n"
    record = role("md", text.encode())
    assert (record.title, record.category.name) == ("007", "no")
    assert record.tags == ("yes", "1.50", "2026-03-03")


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("# Baker", "f:1: does not begin with front matter, a line of three hyphens"),
        ("---\ntitle: a", "f:1: the front matter does not end with a line of three hyphens"),
        ("---\ntitle: a\n b: [\n---\n", "f:3: is not YAML: mapping values are not allowed here"),
        ("---\na\n---\n", 'f:2: expected lines like "title: Baker"'),
        ("---\ntitle: a\ntitle: b\n---\n", 'f:3: "title" stands twice'),
        ("---\nschema: 1\nsalary: 3\n---\n", 'f:3: unknown front matter key "salary"'),
        ("---\nschema: 2\ntitle: a\n---\n", "f:2: schema: only 1 is known, found 2"),
        ("---\ntitle: a\n---\n", "f:1: category: is missing"),
        ("---\ncategory:\n  name: Food\n---\n", "f:1: title: is missing"),
        ("---\ncategory: {name: a}\ntags: b\n---\n", "f:3: tags: expected a list, found text"),
        (HEAD + "# Cook\n", 'f:6: the heading "Cook" is not the title "Baker"'),
        (HEAD + "\n## Pay\n", 'f:7: unknown section "Pay"'),
        (HEAD + "## Overview\n## Overview\n", 'f:7: section "Overview" stands twice'),
        (HEAD + "## Role at a glance\n- a: b\n", 'f:7: expected "- **Label:** text"'),
        (
            HEAD + "## Duties and responsibilities\na\n",
            'f:7: expected a line that begins with "- "',
        ),
        (
            HEAD + "## Frequently asked questions\na\n",
            'f:7: expected a question, a line that begins with "### "',
        ),
        (
            HEAD + "\n## Role at a glance\n- **A:** b\n- **a:** c\n",
            'f:7: glance[1].label: "a" stands twice',
        ),
    ],
)
def test_a_file_is_refused_with_its_line(text: str, refusal: str) -> None:
    assert shown("md", text.encode()) == [refusal]


def test_a_category_has_a_file_of_its_own() -> None:
    record = CategoryRecord(
        category=CategoryName("Food", "food"), introduction="# Not a *heading*\n\n- a"
    )
    assert markdown.encode(record).decode() == (
        "---\nschema: 1\ntype: category\ncategory:\n  name: Food\n  slug: food\n---\n"
        "\n# Not a *heading*\n\n- a\n"
    )
    assert again("md", record) == record
    bare = CategoryRecord(category=record.category)
    assert again("md", bare) == bare
