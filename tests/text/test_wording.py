"""What a change of words does to what they say."""

import pytest

from roles.text.wording import Change, change, ends_in_number

SPELLING, WORDS, REQUIREMENT, NUMBER = Change


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # Punctuation, casing, spacing
        ("a team , which", "A team, which", SPELLING),
        ("on site", "on-site", SPELLING),
        ("e-mail the data base", "email the database", SPELLING),
        ("the team’s work", "the team's work", SPELLING),
        ("3-5 years", "3–5 years", SPELLING),
        ("10000 people", "10,000 people", SPELLING),
        # Spelling
        ("recieved", "received", SPELLING),
        ("teh", "the", SPELLING),
        ("responsibilites", "responsibilities", SPELLING),
        ("to many", "too many", SPELLING),
        ("a apple", "an apple", SPELLING),
        ("the the team", "the team", SPELLING),
        ("lead team", "lead the team", SPELLING),
        ("one engineers", "one engineer", SPELLING),
        ("a valid licence", "a valid license", SPELLING),
        ("professional certifcation", "professional certification", SPELLING),
        ("is requierd", "is required", REQUIREMENT),
        # Other words
        ("leads people", "leads teams", WORDS),
        ("junior", "senior", WORDS),
        ("a manager", "a manager of people", WORDS),
        ("able to travel", "unable to travel", WORDS),
        ("legal work", "illegal work", WORDS),
        ("C", "C++", WORDS),
        ("on", "in", WORDS),
        # Requirements
        ("a degree", "a diploma", REQUIREMENT),
        ("preferred", "required", REQUIREMENT),
        ("None required", "Licence required", REQUIREMENT),
        ("is now necessary", "is not necessary", REQUIREMENT),
        ("you may", "you must", REQUIREMENT),
        ("you do travel", "you don't travel", REQUIREMENT),
        ("can travel", "cannot travel", REQUIREMENT),
        # Numbers, dates, amounts
        ("3 years", "5 years", NUMBER),
        ("5 years", "5+ years", NUMBER),
        ("three years", "five years", NUMBER),
        ("40 of staff", "40% of staff", NUMBER),
        ("$100", "€100", NUMBER),
        ("1.000", "10,000", NUMBER),
        ("3 March 2026", "3 April 2026", NUMBER),
        ("< 5", "> 5", NUMBER),
        ("recieved 3 of 4", "received 3 of 5", NUMBER),
    ],
)
def test_a_change_of_words_counts_by_the_most_it_does(
    before: str, after: str, expected: Change
) -> None:
    assert change(before, after) == expected
    assert change(after, before) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("at least 3", True), ("3 years", False), ("", False)]
)
def test_a_number_at_the_end_is_recognised(text: str, expected: bool) -> None:
    assert ends_in_number(text) is expected
