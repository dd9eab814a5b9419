import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.text.groups import Group, canonical, decode, encode
from tests.text.strategies import nasty

groups = st.lists(st.tuples(nasty, nasty, st.lists(nasty, max_size=3).map(tuple)), max_size=4)


def test_headings_prose_and_bullets_are_told_apart() -> None:
    text = "Education:\nProse: here.\n\nMore prose.\n- a\n- b:\n\nExperience benchmarks:\n- c"
    assert decode(text) == (
        ("Education", "Prose: here.\n\nMore prose.", ("a", "b:")),
        ("Experience benchmarks", "", ("c",)),
    )


def test_prose_after_bullets_begins_a_group_without_heading() -> None:
    assert decode("A:\n- a\n\nProse.\n- b\nMore.") == (
        ("A", "", ("a",)),
        ("", "Prose.", ("b",)),
        ("", "More.", ()),
    )


def test_bullets_pasted_from_documents_are_read() -> None:
    text = "Skills:\n  •\ta\n   * b\n – c\n  1. d\n  2) e\n\uf0b7 f\n  - g\n    wrapped"
    assert decode(text) == (("Skills", "", ("a", "b", "c", "d", "e", "f", "g wrapped")),)


def test_a_numbered_heading_is_a_heading() -> None:
    assert decode("1. Education:\n- a") == (("1. Education", "", ("a",)),)


@pytest.mark.parametrize(
    ("given_groups", "kept"),
    [
        ([("Education: ", "", ("a",))], (("Education", "", ("a",)),)),
        ([("- Education", "", ())], (("Education", "", ()),)),
        ([("A", "These:", ("b",))], (("A", "These\\:", ("b",)),)),
        ([("A", "\\- b", ())], (("A", "\\- b", ()),)),
        ([("A", "b\n- *c*\n1. d", ("e",))], (("A", "b", ("c", "d", "e")),)),
        ([("A", "b\n- c\n\nd", ("e",))], (("A", "b", ("c",)), ("", "d", ("e",)))),
        ([("A", "", ("b",)), ("", "", ("c",))], (("A", "", ("b", "c")),)),
        ([("A", "b", ()), ("", "c", ("d",))], (("A", "b\n\nc", ("d",)),)),
        ([("", "", ()), ("", "", ("a", " ")), ("", "", ())], (("", "", ("a",)),)),
    ],
)
def test_groups_take_the_shape_their_text_gives_back(
    given_groups: list[Group], kept: tuple[Group, ...]
) -> None:
    assert canonical(given_groups) == kept


def test_the_text_form_is_easy_to_edit() -> None:
    assert encode([("A", "b", ("c", "d")), ("", "e", ()), ("F", "", ("g",))]) == (
        "A:\nb\n- c\n- d\n\ne\n\nF:\n- g"
    )


@given(nasty)
def test_any_text_is_stable_after_one_reading(text: str) -> None:
    assert decode(encode(decode(text))) == decode(text)


@given(groups)
def test_canonical_groups_survive_the_text_form(given_groups: list[Group]) -> None:
    kept = canonical(given_groups)
    assert canonical(kept) == kept
    assert decode(encode(kept)) == kept
