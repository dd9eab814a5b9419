"""What a visitor typed, taken apart: words, "phrases in quotes" and words with a -minus."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from roles.search.documents import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Nobody types more; what comes after it would only cost time.
MAX_CHARACTERS: Final = 400
MAX_WORDS: Final = 20

# What people wrap around the name of a job: "how to become a nurse", "plumber job description".
# None of these is needed to find a role, so they are wished for only. "it" is not among them: it
# is a trade.
NOISE: Final = frozenset(
    {
        *("a", "about", "an", "and", "any", "as", "at", "for", "from", "how", "in", "of", "on"),
        *("or", "that", "the", "this", "to", "what", "when", "where", "which", "who", "why"),
        *("with", "are", "be", "become", "becoming", "being", "best", "can", "did", "do", "does"),
        *("doing", "get", "getting", "have", "hiring", "is", "near", "need", "needed", "want"),
        *("was", "would", "i", "me", "my", "someone", "they", "you", "your"),
        *("career", "careers", "description", "descriptions", "job", "jobs", "occupation"),
        *("occupations", "position", "positions", "role", "roles", "vacancies", "vacancy"),
    }
)

_QUOTES: Final = str.maketrans("“”„‟«»＂", '"""""""')
_PART: Final = re.compile(r'(?:(?<!\S)(?P<minus>-))?(?:"(?P<phrase>[^"]*)"|(?P<plain>[^\s"]+)|")')


@dataclass(frozen=True, slots=True)
class Typed:
    """The parts of a query; each word is lower case and without accents.

    `words` are those that stand for themselves, as typed one after the other; of `phrases` and
    `excluded`, each has one word or several that belong together.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.words or self.phrases)

    @property
    def required(self) -> tuple[str, ...]:
        """The words that count: all but noise, unless there is nothing else."""
        telling = tuple(word for word in self.words if word not in NOISE)
        return telling or (() if self.phrases else self.words)

    @property
    def wished(self) -> tuple[str, ...]:
        """The words that may be missing."""
        return tuple(word for word in self.words if word not in self.required)

    @property
    def all_words(self) -> tuple[str, ...]:
        """Every word that is looked for, those of phrases last."""
        return self.required + tuple(word for phrase in self.phrases for word in phrase)

    def respelt(self, corrections: Mapping[str, str]) -> Typed:
        """The same with other words in the place of some of its own."""
        return replace(self, words=tuple(corrections.get(word, word) for word in self.words))

    def loosened(self) -> Typed:
        """The same with the words of its phrases as words like others."""
        return Typed(words=self.all_words, excluded=self.excluded)


def parse(text: str) -> Typed:
    """Takes apart whatever was typed; at most `MAX_WORDS` words of it count.

    >>> parse('night nurse "intensive care" -school')
    Typed(words=('night', 'nurse'), phrases=(('intensive', 'care'),), excluded=(('school',),))
    """
    words: list[str] = []
    phrases: list[tuple[str, ...]] = []
    excluded: list[tuple[str, ...]] = []
    for kind, part in _parts(_encodable(text).translate(_QUOTES)):
        if kind == "minus":
            excluded.append(part)
        elif kind == "phrase":
            phrases.append(part)
        else:
            words.extend(part)
    return Typed(tuple(words), tuple(phrases), tuple(excluded))


def respelt(text: str, corrections: Mapping[str, str]) -> str:
    """What was typed, with other words in the place of some of its own."""
    text, pieces, done = _encodable(text), [], 0
    for token in WORDS.pre_tokenize(text).tokens:
        if token.text in corrections:
            pieces += [text[done : token.char_offset_from], corrections[token.text]]
            done = token.char_offset_to or 0
    return "".join([*pieces, text[done:]])


def words_of(text: str) -> list[str]:
    """All words of a text: lower case, without accents, at most `MAX_WORDS`."""
    return list(WORDS.analyze(_encodable(text)))[:MAX_WORDS]


def _encodable(text: str) -> str:
    # Half a surrogate pair can come out of a broken address; there is no UTF-8 for it.
    return text[:MAX_CHARACTERS].encode(errors="ignore").decode()


def _parts(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    left = MAX_WORDS
    for match in _PART.finditer(text):
        part = tuple(WORDS.analyze(match["phrase"] or match["plain"] or ""))[:left]
        left -= len(part)
        if part:
            yield _kind(match), part


def _kind(match: re.Match[str]) -> str:
    if match["minus"]:
        return "minus"
    return "plain" if match["phrase"] is None else "phrase"
