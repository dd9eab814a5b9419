"""Keys that put titles in A to Z order, the same on every database."""

import unicodedata
from string import ascii_uppercase

OTHER_LETTER = "#"
LETTERS = (OTHER_LETTER, *ascii_uppercase)
LONGEST_KEY = 200


def sort_key(title: str) -> str:
    """`title` in the form it is sorted by: no accents, no case, no punctuation at the start.

    At most `LONGEST_KEY` characters, as long as a title: taken apart, one of Korean is three times
    as long. Empty only for an empty title.

    >>> sort_key("Élève-Ingénieur (IT)")
    'eleve-ingenieur (it)'
    """
    decomposed = unicodedata.normalize("NFKD", title)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()
    start = next((place for place, letter in enumerate(plain) if letter.isalnum()), 0)
    return (plain[start:] or title)[:LONGEST_KEY]


def first_letter(title: str) -> str:
    """The letter a title stands under in an A to Z list: "A" to "Z", or "#" for all others."""
    return letter_of(sort_key(title))


def letter_of(sort_title: str) -> str:
    """The letter of a title whose sort key is known."""
    letter = sort_title[:1].upper()
    return letter if letter.isascii() and letter.isalpha() else OTHER_LETTER
