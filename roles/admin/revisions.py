"""The history of a role: its revisions, with the editions made of them, to compare any two."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from roles import people
from roles.admin.confirming import page
from roles.admin.tools import Tool
from roles.admin.versions import DRAFT, LIVE, comparison, ids, token
from roles.admin.words import live_range, moment, name_of
from roles.models import Edition, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.core.paginator import Page
    from django.http import HttpResponse

    from roles.models import Revision

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history; `token` is its word in addresses, see `versions`."""

    token: str
    name: str
    when: str = ""
    by: str = ""
    notes: tuple[str, ...] = ()
    tools: tuple[Tool, ...] = ()
    is_edition: bool = False


def revisions(request: Any, pk: int) -> HttpResponse:
    """A page of revisions, the newest first; its form leads to the page that compares two."""
    role = get_object_or_404(Role, pk=pk)
    for codename in ("view_role", "view_revision"):
        people.require(request.user, codename, role)
    rows = role.revisions.order_by("-number").select_related("created_by").defer("payload")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    is_live = role.editions.live(timezone.now()).exists()
    lines = [Line(DRAFT, "The draft"), *([Line(LIVE, "What is live")] if is_live else [])]
    lines += _lines(request.user, role, shown, is_live)
    before = request.GET.get("from") or (LIVE if is_live else lines[-1].token)
    after = request.GET.get("to") or DRAFT
    context = {
        "title": f"History of “{role}”",
        "shown": shown,
        "lines": lines,
        "elsewhere": _elsewhere(role, {before, after} - {line.token for line in lines}),
        "before": before,
        "after": after,
    }
    return page(request, role, None, "admin/roles/revisions.html", **context)


def _lines(user: Any, role: Role, shown: Page[Revision], is_live: bool) -> Iterator[Line]:
    start, end = max(shown.start_index() - 1, 0), shown.end_index()
    # One more than is shown: what the last line is compared with.
    found = list(shown.paginator.object_list[start : end + 1])
    editions = _editions(role, found)
    sees_editions = user.has_perm("roles.view_edition")
    for place, revision in enumerate(found[: end - start]):
        if sees_editions:
            yield from (_of_edition(user, role, edition) for edition in editions[revision.pk])
        compared = [("Compare with the one before", token(old)) for old in found[place + 1 :][:1]]
        compared += [("Compare with live", LIVE)] if is_live else []
        tools = [Tool(label, comparison(role, old, token(revision))) for label, old in compared]
        tools += _tools(user, "revision_preview", "revision_restore", revision.pk)
        made = [f"Published as edition {edition.number}" for edition in editions[revision.pk]]
        yield Line(
            token(revision),
            str(revision),
            moment(revision.created_at),
            name_of(revision.created_by),
            (revision.note, *made) if revision.note else tuple(made),
            tuple(tools),
        )


def _of_edition(user: Any, role: Role, edition: Edition) -> Line:
    compared = Tool("Compare with the draft", comparison(role, token(edition), DRAFT))
    return Line(
        token(edition),
        str(edition),
        live_range(edition),
        name_of(edition.created_by),
        (edition.change_note,) if edition.change_note else (),
        (compared, *_tools(user, "edition_preview", "edition_to_draft", edition.pk)),
        is_edition=True,
    )


def _tools(user: Any, preview: str, restore: str, pk: int) -> list[Tool]:
    tools = [Tool("See as a page", reverse(f"admin:roles_{preview}", args=[pk]))]
    if user.has_perm("roles.change_role"):
        address = reverse(f"admin:roles_{restore}", args=[pk])
        tools.append(Tool("Restore to the draft…", address))
    return tools


def _editions(role: Role, found: list[Revision]) -> Mapping[int, list[Edition]]:
    """The editions made of each revision, the newest first."""
    made: dict[int, list[Edition]] = defaultdict(list)
    rows = role.editions.filter(revision__in=found).select_related("created_by")
    for edition in rows.defer("payload", "html").order_by("-number"):
        made[edition.revision_id].append(edition)
    return made


def _elsewhere(role: Role, words: set[str]) -> list[Line]:
    """What was chosen on another page of the history."""
    chosen_revisions, chosen_editions = ids(words)
    rows: list[Revision | Edition] = []
    if chosen_revisions:
        rows += role.revisions.filter(pk__in=chosen_revisions).only("number")
    if chosen_editions:
        rows += role.editions.filter(pk__in=chosen_editions).only("number")
    return [Line(token(row), str(row), notes=("Chosen on another page",)) for row in rows]
