"""What publishing the newest drafts of roles would mean at this moment, and in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from roles import people
from roles.admin.forms import addresses_of_others
from roles.admin.words import day, listed, moment
from roles.comparing import LABELS, FieldDifference, changed_fields, compare
from roles.dates import edition_dates
from roles.drafting import imported_publication
from roles.enums import PublicationKind
from roles.models import Edition, Redirect, RelatedRole, Revision, Role
from roles.proposing import Proposal, propose
from roles.records import Publication, RoleRecord, from_payload


@dataclass(frozen=True)
class Plan:
    """A role, its newest draft, and what that would follow.

    Args:
        previous: the edition that is live, or was last.
        scheduled: editions that go live later, the next one first.
        address_of: whom the draft's address belongs to, if not to this role.
        named_by: titles of live roles that name it as related.
    """

    role: Role
    head: Revision | None
    previous: Edition | None
    scheduled: list[Edition]
    address_of: Redirect | None
    named_by: list[str]
    now: datetime

    @property
    def live(self) -> Edition | None:
        is_live = self.previous and self.previous.live_until > self.now
        return self.previous if is_live else None

    @cached_property
    def draft(self) -> RoleRecord | None:
        return from_payload(self.head.payload) if self.head else None

    @cached_property
    def differences(self) -> list[FieldDifference]:
        """How the draft differs from what was published last."""
        if self.previous is None or self.draft is None:
            return []
        return compare(from_payload(self.previous.payload), self.draft)

    @property
    def changed(self) -> list[str]:
        return [difference.label for difference in self.differences]

    @cached_property
    def proposal(self) -> Proposal:
        if self.previous is None:
            return Proposal(PublicationKind.UPDATE, ("It is the first publication",))
        return propose(self.differences)

    @property
    def why_so(self) -> str:
        """The proposed kind and its reasons, in a sentence or two."""
        reasons = self.proposal.reasons
        if not reasons:
            return ""
        more = f" And {len(reasons) - 3} more changes like these." if len(reasons) > 3 else ""
        return f"Proposed: {self.proposal.kind.label.lower()}. {'; '.join(reasons[:3])}.{more}"

    @property
    def problem(self) -> str:
        """Why the draft cannot be published; empty when it can."""
        if not self.role.summary:
            return "It has no summary; write one before publishing."
        if self.live and self.head and self.live.digest == self.head.digest:
            return "Nothing was changed since the live edition."
        if row := self.address_of:
            return f"The address {row} belongs to “{row.role or row.category}”; choose another."
        return ""

    def obstacles(self, user: Any) -> list[str]:
        """Why this user cannot publish this draft, whatever they choose on the page."""
        reasons = (
            people.reason_not_to_rename(user, self.role, self.previous),
            people.reason_to_ask(user, self.role, self.previous),
        )
        return [reason for reason in reasons if reason]

    def may_publish_now(self, user: Any) -> bool:
        return people.may_publish_now(user, self.role, was_published=self.previous is not None)

    def kinds(self, user: Any) -> list[PublicationKind]:
        """The kinds of change that `user` may publish or schedule."""
        every = ("publish_role", "schedule_role")
        if any(people.may(user, codename, self.role) for codename in every):
            return list(PublicationKind)
        return [PublicationKind.CORRECTION] if self.may_publish_now(user) else []

    def last_updated(self, kind: str, live_from: datetime) -> str:
        """The day visitors would read after "Last updated"."""
        imported = imported_publication(self.head) if self.head else Publication()
        previous = self.previous.publication() if self.previous else None
        updated = edition_dates(previous, imported, kind, live_from).updated
        return day(updated) if updated else ""

    def already_planned(self) -> list[str]:
        """What of the scheduled editions' own changes the draft would make public before them."""
        return [sentence for edition in self.scheduled if (sentence := self._in_draft_too(edition))]

    def _in_draft_too(self, edition: Edition) -> str:
        if self.previous is None or self.draft is None:
            return ""
        planned = from_payload(edition.payload)
        other = set(changed_fields(planned, self.draft))
        both = [
            LABELS[name]
            for name in changed_fields(from_payload(self.previous.payload), planned)
            if name not in other
        ]
        if not both:
            return ""
        return (
            f"What edition {edition.number} was to change on {moment(edition.live_from)} is in "
            f"this draft too, and would be public before it: {listed(both)}."
        )


def plans_for(role_ids: Collection[int]) -> list[Plan]:
    """The plans of these roles by title, in as many queries for many roles as for one."""
    now = timezone.now()
    mine = Edition.objects.filter(role=OuterRef("pk")).order_by()
    newest = Revision.objects.filter(role=OuterRef("pk")).order_by("-number")
    roles: list[Any] = list(
        Role.objects.filter(pk__in=role_ids)
        .select_related("category")
        .annotate(
            head_id=Subquery(newest.values("pk")[:1]),
            previous_id=Subquery(mine.begun(now).values("pk")[:1]),
        )
        .order_by("title", "pk")
    )
    heads = Revision.objects.in_bulk([role.head_id for role in roles if role.head_id])
    editions = Edition.objects.with_category().defer("html")
    previous = editions.in_bulk([role.previous_id for role in roles if role.previous_id])
    scheduled = defaultdict(list)
    for edition in editions.scheduled(now).filter(role__in=roles):
        scheduled[edition.role_id].append(edition)
    named_by = _named_by(roles, now)
    taken = addresses_of_others({role.path: role for role in roles})
    return [
        Plan(
            role=role,
            head=heads.get(role.head_id),
            previous=previous.get(role.previous_id),
            scheduled=scheduled[role.pk],
            address_of=taken.get(role.path),
            named_by=named_by[role.pk],
            now=now,
        )
        for role in roles
    ]


def _named_by(roles: list[Any], now: datetime) -> defaultdict[int, list[str]]:
    live = Edition.objects.live(now).filter(role=OuterRef("role"))
    rows = RelatedRole.objects.filter(Exists(live), target__in=roles).order_by("role__title")
    titles = defaultdict(list)
    for target, title in rows.values_list("target_id", "role__title"):
        titles[target].append(title)
    return titles
