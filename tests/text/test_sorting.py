from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.text.sorting import LETTERS, LONGEST_KEY, first_letter, sort_key


@pytest.mark.parametrize(
    ("title", "key", "letter"),
    [
        ("Élève-Ingénieur (IT)", "eleve-ingenieur (it)", "E"),
        ("“iOS” Developer", "ios” developer", "I"),
        ("3D Artist", "3d artist", "#"),
        ("관리자", normalize("NFKD", "관리자"), "#"),
    ],
)
def test_titles_are_sorted_without_accents_case_or_punctuation_before_them(
    title: str, key: str, letter: str
) -> None:
    assert (sort_key(title), first_letter(title)) == (key, letter)


@given(st.text(min_size=1, max_size=200))
def test_every_title_has_a_key_that_fits_its_column(title: str) -> None:
    assert 1 <= len(sort_key(title)) <= LONGEST_KEY
    assert first_letter(title) in LETTERS
