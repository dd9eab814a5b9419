"""The page that withdraws a role for a reason."""

from typing import Any

import pytest
from django.test import Client

from roles.models import Withdrawal
from tests.admin.browser import submit
from tests.admin.test_publishing import everything
from tests.factories import make_category, make_live_role

pytestmark = pytest.mark.django_db


def withdraw(client: Client, role: Any, **typed: str) -> Any:
    return submit(client, f"/admin/roles/role/{role.pk}/withdraw", "confirm_form", **typed)


@pytest.mark.parametrize(
    "target",
    ["/jobs/engineering/new", "engineering/new", "https://jobs.example.org/jobs/engineering/new/"],
)
def test_an_address_in_any_form_names_what_replaces_the_role(target: str, chief: Client) -> None:
    role, new = make_live_role("Old"), make_live_role("New")
    assert withdraw(chief, role, reason="redirect", target=target).status_code == 302
    assert Withdrawal.objects.get().to_role == new


def test_a_category_replaces_a_role(chief: Client) -> None:
    role = make_live_role("Old")
    make_live_role("Painter", make_category("Design"))
    assert withdraw(chief, role, reason="redirect", target="/jobs/design").status_code == 302
    assert chief.get("/jobs/engineering/old")["Location"] == "/jobs/design"


def test_a_notice_is_shown_to_visitors(chief: Client, client: Client) -> None:
    role = make_live_role("Old")
    assert withdraw(chief, role, reason="notice", notice="The law changed.").status_code == 302
    assert "The law changed." in client.get("/jobs/engineering/old").content.decode()


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (
            {"reason": "redirect"},
            {"target": ["Say which role or category its address shall lead to."]},
        ),
        (
            {"reason": "gone", "target": "/jobs/engineering"},
            {"target": ["Only a role that another page replaces leads to one."]},
        ),
        (
            {"reason": "redirect", "target": "/jobs/nowhere"},
            {
                "target": [
                    (
                        "/jobs/nowhere is no address of a role or category; copy it from its "
                        "public page."
                    )
                ]
            },
        ),
        (
            {"reason": "redirect", "target": "/jobs/engineering/old"},
            {"target": ["A role that is withdrawn cannot lead to itself; choose another page."]},
        ),
        (
            {"reason": "redirect", "target": "/jobs/engineering"},
            {"target": ["“Engineering” will not be public itself, so no address can lead there."]},
        ),
        (
            {"reason": "notice"},
            {"notice": ["Write why it was withdrawn; visitors will read it."]},
        ),
        (
            {"reason": "gone", "notice": "Why"},
            {
                "notice": [
                    (
                        "A text is given, but not the answer that shows it. Choose that answer, "
                        "or clear this field."
                    )
                ]
            },
        ),
    ],
)
def test_a_refusal_is_tied_to_its_field_and_withdraws_nothing(
    typed: dict[str, str], errors: dict[str, list[str]], chief: Client
) -> None:
    role = make_live_role("Old")
    before = everything()
    response = withdraw(chief, role, **typed)
    assert response.context["form"].errors == errors
    assert everything() == before


def test_checking_again_withdraws_nothing(chief: Client) -> None:
    role = make_live_role("Old")
    before = everything()
    response = chief.post(f"/admin/roles/role/{role.pk}/withdraw", {"_check": "1"})
    assert (response.status_code, everything()) == (200, before)
