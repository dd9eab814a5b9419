"""The verbs of publishing: with `roles.timeline`, which they call, the only writer of `Edition`.

Every verb takes keywords only, checks the permission of `by` itself, runs in one transaction that
locks the role, and returns what it wrote. At any moment at most one edition of a role is live.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from roles import addresses, people, publication_log, replanning, timeline, withdrawals
from roles.drafting import save_revision, tag_ids
from roles.enums import LaterEditions, PublicationKind, WithdrawalReason
from roles.errors import BadMoment, NeverLive, NotLive, NotScheduled, StaleRevision
from roles.models import FAR_FUTURE, Category, Edition, Revision, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Operator:
    """Whoever runs commands on the server: allowed every verb, recorded as nobody."""

    def has_perm(self, perm: str) -> bool:
        return True


OPERATOR: Final = Operator()


def publish(
    *,
    role: Role,
    by: User | Operator,
    kind: PublicationKind = PublicationKind.UPDATE,
    change_note: str = "",
    revision: int | None = None,
    later: LaterEditions = LaterEditions.KEEP,
) -> Edition:
    """Makes the working copy live now.

    Args:
        role: the role; its working copy as saved in the database is published.
        by: who publishes; needs `roles.publish_role`, or for a correction
            `roles.publish_correction_role`; and `roles.rename_live_role` to move a role that
            visitors know.
        kind: an update moves "Last updated" to now, a correction keeps it. The first edition of a
            role is always an update.
        change_note: what changed, for readers; required for every update but the first.
        revision: the id of the revision the caller looked at, to refuse a newer one.
        later: what becomes of editions scheduled for after it: they are kept and replace it then;
            or rebased, which lays what each would have changed upon what is published now; or
            cancelled. All but the first needs `roles.schedule_role` too.

    Raises:
        NotAllowed, RenameNotAllowed, SecondPersonNeeded, Incomplete, NothingToPublish,
        ChangeNoteMissing, StaleRevision, AddressTaken, CannotRebase.
    """
    people.require_may_publish_now(by, kind, role)
    with _locked(role) as locked:
        return _publish_working_copy(
            locked, timezone.now(), by, kind, change_note, revision, later, "publish"
        )


def publish_first(
    *, revisions: Sequence[Revision], by: User | Operator, change_notes: Mapping[int, str]
) -> list[Edition]:
    """What `publish` does, for many roles that never were published, in as many queries as for one.

    Args:
        revisions: the newest one of each role, in the order in which the roles go live.
        change_notes: by the role's id.

    Raises:
        NotAllowed, Incomplete, AddressTaken.
        StaleRevision: when a role has a newer revision, or has been published.
    """
    with transaction.atomic():
        roles = timeline.locked_unpublished(revisions)
        for role in roles.values():
            people.require(by, "publish_role", role)
        at, user, tags = timezone.now(), _user(by), tag_ids(roles)
        editions = [
            timeline.new_edition(
                roles[revision.role_id],
                revision,
                at,
                PublicationKind.UPDATE,
                change_notes.get(revision.role_id, ""),
                user,
            )
            for revision in revisions
        ]
        timeline.insert_first(editions, tags)
        publication_log.first_editions("publish", editions, user)
        return editions


def schedule(
    *,
    role: Role,
    by: User | Operator,
    at: datetime,
    kind: PublicationKind = PublicationKind.UPDATE,
    change_note: str = "",
    revision: int | None = None,
    later: LaterEditions = LaterEditions.KEEP,
) -> Edition:
    """Makes the working copy, as it is now, go live at `at` without any further command.

    Args:
        at: when it goes live, with a time zone; after now. The rest is as for `publish`, with
            the permission `roles.schedule_role`.

    Raises:
        BadMoment, and all that `publish` raises.
    """
    people.require(by, "schedule_role", role)
    with _locked(role) as locked:
        if at <= timezone.now():
            raise BadMoment("The moment to go live has passed; choose a later one or publish now.")
        if at >= FAR_FUTURE:
            raise BadMoment(f"The moment to go live has to be before the year {FAR_FUTURE.year}.")
        return _publish_working_copy(locked, at, by, kind, change_note, revision, later, "schedule")


def cancel_schedule(*, edition: Edition, by: User | Operator) -> Edition:
    """Takes a scheduled edition back; what is live before it then stays live after it.

    Raises:
        NotAllowed: without `roles.schedule_role`.
        NotScheduled: when it is live, was live, or was cancelled before.
    """
    people.require(by, "schedule_role", edition.role)
    with _locked(edition.role) as role:
        now = timezone.now()
        pending = role.editions.scheduled(now).filter(pk=edition.pk).first()
        if pending is None:
            raise NotScheduled(f"{edition} is not waiting to go live.")
        timeline.cancel(pending, now)
        addresses.release_reserved(role, now)
        publication_log.edition_changed("cancel", role, pending, _user(by), visible_from=now)
        return pending


def undo(*, edition: Edition, by: User | Operator) -> Edition:
    """Takes an edition back that went live a moment ago, as if it had not.

    What was live before is live again, with its dates and with the schedules that its publication
    cancelled or rebased. The edition stays, with an empty range, and the log tells of it. Its
    address stays the role's: somebody may have seen it.

    Raises:
        NotAllowed: without the permission to publish it.
        TooLateToUndo: when a minute has passed, or more was done with the role since.
        AddressTaken: when another role took the address of a cancelled schedule meanwhile.
    """
    people.require_may_publish_now(by, PublicationKind(edition.kind), edition.role)
    people.require_open(by, edition.category_id)
    with _locked(edition.role) as role:
        return replanning.take_back(role, edition, timezone.now(), _user(by))


def withdraw(
    *,
    role: Role,
    by: User | Operator,
    reason: WithdrawalReason = WithdrawalReason.GONE,
    to: Role | Category | None = None,
    notice: str = "",
) -> Edition:
    """Takes the role from the public now, and cancels every schedule, so that it stays away.

    Args:
        reason: what its addresses answer from now on: "gone" (410); a redirect to `to`, for as
            long as that is public; or "gone" with `notice`, which says why.
        to: for a redirect alone: another role that is live, or a category that is public.
        notice: plain text for visitors.

    Returns:
        The edition that was live.

    Raises:
        NotAllowed: without `roles.withdraw_role`.
        NotLive: when nothing is live.
        BadTarget, NoticeMissing.
    """
    people.require(by, "withdraw_role", role)
    with _locked(role) as locked:
        now = timezone.now()
        live = _live(locked, now)
        withdrawals.record(live, reason, to, notice, now)
        for pending in reversed(locked.editions.scheduled(now)):
            timeline.cancel(pending, now)
        live.live_until = now
        live.save(update_fields=["live_until"])
        addresses.release_reserved(locked, now)
        publication_log.edition_changed("withdraw", locked, live, _user(by), visible_from=now)
        return live


def restore(*, edition: Edition, by: User | Operator, change_note: str = "") -> Edition:
    """Makes an earlier edition's content live again, as a new edition with the old dates.

    The working copy stays as it is: nothing of it is lost.

    Raises:
        NotAllowed: without `roles.publish_role`.
        RenameNotAllowed: when visitors know the role at another address by now.
        NeverLive: when no visitor ever saw the edition.
        NothingToPublish: when the live edition says the same.
    """
    people.require(by, "publish_role", edition.role)
    people.require_open(by, edition.category_id)
    with _locked(edition.role) as role:
        now = timezone.now()
        if not role.editions.begun(now).filter(pk=edition.pk).exists():
            raise NeverLive(f"{edition} was never live; publish the draft instead.")
        people.require_may_rename(by, edition, role.editions.begun(now).first())
        restored = timeline.copy_of(edition, timeline.last_number(role) + 1, now, _user(by))
        restored.role, restored.kind = role, PublicationKind.CORRECTION
        restored.change_note = change_note.strip() or f"Restored edition {edition.number}"
        timeline.insert(restored, edition.tags.all())
        publication_log.edition_changed("restore", role, restored, _user(by), visible_from=now)
        return restored


def mark_checked(*, role: Role, by: User | Operator) -> Edition:
    """Says that the live page was reviewed now and is still right; makes no edition.

    Raises:
        NotAllowed: without `roles.check_role`.
        NotLive: when nothing is live.
    """
    people.require(by, "check_role", role)
    with _locked(role) as locked:
        now, user = timezone.now(), _user(by)
        live = _live(locked, now)
        live.checked, live.checked_by = now, user
        live.save(update_fields=["checked", "checked_by"])
        timeline.redate_scheduled(locked, now)
        publication_log.edition_changed("check", locked, live, user, visible_from=now, counts=False)
        return live


def _user(by: User | Operator) -> User | None:
    return None if isinstance(by, Operator) else by


@contextmanager
def _locked(role: Role) -> Iterator[Role]:
    """One transaction; the role and its category stay as they are until it ends."""
    with transaction.atomic():
        yield Role.objects.select_for_update().select_related("category").get(pk=role.pk)
        Role.objects.filter(pk=role.pk).note_unpublished(timezone.now())


def _live(role: Role, at: datetime) -> Edition:
    if (live := role.editions.live(at).with_category().first()) is None:
        raise NotLive(f"“{role}” has no live edition.")
    return live


def _publish_working_copy(
    role: Role,
    at: datetime,
    by: User | Operator,
    kind: PublicationKind,
    change_note: str,
    expected_revision: int | None,
    later: LaterEditions,
    action: str,
) -> Edition:
    head = role.head
    if expected_revision and head and head.pk != expected_revision:
        raise StaleRevision(
            f"“{role}” was saved after you opened this page; look at the newest draft first."
        )
    revision = save_revision(role, by=_user(by))
    # What begins at this very moment is about to be superseded, so it does not count.
    previous = role.editions.begun(at).exclude(live_from=at).first()
    people.require_may_rename(by, role, previous)
    people.require_second_person(by, role, previous)
    if previous is None and action == "publish":
        people.require_may_publish_now(by, PublicationKind.UPDATE, role)
    last = timeline.last_number(role)
    edition = timeline.new_edition(role, revision, at, kind, change_note, _user(by), previous, last)
    if later != LaterEditions.KEEP:
        people.require(by, "schedule_role", role)
    replanning.insert(action, edition, role.tags.all(), later, _user(by))
    return edition
