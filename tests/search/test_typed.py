"""A query is taken apart as whoever typed it meant it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.search.typed import MAX_WORDS, Typed, parse, respelt, words_of


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("", Typed()),
        (' - "" " ', Typed()),
        ("Night Nurse", Typed(("night", "nurse"))),
        ("front-end UI/UX", Typed(("front", "end", "ui", "ux"))),
        ("C++ c# .NET ASP.net F#", Typed(("c++", "c#", ".net", "asp", ".net", "f#"))),
        ('"night nurse" ward', Typed(("ward",), (("night", "nurse"),))),
        ("“night nurse” «ward»", Typed((), (("night", "nurse"), ("ward",)))),
        ('night "nurse', Typed(("night", "nurse"))),
        ('nurse"night shift"', Typed(("nurse",), (("night", "shift"),))),
        ("nurse -school", Typed(("nurse",), (), (("school",),))),
        ('nurse -"night shift"', Typed(("nurse",), (), (("night", "shift"),))),
        ("nurse -part-time", Typed(("nurse",), (), (("part", "time"),))),
        ("nurse - school", Typed(("nurse", "school"))),
        ("–nurse", Typed(("nurse",))),
    ],
)
def test_words_phrases_and_what_to_leave_out(text: str, typed: Typed) -> None:
    assert parse(text) == typed


@pytest.mark.parametrize(
    ("text", "required", "wished"),
    [
        ("how to become a nurse", ("nurse",), ("how", "to", "become", "a")),
        ("jobs", ("jobs",), ()),
        ('jobs "night nurse"', (), ("jobs",)),
        ("IT jobs", ("it",), ("jobs",)),
        ("social work", ("social", "work"), ()),
    ],
)
def test_noise_is_dropped_only_when_other_words_remain(
    text: str, required: tuple[str, ...], wished: tuple[str, ...]
) -> None:
    assert (parse(text).required, parse(text).wished) == (required, wished)


@given(st.text(max_size=500))
def test_any_text_has_few_words_and_none_is_empty(text: str) -> None:
    typed = parse(text)
    words = [*typed.words, *(word for part in (*typed.phrases, *typed.excluded) for word in part)]
    assert len(words) <= MAX_WORDS
    assert all(words)
    assert bool(typed) == bool(typed.all_words)
    assert len(words_of(text)) <= MAX_WORDS


def test_a_corrected_query_keeps_what_was_right() -> None:
    corrections = {"nurze": "nurse", "café": "x"}
    assert respelt('Night  NURZE, "nurze" -school', corrections) == 'Night  nurse, "nurse" -school'
