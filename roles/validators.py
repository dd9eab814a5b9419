"""Rules for single values, shared by models, forms and file formats."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError

_EXPERIENCE = re.compile(r"none|\d{1,2}\+?|(\d{1,2})-(\d{1,2})")

# A category's own `updates.json` and `llms.txt` stand where such a role's `.json` or `.txt` would.
RESERVED_SLUGS = frozenset({"updates", "llms"})

# One part of an address, as a regular expression: whatever a slug may hold, and a little more. The
# vowel marks of Hindi or Thai are no `\w`; half a surrogate pair cannot be sent to a database.
ADDRESS_PART = r"[\w\x80-\ud7ff\ue000-\U0010ffff-]+"


def is_slug(value: str) -> bool:
    """Tell whether a value is lower-case letters (of any script), digits and hyphens inside, and
    none of `RESERVED_SLUGS`.
    """
    return (
        bool(value)
        and value not in RESERVED_SLUGS
        and value.strip("-") == value
        and all(map(_is_slug_character, value))
    )


def _is_slug_character(character: str) -> bool:
    if character.isascii():
        return character in "-0123456789abcdefghijklmnopqrstuvwxyz"
    return unicodedata.category(character)[0] in "LMN" and character == character.lower()


def is_experience_override(value: str) -> bool:
    """Tell whether a value is "none", years ("3"), a range ("3-5") or a least number ("10+")."""
    match = _EXPERIENCE.fullmatch(value)
    if not match:
        return False
    return match[1] is None or int(match[1]) <= int(match[2])


def validate_slug(value: str) -> None:
    """Raise ValidationError unless `is_slug`."""
    if value in RESERVED_SLUGS:
        raise ValidationError("The site needs this address itself.", code="reserved_slug")
    if not is_slug(value):
        raise ValidationError(
            "Use lower-case letters, digits and hyphens only, such as software-engineer.",
            code="invalid_slug",
        )


def validate_experience_override(value: str) -> None:
    """Raise ValidationError unless `is_experience_override`."""
    if not is_experience_override(value):
        raise ValidationError(
            'Write years as "3", "3-5" or "10+", or "none" for no value.',
            code="invalid_experience",
        )
