"""What the list and the form of roles say about each role's state, without a query per role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from roles.admin.words import OPERATOR_NAME, day, moment, saved
from roles.models import Category, Edition, Revision

if TYPE_CHECKING:
    from roles.models.role import RoleQuerySet

_LIVE: Final = Q(live_since__isnull=False)
_SCHEDULED: Final = Q(next_live_from__isnull=False)
# Of few roles, which an index has: the others need not be looked at.
_MARKED: Final = Q(unpublished_draft__isnull=False)

STATES: Final = {
    "draft": ("Draft", _MARKED & ~_LIVE & ~_SCHEDULED & Q(was_published=False)),
    "live": ("Live", _LIVE),
    "changed": (
        "Live, with unpublished changes",
        _MARKED & _LIVE & ~Q(live_digest=F("head_digest")),
    ),
    "scheduled": ("Scheduled", _SCHEDULED),
    "withdrawn": ("Withdrawn", _MARKED & ~_LIVE & ~_SCHEDULED & Q(was_published=True)),
}


def with_admin_columns(roles: RoleQuerySet) -> RoleQuerySet:
    """Annotates the state, the live edition's dates and the last draft of each role."""
    at = timezone.now()
    editions = Edition.objects.filter(role=OuterRef("pk")).order_by()
    newest = Revision.objects.filter(role=OuterRef("pk")).order_by("-number")
    live = editions.live(at)
    before = editions.begun(at).filter(live_until__lte=at).order_by("-live_until")
    return roles.with_state(at).annotate(
        live_id=Subquery(live.values("pk")[:1]),
        live_was_scheduled=Exists(live.filter(created_at__lt=F("live_from"))),
        before=Subquery(before.values(edition=JSONObject(id="id", number="number"))[:1]),
        live_updated=Subquery(editions.live(at).values("updated")[:1]),
        live_category=Subquery(editions.live(at).values("category__slug")[:1]),
        live_slug=Subquery(editions.live(at).values("slug")[:1]),
        live_checked=Subquery(editions.live(at).values("checked")[:1]),
        has_editions=Exists(editions),
        head_id=Subquery(newest.values("pk")[:1]),
        # Both count from 1 without a gap, so that their difference is a number of saves.
        saves_since_live=Subquery(newest.values("number")[:1])
        - Subquery(editions.live(at).values("revision__number")[:1]),
        category_slug=Subquery(Category.objects.filter(pk=OuterRef("category")).values("slug")[:1]),
        draft_saved=Subquery(newest.values("created_at")[:1]),
        draft_saved_by=Subquery(newest.values("created_by__username")[:1]),
    )


def last_draft(role: Any) -> str:
    """When the newest draft of an annotated role was saved, and by whom."""
    return saved(role.draft_saved, role.draft_saved_by) if role.draft_saved else "–"


def sentences(role: Any) -> str:
    """All about the state of an annotated role, for the top of its form."""
    parts = [f"{role.state}."]
    if role.live_since:
        parts.append(
            f"The live edition is from {moment(role.live_since)}; visitors read “Last updated "
            f"{day(role.live_updated)}”."
        )
    parts.append(f"The last draft was saved {last_draft(role)}.")
    return " ".join(parts)


def in_short(role: Any) -> str:
    """The state of an annotated role in one sentence, for the bar below its form."""
    if not role.live_since:
        return f"{role.state}; the last draft was saved {last_draft(role)}."
    scheduled = f"; next edition {moment(role.next_live_from)}" if role.next_live_from else ""
    return f"Live since {day(role.live_since)}; {_unpublished(role)}{scheduled}."


def _unpublished(role: Any) -> str:
    if role.live_digest == role.head_digest:
        return "nothing unpublished"
    by = role.draft_saved_by or OPERATOR_NAME
    number = role.saves_since_live
    if number < 1:
        # Its schedule was rebased: it holds changes of several drafts.
        return f"the draft, last saved by {by}, differs"
    if number == 1:
        return f"1 unpublished save, by {by}"
    return f"{number} unpublished saves, the last by {by}"
