"""A save after somebody else's: merged with what is saved by now, before the form is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from roles.admin import posted
from roles.admin.words import OPERATOR_NAME
from roles.comparing import LABELS, NOTHING, changed_parts
from roles.merging import merge
from roles.models import Revision, Role
from roles.records import from_payload

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    from roles.merging import Conflict

BASE = "base"


@dataclass(frozen=True, slots=True)
class Merged:
    """What others saved since the form was opened, by the form's names, and who did.

    `waits`: the form has errors, and is merged once they are mended.
    """

    authors: str
    changed: list[str]
    conflicts: list[Conflict]
    waits: bool = False


def with_saved(admin: ModelAdmin[Role], request: Any, object_id: str) -> Merged | None:
    """Puts what others saved since into the posted form; None when nobody did.

    Where the form does not tell what it showed at first, all that differs was changed by both.

    The role stays locked until the transaction of the caller ends.
    """
    if not object_id.isdecimal() or not _locked(int(object_id)):
        return None
    role = Role.objects.with_content().get(pk=object_id)
    head, base = role.head, _base(role, request.POST.get(BASE, ""))
    if head is None or base == head:
        return None
    request.POST = posted.with_known_rows(request.POST, role)
    theirs, began_with = role.record(), from_payload(base.payload) if base else NOTHING
    mine = posted.read(admin, request, role, began_with)
    authors = _authors(role, base.number if base else head.number - 1)
    if mine is None:
        return Merged(authors, [], [], waits=True)
    result = merge(began_with, theirs, mine)
    changed = changed_parts(began_with if base else mine, theirs)
    form = admin.get_form(request, role, change=True)
    request.POST = posted.write(request.POST, result.record, role, form)
    request.POST[BASE] = str(head.pk)
    return Merged(authors, changed, result.conflicts)


def heading_of(conflict: Conflict) -> str:
    """What two people changed, by the form's names: "frequently asked questions: Why?, answer"."""
    row = ", ".join(part for part in (conflict.row, conflict.part) if part)
    return f"{LABELS[conflict.field]}: {row}" if row else LABELS[conflict.field]


def _locked(pk: int) -> bool:
    return bool(Role.objects.select_for_update().filter(pk=pk).values_list("pk"))


def _base(role: Role, typed: str) -> Revision | None:
    return role.revisions.filter(pk=int(typed)).first() if typed.isdecimal() else None


def _authors(role: Role, after: int) -> str:
    """Who saved the revisions behind the one of this number."""
    names = role.revisions.filter(number__gt=after).order_by("number")
    distinct = dict.fromkeys(names.values_list("created_by__username", flat=True))
    return ", ".join(name or OPERATOR_NAME for name in distinct)
