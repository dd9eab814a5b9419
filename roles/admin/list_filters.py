"""The filters beside the list of roles; the blocks of the desk show the first rows of the same."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull
from django.utils import timezone

from roles.admin.states import STATES
from roles.models import FAR_FUTURE, Edition, Revision

if TYPE_CHECKING:
    from django.http import HttpRequest

    from roles.models.edition import EditionQuerySet
    from roles.models.role import RoleQuerySet


def _with_edition_in(roles: RoleQuerySet, editions: EditionQuerySet) -> RoleQuerySet:
    """Those that have one of a few editions, which are looked up first."""
    return roles.filter(pk__in=editions.order_by().values("role"))


class RoleFilter(admin.SimpleListFilter):
    """One choice among a few. Values it does not offer are passed over.

    `orders` says how what is chosen is sorted where the editor has not clicked on a column.
    """

    offers: ClassVar[dict[str, str]] = {}
    order: ClassVar[tuple[Any, ...]] = ()

    @staticmethod
    def chosen(roles: RoleQuerySet, value: str) -> RoleQuerySet:
        """Those of `roles`, annotated by `states.with_admin_columns`, that `value` asks for."""
        raise NotImplementedError

    @classmethod
    def order_of(cls, value: str) -> tuple[Any, ...]:
        return cls.order

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.offers.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return self.chosen(queryset, self.choice) if self.choice else queryset

    @property
    def choice(self) -> str:
        """What is chosen, or nothing."""
        value = self.value() or ""
        return value if value in dict(self.lookup_choices) else ""


class UserFilter(RoleFilter):
    """The user themself, or whoever the address names: a list of all users would be too long."""

    own: ClassVar[str]

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        own = request.user.get_username()
        other = self.value()
        return [(own, self.own), *([(other, other)] if other and other != own else [])]


class StateFilter(RoleFilter):
    """Roles in one of the states; a role can be live and scheduled at once."""

    title = "state"
    parameter_name = "state"
    offers: ClassVar = {value: label for value, (label, _) in STATES.items()}

    @staticmethod
    def chosen(roles: RoleQuerySet, value: str) -> RoleQuerySet:
        if value == "scheduled":
            roles = _with_edition_in(roles, Edition.objects.scheduled(timezone.now()))
        return roles.filter(STATES[value][1])

    @classmethod
    def order_of(cls, value: str) -> tuple[Any, ...]:
        return ("-unpublished_draft",) if value == "changed" else ()


class DraftByFilter(UserFilter):
    """Roles with something that this user wrote and that no edition has yet."""

    title = "unpublished draft"
    parameter_name = "draft_by"
    own = "Mine"
    order = ("-unpublished_draft",)

    @staticmethod
    def chosen(roles: RoleQuerySet, value: str) -> RoleQuerySet:
        editions = Edition.objects.filter(role=OuterRef("role"))
        # Ranges never overlap: the last to end is the last to begin, and an index has their ends.
        newest = editions.exclude(live_until=F("live_from")).order_by("-live_until")
        in_edition = Coalesce(Subquery(newest.values("revision__number")[:1]), 0)
        own = Revision.objects.filter(created_by__username=value, number__gt=in_edition)
        is_public = Q(live_digest__isnull=False, live_digest=F("head_digest"))
        marked = roles.filter(unpublished_draft__isnull=False)
        return marked.filter(~is_public, pk__in=own.order_by().values("role"))


class ScheduledFilter(RoleFilter):
    title = "scheduled moment"
    parameter_name = "scheduled"
    offers: ClassVar = {
        "1": "In the next 24 hours",
        "7": "In the next 7 days",
        "14": "In the next 14 days",
        "60": "In the next 60 days",
    }
    order = ("next_live_from",)

    @staticmethod
    def chosen(roles: RoleQuerySet, value: str) -> RoleQuerySet:
        now = timezone.now()
        soon = Edition.objects.scheduled(now).filter(live_from__lt=now + timedelta(days=int(value)))
        return _with_edition_in(roles, soon)


class CheckedFilter(RoleFilter):
    """Live roles that nobody has looked at for long; never is longest.

    Not those whose next edition is scheduled: somebody is at work on them, and it will be here as
    soon as it is live. What is left is in the order of the index `edition_by_check`.
    """

    title = "last check"
    parameter_name = "unchecked"
    offers: ClassVar = {
        "90": "3 months ago or more, or never",
        "180": "6 months ago or more, or never",
        "365": "A year ago or more, or never",
        "never": "Never",
    }
    # Of those never checked, first the ones that visitors read "Last updated" longest ago on.
    order = (IsNull(F("live_checked"), False), "live_checked", "live_updated")

    @staticmethod
    def chosen(roles: RoleQuerySet, value: str) -> RoleQuerySet:
        now = timezone.now()
        checked = Q(editions__checked__isnull=True)
        if value != "never":
            checked |= Q(editions__checked__lt=now - timedelta(days=int(value)))
        live = Q(editions__live_until=FAR_FUTURE, editions__live_from__lte=now)
        # As columns of the joined edition, not looked up for each role, an index has their order.
        return roles.filter(live, checked).annotate(
            live_checked=F("editions__checked"), live_updated=F("editions__updated")
        )


class PublishedFilter(RoleFilter):
    """Live roles by the moment at which what visitors see went live."""

    title = "publication"
    parameter_name = "published"
    offers: ClassVar = {
        "1": "In the last 24 hours",
        "7": "In the last 7 days",
        "30": "In the last 30 days",
    }
    order = ("-live_since",)

    @staticmethod
    def chosen(roles: RoleQuerySet, value: str) -> RoleQuerySet:
        now = timezone.now()
        recent = now - timedelta(days=int(value))
        found = roles.filter(
            editions__live_from__lte=now,
            editions__live_until__gt=now,
            editions__live_from__gte=recent,
        )
        # As `CheckedFilter` does; a dictionary, because `Role` declares the name, with its type.
        moment: dict[str, Any] = {"live_since": F("editions__live_from")}
        return found.annotate(**moment)


class PublishedByFilter(UserFilter):
    """Live roles by the user who published what visitors see."""

    title = "publisher"
    parameter_name = "published_by"
    own = "Me"
    order = ("-live_since",)

    @staticmethod
    def chosen(roles: RoleQuerySet, value: str) -> RoleQuerySet:
        by_user = Edition.objects.live(timezone.now()).filter(created_by__username=value)
        return roles.filter(pk__in=by_user.values("role"))
