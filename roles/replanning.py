"""Publishing that changes what was planned: later schedules cancelled or rebased, and undone.

Called by `roles.publishing` alone, inside its transaction and with the role locked.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from roles import addresses, publication_log, timeline
from roles.enums import LaterEditions
from roles.errors import TooLateToUndo
from roles.models import Edition, LogEntry, Role, Tag

if TYPE_CHECKING:
    from django.contrib.auth.models import User

UNDO_FOR: Final = timedelta(seconds=60)
# What lists are ordered by and count beside their filters, besides tags.
COUNTED: Final = (
    *("title", "slug", "category_id"),
    *("education", "experience_from", "experience_to", "ai_impact"),
)


def insert(
    action: str, edition: Edition, tags: Iterable[Tag], later: LaterEditions, by: User | None
) -> None:
    """What `timeline.insert` does, with what it means for the editions scheduled for later.

    To rebase, they are cancelled, and what each would have changed is scheduled anew upon the one
    before it; what that says already needs no edition more. The log tells of all of it, and
    `take_back` finds it there: the cancelled ones by the moment of `edition`.

    Raises:
        CannotRebase, and all that `timeline.insert` raises.
    """
    role, at, tags = edition.role, edition.live_from, list(tags)
    base = role.editions.live(at).first()
    pending = [] if later == LaterEditions.KEEP else list(role.editions.scheduled(at))
    for each in reversed(pending):
        timeline.cancel(each, timezone.now())
        publication_log.edition_changed("cancel", role, each, by, visible_from=at)
    timeline.insert(edition, tags)
    counts = at > timezone.now() or not (base and _is_counted_alike(base, edition, tags))
    publication_log.edition_changed(action, role, edition, by, visible_from=at, counts=counts)
    if later == LaterEditions.REBASE:
        _rebase(pending, base, edition, by)
    addresses.release_reserved(role, timezone.now())


def _is_counted_alike(base: Edition, edition: Edition, tags: list[Tag]) -> bool:
    """Whether lists have the one where they had the other, and count it in the same way."""
    if any(getattr(base, name) != getattr(edition, name) for name in COUNTED):
        return False
    return set(base.tags.values_list("pk", flat=True)) == {tag.pk for tag in tags}


def _rebase(pending: list[Edition], base: Edition | None, onto: Edition, by: User | None) -> None:
    for each in pending:
        made, tags = timeline.rebased(each, base, onto, by)
        base = each
        if made.digest != onto.digest:
            timeline.insert(made, tags)
            publication_log.edition_changed(
                "rebase", onto.role, made, by, visible_from=made.live_from
            )
            onto = made


def take_back(role: Role, edition: Edition, now: datetime, by: User | None) -> Edition:
    """Makes it as if `edition` had not gone live a moment ago, and returns it as it is then.

    Raises:
        TooLateToUndo, AddressTaken.
    """
    done = _just_done(role, edition, now)
    since = LogEntry.objects.filter(role=role, position__gt=done.position)
    before = LogEntry.objects.filter(
        role=role, action="cancel", visible_from=edition.live_from, position__lt=done.position
    )
    editions = role.editions.order_by("live_from")
    newest = editions.select_related("category").get(pk=edition.pk)
    timeline.take_back(
        newest,
        now,
        cancelled=list(editions.filter(pk__in=before.values("edition"))),
        rebased=list(editions.filter(pk__in=since.values("edition"))),
    )
    addresses.release_reserved(role, now)
    publication_log.edition_changed("undo", role, newest, by, visible_from=now)
    return newest


def _just_done(role: Role, edition: Edition, now: datetime) -> LogEntry:
    """The entry of the publication that may be undone."""
    done = LogEntry.objects.filter(edition=edition, action__in=["publish", "restore"]).first()
    if done is None or now > done.visible_from + UNDO_FOR:
        raise TooLateToUndo(
            f"{edition} did not go live within the last {UNDO_FOR.seconds} seconds. To go back, "
            "restore an earlier edition, or withdraw the role."
        )
    more = LogEntry.objects.filter(role=role, position__gt=done.position).exclude(action="rebase")
    if more.exists() or not role.editions.live(now).filter(pk=edition.pk).exists():
        raise TooLateToUndo(
            f"More was done with “{role}” since {edition} went live; look at that first."
        )
    return done
