"""The groups a new site begins with, and what each may do; from then on they are the site's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.apps.registry import Apps

_ROWS = ("fact", "faq", "relatedrole")  # of a role's form
_SEEN = ("role", *_ROWS, "category", "factkind", "edition", "revision", "redirect", "logentry")


def _all(model: str, *actions: str) -> set[str]:
    return {f"roles.{action}_{model}" for action in actions}


_VIEW = {f"roles.view_{model}" for model in _SEEN} | {"taggit.view_tag"}
_DRAFT = _all("role", "add", "change").union(
    *(_all(model, "add", "change", "delete") for model in _ROWS)
)
# Saved there, public at once.
_LISTS = {
    *_all("category", "add", "change"),
    *_all("factkind", "add", "change"),
    *("taggit.add_tag", "taggit.change_tag", "taggit.delete_tag"),
}
_USERS = {"auth.view_user", "auth.add_user", "auth.change_user", "auth.view_group"}
_EVERYWHERE = {"roles.enter_any_category"}

# What docs/people.md says in words. Nobody but superusers deletes roles or publishes by force.
STANDARD: Final[dict[str, frozenset[str]]] = {
    "Fact-checker": frozenset(_VIEW | _EVERYWHERE | {"roles.check_role"}),
    "Author": frozenset(_VIEW | _DRAFT),
    "Editor": frozenset(
        _VIEW | _DRAFT | {"roles.publish_correction_role", "roles.check_role"},
    ),
    "Publisher": frozenset(
        _VIEW
        | _DRAFT
        | _LISTS
        | _EVERYWHERE
        | _all("role", "publish", "schedule", "withdraw", "check", "rename_live"),
    ),
    "Operator": frozenset(_VIEW | _EVERYWHERE | _USERS | {"roles.withdraw_role"}),
}


def give_defaults(apps: Apps, using: str) -> None:
    """Makes the groups that were never made, and gives each the permissions it was never given.

    So a local change stays: what was taken from a group is not given again, what was added is
    not taken, a renamed group is followed and a deleted one stays away. Running twice is harmless.

    Args:
        apps: the registry of the state that was migrated to.
        using: the database.

    Raises:
        LookupError: when that state has no such tables.
    """
    remembered: Any = apps.get_model("roles", "StandardGroup")._default_manager.using(using)
    groups: Any = apps.get_model("auth", "Group")._default_manager.using(using)
    permissions: Any = apps.get_model("auth", "Permission")._default_manager.using(using)
    for name, defaults in STANDARD.items():
        with transaction.atomic(using=using):
            standard = remembered.filter(name=name).first()
            if standard is None:
                # A group that had the name before us is the site's own, and left as it is.
                taken = groups.filter(name=name).exists()
                group = None if taken else groups.create(name=name)
                standard = remembered.create(name=name, group=group)
            if standard.group and (new := defaults - set(standard.given)):
                found = list(_named(permissions, new))
                standard.group.permissions.add(*found)
                standard.given = sorted({*standard.given, *(_name(each) for each in found)})
                standard.save(using=using)


def _named(permissions: Any, names: Iterable[str]) -> Iterable[Any]:
    """Those of the permissions that are there: an app may make its own later."""
    codenames = [name.partition(".")[2] for name in names]
    found = permissions.filter(codename__in=codenames).select_related("content_type")
    return (each for each in found if _name(each) in names)


def _name(permission: Any) -> str:
    return f"{permission.content_type.app_label}.{permission.codename}"
