"""Invented roles, the same at every run: as many as wanted, as long and as varied as real ones."""

from __future__ import annotations

import json
from itertools import count, islice, product
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from roles.records import CategoryName, Faq, GlanceFact, QualificationGroup, RoleRecord
from roles.text.slugs import slug_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WORDS: Final[dict[str, list[str]]] = json.loads(
    Path(__file__).with_name("words.json").read_text(encoding="utf-8")
)


def invented_roles(number: int, seed: int = 1) -> Iterator[RoleRecord]:
    """So many complete records, each with a title of its own."""
    random = Random(seed)
    for title in islice(_titles(random), number):
        yield _role(title, random)


def titles(seed: int = 1) -> Iterator[str]:
    """The titles of these roles alone, without end."""
    return _titles(Random(seed))


def _titles(random: Random) -> Iterator[str]:
    plain = [
        f"{field} {occupation}"
        for field, occupation in product(WORDS["fields"], WORDS["occupations"])
    ]
    random.shuffle(plain)
    yield from plain
    for turn in count(1):
        mark = "" if turn == 1 else f" {turn}"
        for level, title in product(WORDS["levels"], plain):
            yield f"{level} {title}{mark}"


def _role(title: str, random: Random) -> RoleRecord:
    # Few areas have many roles, and many have few, as in any real catalogue.
    area = WORDS["areas"][min(int(random.expovariate(0.15)), len(WORDS["areas"]) - 1)]
    article = "An" if title[0] in "AEIOU" else "A"
    return RoleRecord(
        title=title,
        slug=slug_from(title),
        category=CategoryName(area, slug_from(area)),
        summary=f"{article} {title} has to {_task(random)}, to {_task(random)}, and to "
        f"{_task(random)}. {_paragraph(random, 2)}",
        glance=(
            GlanceFact("Typical education", random.choice(WORDS["education"])),
            GlanceFact("Typical experience", random.choice(WORDS["experience"])),
            GlanceFact("AI impact", random.choice(WORDS["ai_impact"])),
            GlanceFact(
                "Usual place of work",
                f"{random.choice(WORDS['fields'])}, {random.choice(WORDS['fields'])}",
            ),
        ),
        duties=tuple(_sentence(random) for _ in range(random.randint(8, 14))),
        overview="\n\n".join(_paragraph(random, 6) for _ in range(3)),
        qualifications=tuple(
            QualificationGroup(
                heading, _paragraph(random, 2), tuple(_some(random, WORDS["skills"], 4))
            )
            for heading in ("Education and training", "Skills", "What helps")
        ),
        outlook="\n\n".join(_paragraph(random, 5) for _ in range(2)),
        cover_letter=f"Dear [Name],\n\n{_paragraph(random, 5)}\n\n{_paragraph(random, 4)}",
        faqs=tuple(
            Faq(f"Does {article.lower()} {title} {_task(random)}?", _paragraph(random, 3))
            for _ in range(random.randint(3, 6))
        ),
        tags=tuple(_some(random, WORDS["skills"], random.randint(2, 6))),
        also_called=tuple(f"{level} of {title}" for level in _some(random, WORDS["levels"], 2)),
    )


def _some(random: Random, words: Sequence[str], number: int) -> list[str]:
    """Different ones; those that stand first come up more often."""
    chosen: dict[str, None] = {}
    while len(chosen) < number:
        chosen[words[min(int(random.expovariate(4 / len(words))), len(words) - 1)]] = None
    return list(chosen)


def _task(random: Random) -> str:
    return f"{random.choice(WORDS['verbs'])} {random.choice(WORDS['things'])}"


def _sentence(random: Random) -> str:
    sentence = f"{_task(random)} {random.choice(WORDS['reasons'])}"
    return sentence[0].upper() + sentence[1:]


def _paragraph(random: Random, sentences: int) -> str:
    return " ".join(f"{_sentence(random)}." for _ in range(sentences))
