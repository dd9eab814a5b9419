"""The sentence of a role that tells best why it was found, with the words in it marked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from roles.search.documents import STEMS
from roles.text.markdown import to_plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roles.records import RoleRecord

# In characters; what is longer is cut around the words.
LONGEST: Final = 260
BEFORE_THE_WORD: Final = 80

_SENTENCE: Final = re.compile(r"\S.*?(?:[.!?…][”\"'’)\]]*(?=\s+[^\sa-z])|$)", re.DOTALL)
_PARAGRAPHS: Final = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a text; `marked` where they are a word that was looked for."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Sought:
    """The words of a query as they are recognised in a text.

    Each of `forms` is one word: the stems under which it counts. `key` is what titles are compared
    by. The last word may be the beginning of another: `beginning`, or empty.
    """

    forms: tuple[frozenset[str], ...]
    key: str = ""
    beginning: str = ""

    def held_by(self, text: str) -> set[int]:
        """Which of the words stand in `text`, by their place in `forms`."""
        return {place for _, _, places in self._places(text) for place in places}

    def marked(self, text: str) -> tuple[Piece, ...]:
        """The text in pieces, its words marked."""
        pieces, done = [], 0
        for begin, end, _ in self._places(text):
            pieces += [Piece(text[done:begin]), Piece(text[begin:end], marked=True)]
            done = end
        return tuple(piece for piece in (*pieces, Piece(text[done:])) if piece.text)

    def first_place(self, text: str) -> int:
        """Where the first of the words begins; 0 when there is none."""
        return next((begin for begin, _, _ in self._places(text)), 0)

    def could_be_in(self, text: str) -> bool:
        """False where none of the words stands in `text`: a quick look before a close one."""
        return bool(self._starts.search(_folded(text)))

    @cached_property
    def _starts(self) -> re.Pattern[str]:
        """How the words begin in whatever form: stemming changes a last letter at most."""
        stems = [stem for form in self.forms for stem in form]
        starts = {stem[:-1] if len(stem) > 3 else stem for stem in stems} | {self.beginning}
        return re.compile("|".join(re.escape(start) for start in starts if start))

    @cached_property
    def _places_of_stems(self) -> dict[str, list[int]]:
        stems = {stem for form in self.forms for stem in form}
        return {
            stem: [place for place, form in enumerate(self.forms) if stem in form] for stem in stems
        }

    def _places(self, text: str) -> Iterator[tuple[int, int, list[int]]]:
        for token in STEMS.pre_tokenize(text).tokens:
            begin, end = token.char_offset_from, token.char_offset_to or 0
            places = self._places_of_stems.get(token.text)
            if places is None and self.beginning and self._may_begin(text[begin:end]):
                places = [len(self.forms) - 1]
            if places:
                yield begin, end, places

    def _may_begin(self, word: str) -> bool:
        return _folded(word).startswith(self.beginning)


def excerpt(record: RoleRecord, sought: Sought, explained: set[int]) -> tuple[Piece, ...]:
    """The first sentence that holds most of the words, or else the summary's beginning.

    Args:
        record: the role as it was published.
        sought: what was looked for.
        explained: words of it that the reader sees already, by their place: in the title, say.
    """
    wanted = set(range(len(sought.forms))) - explained
    best, most = "", 0
    for sentence in _sentences(record, sought) if wanted else ():
        held = len(sought.held_by(sentence) & wanted)
        if held > most:
            best, most = sentence, held
        if most == len(wanted):
            break
    return sought.marked(_around(best, sought.first_place(best)) or _around(record.summary, 0))


def _sentences(record: RoleRecord, sought: Sought) -> Iterator[str]:
    """Those that may hold a word, in the order of how much their words count."""
    for text in (record.summary, *record.duties):
        if sought.could_be_in(text):
            yield from _SENTENCE.findall(text)
    for label, text in _entries(record):
        if sought.could_be_in(text):
            yield f"{label}: {text}" if label else text
    for paragraph in _prose(record):
        if sought.could_be_in(paragraph):
            yield from _SENTENCE.findall(to_plain(paragraph))


def _entries(record: RoleRecord) -> Iterator[tuple[str, str]]:
    """What stands in lists, under the word it needs to be understood."""
    for group in record.qualifications:
        for item in group.items:
            yield group.heading, item
    for fact in record.glance:
        yield fact.label, fact.text


def _prose(record: RoleRecord) -> Iterator[str]:
    texts = (
        *(text for group in record.qualifications for text in (group.heading, group.text)),
        record.overview,
        record.outlook,
        *(text for faq in record.faqs for text in (faq.question, faq.answer)),
    )
    for text in texts:
        yield from _PARAGRAPHS.split(text)


def _around(text: str, place: int) -> str:
    """At most `LONGEST` characters of whole words, those at `place` among them."""
    if len(text) <= LONGEST:
        return text
    begin = text.find(" ", place - BEFORE_THE_WORD) + 1 if place > LONGEST // 2 else 0
    shown = text[begin : begin + LONGEST]
    if begin + LONGEST < len(text):
        shown = (shown[: shown.rfind(" ")] if " " in shown else shown).rstrip(" ,;:") + " …"
    return f"… {shown}" if begin else shown


def _folded(text: str) -> str:
    """Lower case, without accents."""
    lower = text.lower()
    if lower.isascii():
        return lower
    decomposed = unicodedata.normalize("NFKD", lower)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
