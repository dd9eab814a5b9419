"""Publishing several roles from the list: all of them or none."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from zeal import zeal_ignore

from roles import drafting
from roles.models import Edition, Role
from tests.admin.browser import fields_of
from tests.admin.conftest import EDITOR, make_user
from tests.admin.test_publishing import everything, said
from tests.factories import make_live_role, make_role, published

pytestmark = pytest.mark.django_db


def edit(role: Role, **fields: str) -> Role:
    Role.objects.filter(pk=role.pk).update(**fields)
    role.refresh_from_db()
    drafting.save_revision(role, by=None)
    return role


def address(*roles: Role) -> str:
    return f"/admin/roles/role/publish?ids={','.join(str(role.pk) for role in roles)}"


@pytest.fixture
def roles() -> list[Role]:
    """A new one, one with a new fact, one with a mended word."""
    return [
        make_role("Brewer"),
        edit(make_live_role("Cook", summary="Needs 3 years."), summary="Needs 5 years."),
        edit(make_live_role("Dyer", summary="Recieves cloth."), summary="Receives cloth."),
    ]


def post(client: Client, page: str, fields: dict[str, Any]) -> Any:
    with zeal_ignore():  # the verb publishes one role after the other
        return client.post(page, fields)


def choose(client: Client, roles: list[Role]) -> Any:
    chosen = {"action": "publish_selected", "_selected_action": [role.pk for role in roles]}
    return client.post("/admin/roles/role/", chosen)


def test_the_list_leads_to_one_page_for_all(chief: Client, roles: list[Role]) -> None:
    before = everything()
    response = choose(chief, roles)
    assert (response.status_code, response["Location"]) == (
        302,
        address(*roles).replace(",", "%2C"),
    )
    page = chief.get(response["Location"])
    fields = fields_of(page, "confirm_form")
    brewer, cook, dyer = (role.pk for role in roles)
    assert f"kind_{brewer}" not in fields
    assert (fields[f"kind_{cook}"], fields[f"kind_{dyer}"]) == ("update", "correction")
    assert "“3 years” became “5 years” in summary" in page.content.decode()
    assert everything() == before


def test_all_are_published_with_their_kinds_and_notes(chief: Client, roles: list[Role]) -> None:
    page = address(*roles)
    fields = fields_of(chief.get(page), "confirm_form")
    note = {"change_note": "For all", f"note_{roles[0].pk}": "Its own"}
    response = post(chief, page, fields | note)
    assert response.status_code == 302
    assert said(response) == ["3 roles go live now: visitors see the new editions."]
    live = Edition.objects.live(timezone.now()).order_by("title")
    assert list(live.values_list("title", "number", "kind", "change_note")) == [
        ("Brewer", 1, "update", "Its own"),
        ("Cook", 2, "update", "For all"),
        ("Dyer", 2, "correction", "For all"),
    ]


def test_one_refusal_leaves_all_as_they_were_and_is_said_beside_its_role(
    chief: Client, roles: list[Role]
) -> None:
    before = everything()
    page = address(*roles)
    response = post(chief, page, fields_of(chief.get(page), "confirm_form"))
    assert response.status_code == 200
    assert response.context["form"].errors == {
        "__all__": ["Nothing was published, because some roles were refused."],
        f"note_{roles[1].pk}": ["Say what changed: an update needs a change note."],
    }
    assert everything() == before


def test_what_cannot_be_published_is_named_with_the_reason(
    chief: Client, roles: list[Role]
) -> None:
    same, empty = make_live_role("Elder"), make_role("Felter", summary="")
    taken = make_role("Glazier")
    renamed = edit(roles[1], slug="cook-of-old")
    published(renamed, "Moved")
    edit(renamed, slug="cook")
    edit(taken, slug="cook-of-old")
    form = chief.get(address(same, empty, taken, roles[2])).context["form"]
    assert {role.title: reason for role, reason in form.refused} == {
        "Elder": "Nothing was changed since the live edition.",
        "Felter": "It has no summary; write one before publishing.",
        "Glazier": "The address /jobs/engineering/cook-of-old belongs to “Cook”; choose another.",
    }
    assert [row.plan.role.title for row in form.rows] == ["Dyer"]


def test_a_role_published_by_another_meanwhile_stops_all(chief: Client, roles: list[Role]) -> None:
    page = address(*roles)
    fields = fields_of(chief.get(page), "confirm_form") | {"change_note": "For all"}
    published(roles[1], "By another")
    before = everything()
    response = post(chief, page, fields)
    assert "“Cook” can no longer be published" in response.content.decode()
    assert everything() == before
    again = fields_of(response, "confirm_form")
    assert post(chief, page, again).status_code == 302


def test_a_draft_saved_meanwhile_is_shown_before_all_are_published(
    chief: Client, roles: list[Role]
) -> None:
    page = address(*roles)
    fields = fields_of(chief.get(page), "confirm_form") | {"change_note": "For all"}
    edit(roles[1], summary="Needs 7 years.")
    before = everything()
    refused = post(chief, page, fields)
    assert "was saved after you opened this page" in refused.content.decode()
    assert everything() == before
    assert post(chief, page, fields_of(refused, "confirm_form")).status_code == 302


def test_checking_again_publishes_nothing(chief: Client, roles: list[Role]) -> None:
    page = address(*roles)
    before = everything()
    fields = fields_of(chief.get(page), "confirm_form") | {"change_note": "For all", "_check": "1"}
    response = chief.post(page, fields)
    assert (response.status_code, everything()) == (200, before)
    assert fields_of(response, "confirm_form")["change_note"] == "For all"


def test_many_are_scheduled_too(chief: Client, roles: list[Role]) -> None:
    page = address(*roles)
    fields = fields_of(chief.get(page), "confirm_form") | {"change_note": "For all"}
    later = {"when": "later", "at": "2126-03-03T09:30", "zone": "Europe/Berlin"}
    response = post(chief, page, fields | later)
    assert said(response) == ["3 roles go live 3 March 2126, 08:30 UTC."]
    assert Edition.objects.scheduled(timezone.now()).count() == 3


def test_at_most_a_hundred_are_published_at_once(chief: Client) -> None:
    roles = [make_role(f"Role {number}") for number in range(101)]
    response = chief.post(
        "/admin/roles/role/",
        {
            "action": "publish_selected",
            "select_across": "1",
            "_selected_action": [role.pk for role in roles[:100]],
        },
    )
    assert said(response) == ["Choose at most 100 roles at once. Nothing was published."]
    assert chief.get(address(*roles)).status_code == 404
    assert chief.get("/admin/roles/role/publish").status_code == 404


def test_publishing_many_needs_the_permission(
    client: Client, django_user_model: Any, roles: list[Role]
) -> None:
    client.force_login(make_user(django_user_model, "someone", *EDITOR))
    before = everything()
    choose(client, roles)
    assert client.get(address(*roles)).status_code == 403
    assert client.post(address(*roles), {"when": "now"}).status_code == 403
    assert everything() == before
