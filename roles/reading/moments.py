"""When what visitors see changed last, and when it changes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Subquery

from roles.models import FAR_FUTURE, Edition, LogEntry, LogHead


@dataclass(frozen=True, slots=True)
class LogState:
    """How far the publication log has come, and when anything that visitors see last changed.

    One moment for all pages: what one page shows of others (names, related roles, lists) moves no
    date of its own, and a "not modified" must never keep an old page in use. `changed` is None
    while nothing ever did.
    """

    position: int = 0
    changed: datetime | None = None


def log_state(at: datetime) -> LogState:
    last = LogEntry.objects.visible(at).values("visible_from")[:1]
    head = LogHead.objects.annotate(changed=Subquery(last)).values_list("position", "changed")
    return LogState(*head[0]) if head else LogState()


def next_moment(at: datetime) -> datetime:
    """When something public changes next by the clock alone: a schedule begins or ends.

    Two look-ups in indexes, however many editions there are.
    """
    begins = Edition.objects.filter(live_from__gt=at).order_by("live_from")
    ends = Edition.objects.filter(live_until__gt=at).order_by("live_until")
    moments = [
        *begins.values_list("live_from", flat=True)[:1],
        *ends.values_list("live_until", flat=True)[:1],
    ]
    return min(moments, default=FAR_FUTURE)
