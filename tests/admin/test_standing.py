"""Why it is not live, in one sentence, for every state."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from roles import drafting, publishing
from roles.admin.standing import LastAct, why_not_live
from roles.enums import WithdrawalReason
from roles.models import RoleState
from roles.publishing import OPERATOR
from tests.factories import make_live_role, make_role, published

AT = datetime(2026, 3, 3, 14, 5, tzinfo=UTC)
DRAFT = RoleState(None, None, was_published=False, has_unpublished_changes=True)
WITHDRAWN = RoleState(None, None, was_published=True, has_unpublished_changes=True)
LIVE = RoleState(AT, None, was_published=True, has_unpublished_changes=False)
CHANGED = RoleState(AT, None, was_published=True, has_unpublished_changes=True)
PLANNED = RoleState(None, AT, was_published=False, has_unpublished_changes=True)
BOTH = RoleState(AT, AT, was_published=True, has_unpublished_changes=True)


@pytest.mark.parametrize(
    ("state", "has_summary", "last", "expected"),
    [
        (DRAFT, True, None, "This draft was never published."),
        (DRAFT, False, None, "It has no summary, and cannot be published without one."),
        (
            PLANNED,
            True,
            None,
            "Nothing is public yet; an edition is scheduled to go live on 3 March 2026, 14:05 UTC.",
        ),
        (
            BOTH,
            True,
            None,
            (
                "Visitors read an earlier draft; an edition is scheduled to go live on 3 March "
                "2026, 14:05 UTC."
            ),
        ),
        (
            WITHDRAWN,
            True,
            LastAct("withdraw", AT, "anna", 2),
            "Nothing is public: it was withdrawn on 3 March 2026, 14:05 UTC by anna.",
        ),
        (
            WITHDRAWN,
            True,
            LastAct("withdraw", AT, None, 2, "replaced by another page"),
            (
                "Nothing is public: it was withdrawn on 3 March 2026, 14:05 UTC by a command "
                "(replaced by another page)."
            ),
        ),
        (
            WITHDRAWN,
            False,
            LastAct("withdraw", AT, "anna", 2),
            "It has no summary, and cannot be published without one.",
        ),
        (
            DRAFT,
            True,
            LastAct("cancel", AT, "anna", 1),
            (
                "Nothing is public: the schedule of edition 1 was cancelled on 3 March 2026, "
                "14:05 UTC by anna."
            ),
        ),
        (
            DRAFT,
            True,
            LastAct("undo", AT, "anna", 1),
            (
                "Nothing is public: the publication of edition 1 was undone on 3 March 2026, "
                "14:05 UTC by anna."
            ),
        ),
        (LIVE, True, None, "It is live: visitors read what this draft says."),
        (
            CHANGED,
            True,
            None,
            "Visitors read an earlier draft; this one was saved later and not published.",
        ),
    ],
)
def test_one_sentence_says_why_it_is_not_live(
    state: RoleState, has_summary: bool, last: LastAct | None, expected: str
) -> None:
    assert why_not_live(state, has_summary=has_summary, last=last) == expected


@pytest.mark.django_db
def test_the_form_says_it(chief: Client, superuser: Any) -> None:
    def said(role: Any) -> str:
        page = chief.get(f"/admin/roles/role/{role.pk}/change/").content.decode()
        return page.partition("What is public")[2].partition('class="readonly">')[2][:200]

    with time_machine.travel(AT, tick=False) as clock:
        role = make_role("Tester")
        assert said(role).startswith("This draft was never published.")
        edition = published(role)
        publishing.undo(edition=edition, by=superuser)
        assert "edition 1 was undone on 3 March 2026, 14:05 UTC by chief." in said(role)
        published(role)
        assert said(role).startswith("It is live")
        clock.shift(timedelta(hours=1))
        publishing.withdraw(
            role=role, by=superuser, reason=WithdrawalReason.NOTICE, notice="The law changed."
        )
        assert "withdrawn on 3 March 2026, 15:05 UTC by chief (withdrawn for a" in said(role)
        other = make_live_role("Other")
        other.summary = "New."
        other.save()
        drafting.save_revision(other, by=None)
        assert said(other).startswith("Visitors read an earlier draft; this one was saved later")
        publishing.schedule(role=other, by=OPERATOR, at=AT + timedelta(days=1), change_note="Later")
        assert "scheduled to go live on 4 March 2026, 14:05 UTC." in said(other)
