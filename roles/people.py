"""Who may do what: permissions, the owners of categories, and the rule of the second person.

Called by the verbs and by the admin's pages alike, so that what is hidden is also refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from django.conf import settings
from django.db.models import Exists, OuterRef

from roles.enums import PublicationKind
from roles.errors import NotAllowed, RenameNotAllowed, SecondPersonNeeded
from roles.models import Category

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from roles.models import Edition, Role

ANY_CATEGORY: Final = "enter_any_category"
_KEPT: Final = "_categories_kept"


class Actor(Protocol):
    """A user, or the operator of a command."""

    def has_perm(self, perm: str) -> bool: ...


def closed_categories(user: Actor) -> frozenset[int]:
    """The ids of the categories that have owners of whom `user` is none.

    Asked once for each user object, as Django does with permissions: fetch the user anew to see
    owners that were changed since.
    """
    if user.has_perm(f"roles.{ANY_CATEGORY}"):
        return frozenset()
    return frozenset(category.pk for category in _categories(user) if category.is_closed)


def open_categories(user: Actor) -> list[Category]:
    """The categories that are not closed to `user`, by name; asked once, as `closed_categories`."""
    if user.has_perm(f"roles.{ANY_CATEGORY}"):
        return list(Category.objects.defer("introduction"))
    return [category for category in _categories(user) if not category.is_closed]


def _categories(user: Any) -> list[Any]:
    """All categories, with `is_closed`."""
    if not hasattr(user, _KEPT):
        owners = Category.owners.through._default_manager.filter(category=OuterRef("pk"))
        is_closed = Exists(owners) & ~Exists(owners.filter(user=user.pk))
        marked = Category.objects.defer("introduction").annotate(is_closed=is_closed)
        setattr(user, _KEPT, list(marked))
    kept: list[Any] = getattr(user, _KEPT)
    return kept


def only_open(rows: QuerySet[Any], user: Actor, category: str) -> QuerySet[Any]:
    """The rows that are in no category closed to `user`.

    Args:
        category: the way from a row to its category, such as "role__category".
    """
    closed = closed_categories(user)
    return rows.exclude(**{f"{category}__in": closed}) if closed else rows


def may(user: Actor, codename: str, role: Role) -> bool:
    """Whether `user` has the permission, and the role's category is open to them."""
    return user.has_perm(f"roles.{codename}") and role.category_id not in closed_categories(user)


def require(user: Actor, codename: str, role: Role) -> None:
    """Raises NotAllowed, in words, where `may` says no."""
    if not user.has_perm(f"roles.{codename}"):
        raise NotAllowed(f"You lack the permission to do this ({codename}).")
    require_open(user, role.category_id)


def require_open(user: Actor, category_id: int) -> None:
    """Raises NotAllowed when the category has owners and `user` is none of them."""
    if category_id in closed_categories(user):
        category = Category.objects.get(pk=category_id)
        raise NotAllowed(
            f"The category “{category}” has owners, and you are none of them. Ask one of them, or "
            "a publisher."
        )


def may_publish_now(user: Actor, role: Role, *, was_published: bool) -> bool:
    """Whether `user` may publish anything of this role now: all, or corrections alone.

    Args:
        was_published: whether visitors ever saw the role; what they see first is an update.
    """
    return may(user, "publish_role", role) or (
        was_published and may(user, "publish_correction_role", role)
    )


def may_publish(user: Actor, role: Role, *, was_published: bool) -> bool:
    """Whether the page that publishes is there for `user`: to publish now or to schedule."""
    return may(user, "schedule_role", role) or may_publish_now(
        user, role, was_published=was_published
    )


def require_may_publish_now(user: Actor, kind: PublicationKind, role: Role) -> None:
    """Raises NotAllowed; a correction may be published with either of two permissions."""
    if kind == PublicationKind.CORRECTION and may(user, "publish_correction_role", role):
        return
    require(user, "publish_role", role)


def renames(new: Role | Edition, previous: Edition | None) -> bool:
    """Whether what goes live after `previous` has another address than it, or another category."""
    return previous is not None and (
        (previous.category_id, previous.slug) != (new.category_id, new.slug)
    )


def require_may_rename(user: Actor, new: Role | Edition, previous: Edition | None) -> None:
    """Raises RenameNotAllowed where `reason_not_to_rename` gives one."""
    if reason := reason_not_to_rename(user, new, previous):
        raise RenameNotAllowed(reason)


def reason_not_to_rename(user: Actor, new: Role | Edition, previous: Edition | None) -> str:
    """Why `user` may not publish `new` at its address; empty when they may.

    Args:
        previous: the edition it would follow, whose address visitors know.
    """
    if previous is None or not renames(new, previous) or user.has_perm("roles.rename_live_role"):
        return ""
    return (
        f"Visitors know this role at {previous.get_absolute_url()}, and you may not move it to "
        "another address or category (rename_live_role). Put the old ones into the draft, or ask "
        "a publisher."
    )


def require_second_person(user: Actor, role: Role, previous: Edition | None) -> None:
    """Raises SecondPersonNeeded where `reason_to_ask` gives one."""
    if reason := reason_to_ask(user, role, previous):
        raise SecondPersonNeeded(reason)


def reason_to_ask(user: Actor, role: Role, previous: Edition | None) -> str:
    """Why somebody else has to publish the draft of `role`; empty when `user` may.

    Args:
        previous: the edition it would follow; what was drafted since counts.
    """
    if (
        not settings.REQUIRE_SECOND_PERSON
        or user.has_perm("roles.force_publish_role")
        or _authors(role, previous) != {getattr(user, "pk", None)}
    ):
        return ""
    return (
        "You alone wrote this draft, and on this site somebody else publishes it. Ask a colleague "
        "to look at it and to publish it."
    )


def _authors(role: Role, previous: Edition | None) -> set[int | None]:
    """Who saved the drafts since `previous`; a command, such as an import, is nobody."""
    drafts = role.revisions.exclude(created_by=None).order_by()
    if previous is not None:
        drafts = drafts.filter(number__gt=previous.revision.number)
    return set(drafts.values_list("created_by", flat=True).distinct())
