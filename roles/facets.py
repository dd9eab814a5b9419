"""Values to filter by, read from the prose of "Role at a glance" as a careful reader would.

Nothing is invented: where a text leaves room for doubt, the value is None. Only the first
statement of a text counts ("Bachelor's degree; PhD common" asks for a bachelor's degree).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roles.enums import AiImpact, EducationLevel, ExperienceBand, Facet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

Years = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a visitor narrows a list or a search down to; each is None where nothing is chosen.

    `category` and `tag` are ids; `letter` is the one a title stands under; `updated_since` is a
    moment with a time zone.
    """

    category: int | None = None
    tag: int | None = None
    education: EducationLevel | None = None
    experience: ExperienceBand | None = None
    ai_impact: AiImpact | None = None
    updated_since: datetime | None = None
    letter: str | None = None


def experience_band(years_from: int | None) -> ExperienceBand | None:
    """The band that the lower end of a role's experience falls into; None when it is not known."""
    if years_from is None:
        return None
    return max(band for band in ExperienceBand if band <= years_from)


def band_years(band: ExperienceBand) -> tuple[int, int | None]:
    """From which lower end, and below which, a role falls into `band`; None: no end."""
    return band, min((other for other in ExperienceBand if other > band), default=None)


_BRACKETS = re.compile(r"\s*\([^()]*\)|\s*\[[^\[\]]*\]")
_SPACED_DASH = re.compile(r"\s+[-–—]\s+|—")
_NO_VALUE = re.compile(r"(none |not )(specified|stated|listed|given|available)|n/?a$|unknown")

_NO_EDUCATION = re.compile(
    r"none\b|less than (a )?high school|no high school|no (minimum )?education|no schooling"
    r"|no formal (education|qualification|schooling|credential|requirement)"
)
_LEVELS = {
    EducationLevel.DOCTORATE: r"ph\.?\s?d|(post-?)?doctor(al|ate)|doctor of|professional degree"
    r"|(law|medical) degree|pharmd|[jm]\.?d\b|dvm|dds",
    EducationLevel.MASTER: r"(post-)?master'?s?\b|mba\b|m\.?sc?\b|mph\b|msw\b"
    r"|(advanced|graduate|postgraduate) (degree|school)",
    EducationLevel.BACHELOR: r"(post-)?baccalaureate|bachelor'?s?|b\.?sc?\b|b\.?a\b"
    r"|(4|four)-year (college )?degree|(undergraduate|university) degree",
    EducationLevel.ASSOCIATE: r"associate'?s?\b|(2|two)-year (college )?degree",
    EducationLevel.VOCATIONAL: r"post-?secondary (certificate|non-?degree|diploma|award)"
    r"|vocational|(trade|technical) (school|certificate|diploma)",
    EducationLevel.SECONDARY: r"high[ -]school|ged\b|some college"
    r"|(upper )?secondary (school|education)",
}
_LEVEL = re.compile(
    "|".join(rf"(?P<{level.name}>\b(?<!-)(?:{words}))" for level, words in _LEVELS.items())
)
_ANY_LEVEL = rf"\b(?<!-)(?:{'|'.join(_LEVELS.values())})"
_CLUSTER = re.compile(
    rf"{_ANY_LEVEL}(?:(?: (?:degree|diploma|certificate))?(?:/| or (?:an? )?){_ANY_LEVEL})*"
)
_CLAUSE_END = re.compile(r", |\band\b")
_HEDGED = re.compile(
    r"\b(no|not|without|prefer\w*|a plus|helpful|desir\w*|optional|advantage\w*|bonus|ideally"
    r"|may|n't)\b"
)

_NO_EXPERIENCE = re.compile(r"none\b|no (\w+ )?(experience|years)")
_NUMBER = r"(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
_UNIT = r"(years?|yrs?|months?|mos?)\b"
_RANGE = re.compile(
    rf"{_NUMBER}\s*(?:{_UNIT})?,?\s*(?:-|–|—|to|and|up to(?: and including)?)\s*"
    rf"{_NUMBER}\s*(\+|plus)?\s*{_UNIT}"
)
_SINGLE = re.compile(
    r"(over|more than|at least|minimum(?: of)?"
    r"|up to(?: and including)?|(?:less|fewer) than|under)?\s*"
    rf"{_NUMBER}\s*(\+|plus|or more)?[\s-]*{_UNIT}( or more| minimum| and up|\+)?"
)
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_VERDICT_END = re.compile(r"\s+-+\s+|[–—;.:]")
_WIND = re.compile(
    r"(?:(?P<strong>(?:very )?strong|significant|major)"
    r"|(?:moderate|modest|mild|slight|light))? ?(?P<side>tail|head)wind"
)
_VERDICTS = {
    **dict.fromkeys(("mixed", "mixed impact", "mixed picture"), AiImpact.MIXED),
    **dict.fromkeys(
        ("neutral", "little change", "minimal", "minimal impact", "little impact"),
        AiImpact.NEUTRAL,
    ),
}
_WINDS = {
    ("tail", True): AiImpact.STRONG_TAILWIND,
    ("tail", False): AiImpact.TAILWIND,
    ("head", True): AiImpact.STRONG_HEADWIND,
    ("head", False): AiImpact.HEADWIND,
}
_LABELS = {
    **dict.fromkeys(("typical education", "education"), Facet.EDUCATION),
    **dict.fromkeys(("typical experience", "experience"), Facet.EXPERIENCE),
    "ai impact": Facet.AI_IMPACT,
}


def facet_for_label(label: str) -> Facet | None:
    """Return what a standard label tells; "AI impact (through 2032)" is still AI impact."""
    return _LABELS.get(_BRACKETS.sub("", label).strip().rstrip(":").casefold())


def education_level(text: str, override: str = "") -> EducationLevel | None:
    """Return the least level named as typical, or what the editor's override says instead."""
    if override:
        return None if override == "none" else EducationLevel(int(override))
    for statement in _folded(_BRACKETS.sub("", text)).split(";"):
        if "varies" in statement or _NO_VALUE.match(statement.strip()):
            return None
        if _NO_EDUCATION.match(statement.strip()):
            return EducationLevel.NONE
        levels = _levels(statement)
        if levels:
            return min(levels)
    return None


def experience_years(text: str, override: str = "") -> Years:
    """Return years from and to, None where open or unknown; an override counts instead.

    Months are years rounded down at the lower end and to the nearest year at the upper end.
    """
    if override:
        return _overridden_years(override)
    folded = _folded(text).strip()
    if "varies" in folded.split(";")[0] or _NO_VALUE.match(folded):
        return None, None
    if _NO_EXPERIENCE.match(folded):
        return 0, 0
    statement = _BRACKETS.sub("", folded).split(";")[0]
    return _years(statement) or _years(folded.split(";")[0]) or (None, None)


def ai_impact(text: str, override: str = "") -> AiImpact | None:
    """Return the verdict with which the text begins, or what the editor's override says."""
    if override:
        return None if override == "none" else AiImpact(override)
    verdict = _VERDICT_END.split(_folded(text), maxsplit=1)[0]
    return _verdict(verdict) or _verdict(verdict.split(",")[0])


def _folded(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split())


def _levels(statement: str) -> list[EducationLevel]:
    """Return the levels a statement asks for; what stands after a dash only explains them."""
    before_dash = _SPACED_DASH.split(statement, maxsplit=1)[0]
    return _asked_for(before_dash) or _asked_for(statement)


def _asked_for(statement: str) -> list[EducationLevel]:
    levels, begin = [], 0
    clusters = list(_clusters(statement))
    for number, (start, end, found) in enumerate(clusters):
        following = clusters[number + 1][0] if number + 1 < len(clusters) else len(statement)
        before = _CLAUSE_END.split(statement[begin:start])[-1]
        after = statement[end:following].split(", ")[0]
        if not _HEDGED.search(before) and not _HEDGED.search(after):
            levels += found
        begin = end
    return levels


def _clusters(statement: str) -> Iterator[tuple[int, int, list[EducationLevel]]]:
    """Yield levels that share one verdict ("bachelor's or master's preferred") and their place."""
    for cluster in _CLUSTER.finditer(statement):
        words = _LEVEL.finditer(cluster[0])
        found = [EducationLevel[word.lastgroup] for word in words if word.lastgroup]
        yield cluster.start(), cluster.end(), found


def _years(statement: str) -> Years | None:
    spans, singles = _RANGE.search(statement), _SINGLE.search(statement)
    if spans and (not singles or spans.start() <= singles.end()):
        first, unit, last, more, last_unit = spans.groups()
        low, high = _months(first, unit or last_unit), _months(last, last_unit)
        return None if low > high else (low // 12, None if more else (high + 6) // 12)
    return _single(*singles.groups("")) if singles else None


def _single(before: str, number: str, plus: str, unit: str, after: str) -> Years:
    months = _months(number, unit)
    if before.startswith(("up", "less", "under", "fewer")):
        return 0, (months + 6) // 12
    is_least = bool(plus or after or before)
    return months // 12, None if is_least else (months + 6) // 12


def _months(number: str, unit: str) -> int:
    count = int(number) if number.isdigit() else _WORDS.index(number) + 1
    return count * (1 if unit.startswith("mo") else 12)


def _overridden_years(override: str) -> Years:
    if override == "none":
        return None, None
    low, _, high = override.partition("-")
    if low.endswith("+"):
        return int(low[:-1]), None
    return int(low), int(high or low)


def _verdict(words: str) -> AiImpact | None:
    words = words.strip()
    wind = _WIND.fullmatch(words)
    return _WINDS[wind["side"], bool(wind["strong"])] if wind else _VERDICTS.get(words)
