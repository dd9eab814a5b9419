"""The page that tells who wrote each paragraph of a role, when, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils import timezone

from roles import blame as blaming
from roles import people
from roles.admin.confirming import page
from roles.admin.words import OPERATOR_NAME
from roles.models import Role
from roles.records import from_payload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from roles.records import RoleRecord

READ_AT_ONCE = 100  # revisions in memory


def blame(request: Any, pk: int) -> HttpResponse:
    role = get_object_or_404(Role, pk=pk)
    for codename in ("view_role", "view_revision"):
        people.require(request.user, codename, role)
    context = {
        "title": f"Who wrote what of “{role}”",
        "fields": blaming.blame(_revisions(role), _publications(role)),
    }
    return page(request, role, None, "admin/roles/blame.html", **context)


def _revisions(role: Role) -> Iterator[tuple[blaming.Origin, RoleRecord]]:
    rows = role.revisions.order_by("number").values_list(
        "number", "created_by__username", "created_at", "note", "payload"
    )
    for number, username, at, note, payload in rows.iterator(READ_AT_ONCE):
        yield blaming.Origin(number, username or OPERATOR_NAME, at, note), from_payload(payload)


def _publications(role: Role) -> list[blaming.Publication]:
    begun = role.editions.begun(timezone.now()).order_by("number")
    rows = begun.values_list("revision__number", "number", "change_note")
    return [blaming.Publication(*row) for row in rows]
