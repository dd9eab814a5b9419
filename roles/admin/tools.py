"""What an editor may do next with a role, an edition or a revision: the links above its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from roles.admin import versions
from roles.admin.publishing import may_publish
from roles.admin.versions import DRAFT, LIVE
from roles.replanning import UNDO_FOR

if TYPE_CHECKING:
    from datetime import datetime

    from roles.models import Edition, Revision


class Tool(NamedTuple):
    """A link, or with `acts` a button that does it at once.

    `in_bar`: it stands in the bar at the foot of the form of a role, not above it.
    """

    label: str
    address: str
    main: bool = False
    acts: bool = False
    in_bar: bool = False


def for_role(user: Any, role: Any) -> list[Tool]:
    """The tools of an annotated role, see `states.with_admin_columns`."""
    tools = [Tool("Preview", _address("role_preview", role), in_bar=True)]
    if role.live_since and user.has_perm("roles.view_role"):
        compared = versions.comparison(role, LIVE, DRAFT)
        tools.append(Tool("Compare with live", compared, in_bar=True))
    if may_publish(user):
        tools.append(Tool("Publish…", _address("role_publish", role), in_bar=True))
    if role.live_since and user.has_perm("roles.check_role"):
        tools.append(Tool("Mark as checked…", _address("role_check", role)))
    if role.live_since and user.has_perm("roles.withdraw_role"):
        tools.append(Tool("Withdraw…", _address("role_withdraw", role)))
    if user.has_perm("roles.view_revision"):
        tools.append(Tool("History", _address("role_revisions", role)))
        tools.append(Tool("Who wrote what", _address("role_blame", role)))
    if role.has_editions and user.has_perm("roles.view_edition"):
        tools.append(Tool("Editions", _rows_of(role, "edition")))
    if role.live_since:
        tools += _ways_back(user, role)
        tools.append(Tool("Live page", reverse("role", args=[role.live_category, role.live_slug])))
    return tools


def _ways_back(user: Any, role: Any) -> list[Tool]:
    """Undo for a minute, then the edition before."""
    if not user.has_perm("roles.publish_role"):
        return []
    if not role.live_was_scheduled and timezone.now() < role.live_since + UNDO_FOR:
        return [_undo(role.live_id, role.live_since)]
    if role.before is None:
        return []
    label = f"Roll back to edition {role.before['number']}…"
    return [Tool(label, reverse("admin:roles_edition_restore", args=[role.before["id"]]))]


def _undo(edition: int, live_from: datetime) -> Tool:
    """A button; whether it is not too late, the verb decides."""
    label = f"Undo the publication (until {timezone.localtime(live_from + UNDO_FOR):%H:%M:%S})"
    address = reverse("admin:roles_edition_undo", args=[edition])
    return Tool(label, address, main=True, acts=True)


def for_edition(user: Any, edition: Edition) -> list[Tool]:
    now = timezone.now()
    was_live = edition.live_from < edition.live_until <= now
    is_scheduled = now < edition.live_from < edition.live_until
    is_live_at_once = edition.live_from <= edition.created_at and now < edition.live_until
    tools = []
    if (
        is_live_at_once
        and now < edition.live_from + UNDO_FOR
        and user.has_perm("roles.publish_role")
    ):
        tools.append(_undo(edition.pk, edition.live_from))
    if was_live and user.has_perm("roles.publish_role"):
        tools.append(Tool("Restore…", _address("edition_restore", edition)))
    if is_scheduled and user.has_perm("roles.schedule_role"):
        tools.append(Tool("Cancel the schedule…", _address("edition_cancel", edition)))
    if user.has_perm("roles.change_role"):
        tools.append(Tool("Restore to the draft…", _address("edition_to_draft", edition)))
    return [*tools, *_reading(edition)]


def for_revision(user: Any, revision: Revision) -> list[Tool]:
    tools = []
    if user.has_perm("roles.change_role"):
        tools.append(Tool("Restore to the draft…", _address("revision_restore", revision)))
    return [*tools, *_reading(revision)]


def _reading(version: Edition | Revision) -> list[Tool]:
    name = f"{version._meta.model_name}_preview"
    compared = versions.comparison(version.role, versions.token(version), DRAFT)
    return [
        Tool("Compare with the draft", compared),
        Tool("See as a page", _address(name, version)),
    ]


def _address(name: str, row: Any) -> str:
    return reverse(f"admin:roles_{name}", args=[row.pk])


def _rows_of(role: Any, model: str) -> str:
    return reverse(f"admin:roles_{model}_changelist", query={"role__id__exact": role.pk})
