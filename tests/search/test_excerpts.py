"""A hit shows the sentence that tells why it was found, as text with marks."""

from __future__ import annotations

from roles.records import CategoryName, Faq, GlanceFact, QualificationGroup, RoleRecord
from roles.search.documents import stem
from roles.search.excerpts import LONGEST, Piece, Sought, excerpt

LONG = "Many words before it. " * 30


def sought(*words: str, beginning: str = "") -> Sought:
    return Sought(tuple(frozenset({stem(word)}) for word in words), beginning=beginning)


def record(**fields: object) -> RoleRecord:
    content = {"title": "Nurse", "category": CategoryName("Care", "care"), "slug": "nurse"}
    return RoleRecord(**{**content, "summary": "Cares for people.", **fields})  # type: ignore[arg-type]


def shown(role: RoleRecord, words: Sought, explained: set[int] | None = None) -> str:
    pieces = excerpt(role, words, explained or set())
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


def test_the_sentence_with_most_of_the_words_is_shown_with_marks() -> None:
    role = record(
        overview=f"{LONG}\n\nSome *draw* things. They draw **blood**, e.g. for tests! More.",
        duties=("Draw pictures",),
    )
    assert shown(role, sought("drawing", "blood")) == "They [draw] [blood], e.g. for tests!"


def test_words_that_are_explained_already_need_no_sentence() -> None:
    role = record(duties=("Nurse the sick", "Draw blood"))
    assert shown(role, sought("nurse", "blood"), explained={0}) == "Draw [blood]"
    assert shown(role, sought("nurse"), explained={0}) == "Cares for people."


def test_a_word_that_stands_nowhere_shows_the_summary() -> None:
    assert shown(record(), sought("zither")) == "Cares for people."


def test_what_stands_in_a_list_is_shown_under_its_heading() -> None:
    role = record(
        qualifications=(QualificationGroup("Tools", "", ("Figma", "Pens")),),
        glance=(GlanceFact("Certificates", "Scrum"),),
    )
    assert shown(role, sought("figma")) == "Tools: [Figma]"
    assert shown(role, sought("scrum")) == "Certificates: [Scrum]"


def test_questions_and_answers_are_shown_as_text() -> None:
    role = record(faqs=(Faq("Is it *hard*?", "A <b>zither</b> is."),))
    assert shown(role, sought("zither")) == "A <b>[zither]</b> is."


def test_a_long_sentence_is_cut_around_the_word() -> None:
    role = record(summary=f"{'so ' * 200}zither{' on' * 200}")
    text = shown(role, sought("zither"))
    assert len(text) <= LONGEST + 6
    assert (text[:4], text[-4:]) == ("… so", "on …")
    assert " [zither] " in text


def test_a_summary_without_the_words_is_shown_from_its_beginning() -> None:
    text = shown(record(summary="very " * 100), sought("nurse"), explained={0})
    assert (text[:9], text[-6:]) == ("very very", "very …")
    assert shown(record(summary="x" * 400), sought("nurse"), explained={0})[:9] == "x" * 9


def test_accents_and_beginnings_are_marked() -> None:
    role = record(duties=("Run a Café", "Managing"))
    assert shown(role, sought("cafe")) == "Run a [Café]"
    assert shown(role, sought("manag", beginning="manag")) == "[Managing]"


def test_marks_are_pieces_and_never_markup() -> None:
    assert excerpt(record(duties=("A <b>zither</b>",)), sought("zither"), set()) == (
        Piece("A <b>"),
        Piece("zither", marked=True),
        Piece("</b>"),
    )
