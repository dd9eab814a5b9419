import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.text import matching
from roles.text.differences import CONTEXT, Kind, Part, difference, folded
from tests.text.strategies import nasty

MARKS = {Kind.KEPT: "{}", Kind.REMOVED: "[-{}-]", Kind.ADDED: "[+{}+]", Kind.FOLDED: "<{}>"}

texts = st.one_of(nasty, st.lists(st.sampled_from(["a", "b ", "the ", "\n"])).map("".join))


def marked(parts: tuple[Part, ...]) -> str:
    return "".join(MARKS[part.kind].format(part.text) for part in parts)


def before(parts: tuple[Part, ...]) -> str:
    return "".join(part.text for part in parts if part.kind != Kind.ADDED)


def after(parts: tuple[Part, ...]) -> str:
    return "".join(part.text for part in parts if part.kind != Kind.REMOVED)


@given(texts, texts)
def test_what_is_kept_and_removed_was_there_and_what_is_kept_and_added_is(
    old: str, new: str
) -> None:
    parts = difference(old, new)
    assert (before(parts), after(parts)) == (old, new)
    assert (before(folded(parts)), after(folded(parts))) == (old, new)
    assert all(part.text for part in parts)
    assert all(one.kind != other.kind for one, other in pairwise(parts))


@given(texts)
def test_equal_texts_have_no_difference(text: str) -> None:
    assert all(part.kind == Kind.KEPT for part in difference(text, text))


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("3 years of work", "5 years of work", "[-3-][+5+] years of work"),
        ("Pays 52,000 a year", "Pays 52,500 a year", "Pays [-52,000-][+52,500+] a year"),
        ("One.\nTwo.\nThree.", "One.\nThree.", "One.\n[-Two.\n-]Three."),
        ("One. Two.", "One.\n\nTwo.", "One.[- -][+\n\n+]Two."),
        ("see the fox", "hunt the dog", "[-see the fox-][+hunt the dog+]"),
        (
            "What it does by day",
            "How it does by night",
            "[-What-][+How+] it does by [-day-][+night+]",
        ),
        ("a red fox ran", "a big dog ran", "a [-red fox-][+big dog+] ran"),
        (
            "Lead teams with grace",
            "Write letters with care daily",
            "[-Lead teams with grace-][+Write letters with care daily+]",
        ),
        ("", "new", "[+new+]"),
    ],
)
def test_a_difference_reads_well(old: str, new: str, shown: str) -> None:
    assert marked(difference(old, new)) == shown


def test_long_unchanged_stretches_are_folded_between_words() -> None:
    words = " ".join(f"word{number}" for number in range(200))
    parts = folded(difference(f"{words} old {words}", f"{words} new {words}"))
    kinds = [part.kind for part in parts]
    assert kinds == ["folded", "kept", "removed", "added", "kept", "folded"]
    near = parts[1].text
    assert near.startswith("word")
    assert CONTEXT <= len(near) < CONTEXT + 10


def test_a_text_that_only_moved_is_folded_behind_its_beginning() -> None:
    text = "word " * 200
    assert [part.kind for part in folded(difference(text, text))] == ["kept", "folded"]


def test_changes_that_nobody_can_see_have_a_name() -> None:
    parts = difference("One. Two.", "One.\n\nTwo.")
    assert [part.blank for part in parts] == ["", "space", "line break", ""]


def large_texts() -> dict[str, tuple[str, str]]:
    """Texts of about 100 kB that are slow to compare word by word."""
    rnd = random.Random(4)
    few = ["alpha", "beta", "gamma", "delta", "the", "of", "and", "to", "in", "a"]
    many = [f"word{rnd.randrange(3000)}" for _ in range(12_000)]
    slips = [word if rnd.random() > 0.05 else "slip" for word in many]

    def text(words: list[str], a_line: int) -> str:
        lines = (words[at : at + a_line] for at in range(0, len(words), a_line))
        return "\n\n".join(" ".join(line) for line in lines)

    return {
        "the same two lines": ("a\nb\n" * 25_000, "b\na\n" * 25_000),
        "the same two words": ("a b " * 25_000, "b a " * 25_000),
        "few words": (text(rnd.choices(few, k=20_000), 170), text(rnd.choices(few, k=20_000), 170)),
        "a slip in every paragraph": (text(many, 100), text(slips, 100)),
        "a slip in every sentence of one": (text(many, 12_000), text(slips, 12_000)),
        "backwards": (text(many, 5), text(many[::-1], 5)),
    }


@pytest.mark.parametrize("name", large_texts())
def test_the_work_for_large_texts_is_bounded(name: str, monkeypatch: Any) -> None:
    compared = 0
    stock = matching.SequenceMatcher

    def counted(junk: Any, old: Any, new: Any, **options: Any) -> Any:
        nonlocal compared
        assert len(old) * len(new) <= matching.MOST_PAIRS
        compared += len(old) * len(new)
        return stock(junk, old, new, **options)

    monkeypatch.setattr(matching, "SequenceMatcher", counted)
    old, new = large_texts()[name]
    parts = difference(old, new)
    assert (before(parts), after(parts)) == (old, new)
    # All with all would be 400,000,000 pairs and more.
    assert compared < 20_000_000


def test_every_slip_in_a_long_text_is_found() -> None:
    old, new = large_texts()["a slip in every paragraph"]
    added = sum(len(part.text) for part in difference(old, new) if part.kind == Kind.ADDED)
    assert added < 2 * len("slip") * new.count("slip")
