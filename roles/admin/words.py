"""Moments and people in the words of the admin's pages."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince, timeuntil

OPERATOR_NAME = "a command"


def moment(at: datetime) -> str:
    """A moment in the site's time zone, which is named: "3 March 2026, 14:05 UTC"."""
    return date_format(timezone.localtime(at), "j F Y, H:i T")


def day(at: datetime) -> str:
    """A day in the site's time zone, as public pages show it: "3 March 2026"."""
    return date_format(timezone.localtime(at), "j F Y")


def saved(at: datetime, username: str | None) -> str:
    """Who saved something and when; no name stands for an operator's command."""
    return f"{moment(at)} by {username or OPERATOR_NAME}"


def how_long_ago(at: datetime) -> str:
    """How far a moment lies back, in its largest unit: "just now", "5 minutes ago"."""
    now = timezone.now()
    return "just now" if (now - at).total_seconds() < 60 else f"{timesince(at, now, depth=1)} ago"


def how_soon(at: datetime) -> str:
    """How far a moment lies ahead, in its largest unit: "in 6 days"."""
    now = timezone.now()
    is_soon = (at - now).total_seconds() < 60
    return "within a minute" if is_soon else f"in {timeuntil(at, now, depth=1)}"
