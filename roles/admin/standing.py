"""Why a role, or the newest draft of it, is not live: in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from roles.admin.words import OPERATOR_NAME, moment
from roles.models import LogEntry, Withdrawal

if TYPE_CHECKING:
    from roles.models import RoleState

# What was done last, where it is the reason that nothing is live.
_DONE: Final = {
    "withdraw": "it was withdrawn",
    "cancel": "the schedule of edition {number} was cancelled",
    "undo": "the publication of edition {number} was undone",
}


@dataclass(frozen=True, slots=True)
class LastAct:
    """What was done with a role last: a verb of the publication log, when, by whom."""

    verb: str
    at: datetime
    by: str | None
    edition: int | None = None
    why: str = ""


def why_not_live(state: RoleState, *, has_summary: bool, last: LastAct | None) -> str:
    """The sentence.

    Args:
        state: see `Role.state`.
        has_summary: whether the draft could be published.
        last: counts only while nothing is live.
    """
    if state.live_from and not state.has_unpublished_changes:
        return "It is live: visitors read what this draft says."
    if state.scheduled_for:
        what = "Visitors read an earlier draft" if state.live_from else "Nothing is public yet"
        return f"{what}; an edition is scheduled to go live on {moment(state.scheduled_for)}."
    if not has_summary:
        return "It has no summary, and cannot be published without one."
    if state.live_from:
        return "Visitors read an earlier draft; this one was saved later and not published."
    if last and last.verb in _DONE:
        done = _DONE[last.verb].format(number=last.edition)
        why = f" ({last.why})" if last.why else ""
        return f"Nothing is public: {done} on {moment(last.at)} by {last.by or OPERATOR_NAME}{why}."
    return "This draft was never published."


def sentence(role: Any) -> str:
    """`why_not_live` of a role annotated by `states.with_admin_columns`, in one query at most."""
    last = None if role.live_since else _last_act(role)
    return why_not_live(role.state, has_summary=bool(role.summary), last=last)


def _last_act(role: Any) -> LastAct | None:
    entries = LogEntry.objects.filter(role=role).select_related("by", "edition__withdrawal")
    entry = entries.defer("edition__payload", "edition__html").order_by("-position").first()
    if entry is None:
        return None
    withdrawal: Withdrawal | None = getattr(entry.edition, "withdrawal", None)
    return LastAct(
        entry.action,
        entry.at,
        entry.by.get_username() if entry.by else None,
        entry.edition.number if entry.edition else None,
        withdrawal.get_reason_display().lower()
        if withdrawal and entry.action == "withdraw"
        else "",
    )
