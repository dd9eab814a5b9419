"""The blocks of the editor's desk: each shows the first rows of a filtered list of roles.

A further block is one class (a filter of the list, what it says of a role, and what it needs for
that) and its place in `BLOCKS`. Each costs a query, and one fetches the rows of all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from roles.admin import list_filters
from roles.admin.unsaved import UNSAVED, address_of_form
from roles.admin.words import OPERATOR_NAME, day, how_long_ago, how_soon, moment
from roles.models import Edition, OpenForm

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.safestring import SafeString

    from roles.models.edition import EditionQuerySet
    from roles.models.role import RoleQuerySet

ROWS: Final = 6
# A block counts no further, so that its cost does not grow with what it is about.
MOST_COUNTED: Final = 100


class Block:
    """What the desk shows of one filter.

    `heading` names it, `nothing` is said when no role is in it, `filter` and `value` are the
    choice in the list of roles that holds all of them, in the same order.
    """

    heading: ClassVar[str]
    nothing: ClassVar[str]
    filter: ClassVar[type[list_filters.RoleFilter]]
    value: ClassVar[str]

    def value_for(self, user: Any) -> str:
        return self.value

    def needs(self, user: Any) -> dict[str, Any]:
        """What `says` reads of a role beside the columns of the list, as annotations."""
        return {}

    def says(self, role: Any) -> str:
        """What happened or will happen to a role, when, and by whom."""
        raise NotImplementedError


class MyDrafts(Block):
    heading = "My drafts"
    nothing = "All that you wrote is published."
    filter = list_filters.DraftByFilter

    def value_for(self, user: Any) -> str:
        return str(user.get_username())

    def says(self, role: Any) -> str:
        return format_html("{}. {}.", role.state, _saved(role))


class UnpublishedChanges(Block):
    heading = "Unpublished changes"
    nothing = "Every live role says what its draft says."
    filter = list_filters.StateFilter
    value = "changed"

    def says(self, role: Any) -> str:
        return format_html("{}. Live since {}.", _saved(role), day(role.live_since))


class Scheduled(Block):
    heading = "Scheduled in the next 14 days"
    nothing = "Nothing is scheduled."
    filter = list_filters.ScheduledFilter
    value = "14"

    def needs(self, user: Any) -> dict[str, Any]:
        pending = _editions().scheduled(timezone.now())
        return {"next_live_by": Subquery(pending.values("created_by__username")[:1])}

    def says(self, role: Any) -> str:
        at, by = role.next_live_from, _name(role.next_live_by)
        what = "The next edition goes live" if role.live_since else "Goes live"
        return format_html("{} {}: {}. Scheduled by {}.", what, how_soon(at), moment(at), by)


class CheckedLongestAgo(Block):
    heading = "Checked longest ago"
    nothing = "Every live role was checked in the last 6 months."
    filter = list_filters.CheckedFilter
    value = "180"

    def needs(self, user: Any) -> dict[str, Any]:
        live = _editions().live(timezone.now())
        return {"live_checked_by": Subquery(live.values("checked_by__username")[:1])}

    def says(self, role: Any) -> str:
        if not role.live_checked:
            return f"Never checked. Last updated {day(role.live_updated)}."
        by = _name(role.live_checked_by)
        return format_html("Checked {} by {}.", _ago(role.live_checked), by)


class RecentlyPublished(Block):
    heading = "Recently published"
    nothing = "Nothing was published in the last 30 days."
    filter = list_filters.PublishedFilter
    value = "30"

    def needs(self, user: Any) -> dict[str, Any]:
        live = _editions().live(timezone.now())
        return {"live_by": Subquery(live.values("created_by__username")[:1])}

    def says(self, role: Any) -> str:
        by = _name(role.live_by)
        return format_html("Published {} by {}. {}.", _ago(role.live_since), by, role.state)


# In the order of the page. What is the editor's own comes first.
BLOCKS: Final[tuple[Block, ...]] = (
    MyDrafts(),
    Scheduled(),
    UnpublishedChanges(),
    RecentlyPublished(),
    CheckedLongestAgo(),
)


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    category: str
    address: str
    says: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A block with its rows; `total` is how many roles the list at `address` has, as in "7".

    Of more than `MOST_COUNTED` it says "100+".
    """

    heading: str
    rows: list[Row]
    nothing: str = ""
    address: str = ""
    total: str = ""


def filled(user: Any, roles: RoleQuerySet) -> list[Filled]:
    """All blocks for `user`, with those of `roles`, which are annotated as for the list."""
    found = [_first(block, user, roles) for block in BLOCKS]
    shown = _with_needs(roles, user).in_bulk({pk for pks in found for pk in pks[:ROWS]})
    return [
        *_typed(user, roles),
        *(
            Filled(
                heading=block.heading,
                nothing=block.nothing,
                address=_list_address(block, user),
                total=_total(len(pks)),
                rows=[_row(block, shown[pk]) for pk in pks[:ROWS] if pk in shown],
            )
            for block, pks in zip(BLOCKS, found, strict=True)
        ),
    ]


def _typed(user: Any, roles: RoleQuerySet) -> list[Filled]:
    """What the user typed and did not save, the newest first; no block without any."""
    forms = OpenForm.objects.filter(Q(role=None) | Q(role__in=roles.order_by().values("pk")))
    own = forms.filter(editor=user, typed_at__isnull=False).defer("typed").order_by("-typed_at")
    rows = [_typed_row(form) for form in own.select_related("role__category")[:ROWS]]
    return [Filled("What you typed and did not save", rows)] if rows else []


def _typed_row(form: OpenForm) -> Row:
    return Row(
        title=str(form.role or "New role"),
        category=str(form.role.category) if form.role else "",
        address=f"{address_of_form(form.role_id)}?{UNSAVED}={form.pk}",
        says=format_html("Typed {}.", _ago(form.typed_at)) if form.typed_at else "",
    )


def _row(block: Block, role: Any) -> Row:
    return Row(
        title=str(role),
        category=str(role.category),
        address=address_of_form(role.pk),
        says=block.says(role),
    )


def _first(block: Block, user: Any, roles: RoleQuerySet) -> list[int]:
    """The ids of a block's first roles, as far as they are counted, in the order of an index."""
    value = block.value_for(user)
    ordered = block.filter.chosen(roles, value).order_by(*block.filter.order_of(value), "pk")
    return list(ordered.values_list("pk", flat=True)[: MOST_COUNTED + 1])


def _total(number: int) -> str:
    if number > MOST_COUNTED:
        return f"{MOST_COUNTED}+"
    return str(number or "")


def _with_needs(roles: RoleQuerySet, user: Any) -> RoleQuerySet:
    needs: dict[str, Any] = {}
    for block in BLOCKS:
        needs |= block.needs(user)
    return roles.select_related("category").annotate(**needs)


def _editions() -> EditionQuerySet:
    """Those of the role that a subquery belongs to."""
    return Edition.objects.filter(role=OuterRef("pk")).order_by()


def _list_address(block: Block, user: Any) -> str:
    query = {block.filter.parameter_name: block.value_for(user)}
    return reverse("admin:roles_role_changelist", query=query)


def _saved(role: Any) -> SafeString:
    return format_html("Saved {} by {}", _ago(role.draft_saved), _name(role.draft_saved_by))


def _name(username: str | None) -> str:
    return username or OPERATOR_NAME


def _ago(at: datetime) -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', at.isoformat(), moment(at), how_long_ago(at)
    )
