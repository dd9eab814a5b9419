"""Moments and people in the words of the admin's pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince, timeuntil

from roles.models import FAR_FUTURE

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

    from roles.models import Edition

OPERATOR_NAME = "a command"


def moment(at: datetime) -> str:
    """A moment in the site's time zone, which is named: "3 March 2026, 14:05 UTC"."""
    return date_format(timezone.localtime(at), "j F Y, H:i T")


def day(at: datetime) -> str:
    """A day in the site's time zone, as public pages show it: "3 March 2026"."""
    return date_format(timezone.localtime(at), "j F Y")


def listed(names: Sequence[str], *, most: int = 5) -> str:
    """Names in a row: "a", "a and b", "a, b and c"; of many, how many more there are."""
    if len(names) > most:
        names = [*names[:most], f"{len(names) - most} more"]
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def short_day(at: datetime) -> str:
    """The same where there is little room: "3 Mar 2026"."""
    return date_format(timezone.localtime(at), "j M Y")


def saved(at: datetime, username: str | None) -> str:
    """Who saved something and when; no name stands for an operator's command."""
    return f"{moment(at)} by {username or OPERATOR_NAME}"


def name_of(user: AbstractUser | None) -> str:
    """Who did something; nobody stands for an operator's command."""
    return user.get_username() if user else OPERATOR_NAME


def live_range(edition: Edition) -> str:
    """When visitors see or saw an edition: "from 3 March 2026, 14:05 UTC"."""
    if edition.live_from == edition.live_until:
        was_live = edition.created_at >= edition.live_from
        return "taken back at once" if was_live else "never went live"
    if edition.live_until == FAR_FUTURE:
        return f"from {moment(edition.live_from)}"
    return f"from {moment(edition.live_from)} until {moment(edition.live_until)}"


def how_long_ago(at: datetime) -> str:
    """How far a moment lies back, in its largest unit: "just now", "5 minutes ago"."""
    now = timezone.now()
    return "just now" if (now - at).total_seconds() < 60 else f"{timesince(at, now, depth=1)} ago"


def how_soon(at: datetime) -> str:
    """How far a moment lies ahead, in its largest unit: "in 6 days"."""
    now = timezone.now()
    is_soon = (at - now).total_seconds() < 60
    return "within a minute" if is_soon else f"in {timeuntil(at, now, depth=1)}"
