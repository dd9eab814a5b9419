"""What can be compared of a role: its draft, what is live, and every revision and edition.

In an address a version is a short word: "r12" and "e5" are a revision's and an edition's id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from roles.admin.words import live_range, moment, name_of
from roles.models import Edition, Revision
from roles.records import from_payload

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roles.models import Role
    from roles.records import RoleRecord

DRAFT: Final = "draft"
LIVE: Final = "live"
_TOKEN: Final = re.compile(r"([re])(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Version:
    """One thing that a role says or said; `record` is None for a page that is not live."""

    token: str
    name: str
    about: str
    record: RoleRecord | None
    preview: str = ""
    restore: str = ""


def token(version: Revision | Edition) -> str:
    return f"{'r' if isinstance(version, Revision) else 'e'}{version.pk}"


def ids(words: Iterable[str]) -> tuple[list[int], list[int]]:
    """The ids of the revisions and of the editions among words."""
    found = [match for word in words if (match := _TOKEN.fullmatch(word))]
    revisions = [int(match[2]) for match in found if match[1] == "r"]
    return revisions, [int(match[2]) for match in found if match[1] == "e"]


def comparison(role: Role, before: str, after: str) -> str:
    """The address of the page that compares two versions, given as words."""
    query = {"from": before, "to": after}
    return reverse("admin:roles_role_compare", args=[role.pk], query=query)


def version(user: Any, role: Role, word: str) -> Version:
    """What a word in an address stands for.

    Args:
        role: fetched `with_content()`.

    Raises:
        PermissionDenied: when the user may not see it.
        Http404: when the role has nothing of that name.
    """
    if word == DRAFT:
        return _draft(role)
    if word == LIVE:
        return _live(role)
    found = _TOKEN.fullmatch(word)
    if found and found[1] == "r":
        return _revision(user, role, int(found[2]))
    if found:
        return _edition(user, role, int(found[2]))
    raise Http404(f"“{word}” is neither a revision nor an edition.")


def _draft(role: Role) -> Version:
    preview = reverse("admin:roles_role_preview", args=[role.pk])
    return Version(DRAFT, "The draft", "as it is now", role.record(), preview)


def _live(role: Role) -> Version:
    edition = role.editions.live(timezone.now()).defer("html").first()
    if edition is None:
        return Version(LIVE, "What is live", "nothing: visitors see no page of this role", None)
    about = f"edition {edition.number}, {live_range(edition)}"
    preview = reverse("admin:roles_edition_preview", args=[edition.pk])
    return Version(LIVE, "What is live", about, from_payload(edition.payload), preview)


def _revision(user: Any, role: Role, pk: int) -> Version:
    _require(user, "view_revision")
    revision = role.revisions.select_related("created_by").filter(pk=pk).first()
    if revision is None:
        raise Http404(f"“{role}” has no such revision.")
    return Version(
        token(revision),
        str(revision),
        f"saved {moment(revision.created_at)} by {name_of(revision.created_by)}",
        from_payload(revision.payload),
        reverse("admin:roles_revision_preview", args=[pk]),
        reverse("admin:roles_revision_restore", args=[pk]),
    )


def _edition(user: Any, role: Role, pk: int) -> Version:
    _require(user, "view_edition")
    edition = role.editions.filter(pk=pk).defer("html").first()
    if edition is None:
        raise Http404(f"“{role}” has no such edition.")
    return Version(
        token(edition),
        str(edition),
        live_range(edition),
        from_payload(edition.payload),
        reverse("admin:roles_edition_preview", args=[pk]),
        reverse("admin:roles_edition_to_draft", args=[pk]),
    )


def _require(user: Any, permission: str) -> None:
    if not user.has_perm(f"roles.{permission}"):
        raise PermissionDenied
