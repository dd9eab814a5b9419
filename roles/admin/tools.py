"""What an editor may do next with a role, an edition or a revision: the links above its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from roles import people

if TYPE_CHECKING:
    from roles.models import Edition, Revision


class Tool(NamedTuple):
    label: str
    address: str
    main: bool = False


def for_role(user: Any, role: Any) -> list[Tool]:
    """The tools of an annotated role, see `states.with_admin_columns`."""
    tools = []
    if people.may_publish(user, role, was_published=role.was_published):
        tools.append(Tool("Publish…", _address("role_publish", role), main=True))
    tools.append(Tool("Preview", _address("role_preview", role)))
    if role.live_since and user.has_perm("roles.check_role"):
        tools.append(Tool("Mark as checked…", _address("role_check", role)))
    if role.live_since and user.has_perm("roles.withdraw_role"):
        tools.append(Tool("Withdraw…", _address("role_withdraw", role)))
    if user.has_perm("roles.view_revision"):
        tools.append(Tool("Revisions", _rows_of(role, "revision")))
    if role.has_editions and user.has_perm("roles.view_edition"):
        tools.append(Tool("Editions", _rows_of(role, "edition")))
    if role.live_since:
        live = role.editions.live(timezone.now()).with_category().first()
        tools += [Tool("Live page", live.get_absolute_url())] if live else []
    return tools


def for_edition(user: Any, edition: Edition) -> list[Tool]:
    now = timezone.now()
    was_live = edition.live_from < edition.live_until <= now
    is_scheduled = now < edition.live_from < edition.live_until
    tools = []
    if was_live and user.has_perm("roles.publish_role"):
        tools.append(Tool("Restore…", _address("edition_restore", edition)))
    if is_scheduled and user.has_perm("roles.schedule_role"):
        tools.append(Tool("Cancel the schedule…", _address("edition_cancel", edition)))
    return [*tools, Tool("See as a page", _address("edition_preview", edition))]


def for_revision(revision: Revision) -> list[Tool]:
    return [Tool("See as a page", _address("revision_preview", revision))]


def _address(name: str, row: Any) -> str:
    return reverse(f"admin:roles_{name}", args=[row.pk])


def _rows_of(role: Any, model: str) -> str:
    return reverse(f"admin:roles_{model}_changelist", query={"role__id__exact": role.pk})
