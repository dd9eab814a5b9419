"""The moment at which something goes live: a day and a time, typed in a zone that is named."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone


class WallClockField(forms.DateTimeField):
    """A day and time as a clock on the wall shows it, without any zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(UTC):
            at = super().to_python(value)
        return at.replace(tzinfo=None) if at else None


def moment_in_zone(wall_clock: datetime, name: str) -> datetime:
    """The moment at which clocks in the zone show this.

    Args:
        wall_clock: without a zone.
        name: of the zone, such as "Europe/Berlin".

    Raises:
        ValidationError: when no clock there ever shows it, or shows it twice (PEP 495).
    """
    first, second = (wall_clock.replace(tzinfo=ZoneInfo(name), fold=fold) for fold in (0, 1))
    shown = f"{wall_clock:%H:%M} on {wall_clock.day} {wall_clock:%B %Y}"
    try:
        there = first.astimezone(UTC).astimezone(ZoneInfo(name)).replace(tzinfo=None)
    except OverflowError:
        raise ValidationError(f"{shown} is too far away; choose another day.") from None
    if there != wall_clock:
        raise ValidationError(
            f"In {name} there is no {shown}: clocks are set forward over it. Choose an earlier or "
            "a later time."
        )
    if first.utcoffset() != second.utcoffset():
        raise ValidationError(
            f"In {name} clocks show {shown} twice, because they are set back. Choose a time before "
            "or after that hour, or give the moment in UTC."
        )
    return first


def zone_choices() -> list[tuple[str, str]]:
    """The site's zone, UTC, and all others by name."""
    site = timezone.get_default_timezone_name()
    first = {"UTC": "UTC"} if site == "UTC" else {site: f"{site}, as on this site", "UTC": "UTC"}
    others = [(name, name.replace("_", " ")) for name in _zone_names() if name not in first]
    return [*first.items(), *others]


@cache
def _zone_names() -> list[str]:
    """Names as "Area/Place"; the others are old names and offsets."""
    areas = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe")
    beginnings = tuple(f"{area}/" for area in (*areas, "Indian", "Pacific"))
    return sorted(name for name in available_timezones() if name.startswith(beginnings))
