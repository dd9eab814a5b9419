from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from roles.blame import Origin, Publication, blame
from roles.records import CategoryName, Faq, GlanceFact, QualificationGroup, RoleRecord
from tests.interchange.strategies import records

START = datetime(2026, 3, 3, tzinfo=UTC)
ROLE = RoleRecord(title="Analyst", category=CategoryName("Engineering", "engineering"))
AUTHORS = ("anna", "ben", "cleo", "dan")


def origin(number: int) -> Origin:
    return Origin(number, AUTHORS[number - 1], START + timedelta(days=number), f"Note {number}")


def blamed(name: str, *newer: RoleRecord) -> list[tuple[tuple[str, ...], str]]:
    """The texts of one part of the last record, and who wrote them."""
    revisions = [(origin(number), record) for number, record in enumerate(newer, 1)]
    (field,) = [field for field in blame(revisions) if field.name == name]
    return [(block.texts, block.origin.author) for block in field.blocks]


def test_each_line_of_a_text_has_the_author_who_wrote_it_last() -> None:
    assert blamed(
        "overview",
        replace(ROLE, overview="One.\n\nTwo.\n\nThree."),
        replace(ROLE, overview="One.\n\nTwo, longer.\n\nThree."),
        replace(ROLE, overview="Zero.\n\nOne.\n\nTwo, longer.\n\nThree."),
    ) == [
        (("Zero.",), "cleo"),
        (("One.",), "anna"),
        (("Two, longer.",), "ben"),
        (("Three.",), "anna"),
    ]


def test_a_row_that_moved_keeps_its_author() -> None:
    assert blamed(
        "duties",
        replace(ROLE, duties=("a", "b")),
        replace(ROLE, duties=("b", "c", "a")),
    ) == [(("b",), "anna"), (("c",), "ben"), (("a",), "anna")]


def test_neighbours_of_one_revision_are_one_block() -> None:
    new = replace(ROLE, duties=("a", "b"), tags=("t",))
    assert blamed("duties", ROLE, new) == [(("a", "b"), "ben")]


def test_what_was_taken_out_and_came_back_is_from_who_brought_it() -> None:
    with_duty = replace(ROLE, duties=("a",))
    assert blamed("duties", with_duty, ROLE, with_duty) == [(("a",), "cleo")]


def test_rows_that_say_the_same_are_counted() -> None:
    one = replace(ROLE, faqs=(Faq("Is it hard?", "No."),))
    two = replace(one, faqs=(*one.faqs, Faq("Is it dull?", "No.")))
    assert blamed("faqs", one, two) == [
        (("Is it hard?", "No."), "anna"),
        (("Is it dull?", "No."), "ben"),
    ]


def test_a_fact_keeps_its_author_when_its_kind_is_renamed() -> None:
    assert blamed(
        "glance",
        replace(ROLE, glance=(GlanceFact("Pay", "Varies", 7),)),
        replace(ROLE, glance=(GlanceFact("Salary", "Varies", 7),)),
    ) == [(("Salary: Varies",), "anna")]


def test_headings_and_bullets_are_blamed_one_by_one() -> None:
    assert blamed(
        "qualifications",
        replace(ROLE, qualifications=(QualificationGroup("Skills", "These:", ("SQL",)),)),
        replace(ROLE, qualifications=(QualificationGroup("Skills", "These:", ("R", "SQL")),)),
    ) == [(("Skills:", "These:"), "anna"), (("- R",), "ben"), (("- SQL",), "anna")]


def test_the_change_note_is_of_the_first_edition_that_showed_the_text() -> None:
    editions = [
        Publication(revision=2, edition=1, change_note="First"),
        Publication(revision=2, edition=2, change_note="Restored edition 1"),
        Publication(revision=4, edition=3, change_note="Later"),
    ]
    texts = ("a", "b", "c", "d")
    newer = [replace(ROLE, duties=texts[: number + 1]) for number in range(4)]
    revisions = [(origin(number), record) for number, record in enumerate(newer, 1)]
    (field,) = [field for field in blame(revisions, editions) if field.name == "duties"]
    notes = [block.publication and block.publication.change_note for block in field.blocks]
    assert notes == ["First", "First", "Later", "Later"]
    (field,) = [field for field in blame(revisions, editions[:2]) if field.name == "duties"]
    assert [block.publication is None for block in field.blocks] == [False, False, True, True]


@given(st.lists(records, min_size=1, max_size=4))
def test_all_that_the_newest_record_says_is_blamed_on_someone(newer: list[RoleRecord]) -> None:
    revisions = [(origin(number), record) for number, record in enumerate(newer, 1)]
    found = {field.name: field for field in blame(revisions)}
    last = newer[-1]

    def texts(name: str) -> list[str]:
        blocks = found[name].blocks if name in found else ()
        return [text for block in blocks for text in block.texts]

    for name in ("title", "overview", "cover_letter", "summary"):
        assert texts(name) == [line for line in getattr(last, name).split("\n") if line.strip()]
    assert texts("duties") == list(last.duties)


@given(records)
def test_all_is_the_first_authors_while_nothing_changes(record: RoleRecord) -> None:
    found = blame([(origin(1), record), (origin(2), record)])
    assert {block.origin.author for field in found for block in field.blocks} == {"anna"}
