"""Why a role is withdrawn, and where its addresses lead from then on.

Called by `roles.publishing` alone, inside its transaction and with the role locked.
"""

from __future__ import annotations

from datetime import datetime

from roles.enums import WithdrawalReason
from roles.errors import BadTarget, NoticeMissing
from roles.models import Category, Edition, Role, Withdrawal


def record(
    edition: Edition,
    reason: WithdrawalReason,
    to: Role | Category | None,
    notice: str,
    at: datetime,
) -> None:
    """Records why the edition is no longer live.

    Raises:
        BadTarget, NoticeMissing.
    """
    redirects = reason == WithdrawalReason.REDIRECT
    if redirects != (to is not None):
        raise BadTarget(
            "Say which role or category its address shall lead to."
            if redirects
            else "Only a role that another page replaces leads to one."
        )
    if to is not None:
        _check_target(edition, to, at)
    notice = notice.strip()
    if reason == WithdrawalReason.NOTICE and not notice:
        raise NoticeMissing("Write why it was withdrawn; visitors will read it.")
    Withdrawal.objects.create(
        edition=edition,
        reason=reason,
        to_role=to if isinstance(to, Role) else None,
        to_category=to if isinstance(to, Category) else None,
        notice=notice if reason == WithdrawalReason.NOTICE else "",
    )


def _check_target(edition: Edition, to: Role | Category, at: datetime) -> None:
    if to == edition.role:
        raise BadTarget("A role that is withdrawn cannot lead to itself; choose another page.")
    others = Edition.objects.live(at).exclude(role=edition.role_id)
    live = others.filter(role=to) if isinstance(to, Role) else others.filter(category=to)
    if not live.exists():
        raise BadTarget(f"“{to}” will not be public itself, so no address can lead there.")
