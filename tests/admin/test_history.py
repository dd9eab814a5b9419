"""What nobody may add, change or delete, superusers included."""

import pytest
from django.test import Client
from django.utils import timezone

from roles.models import Edition, LogEntry, Redirect, Revision
from roles.publishing import OPERATOR, cancel_schedule, schedule
from tests.factories import make_live_role, make_role

pytestmark = pytest.mark.django_db

MODELS = {"edition": Edition, "revision": Revision, "redirect": Redirect, "logentry": LogEntry}


@pytest.mark.parametrize("name", MODELS)
def test_a_superuser_reads_but_cannot_add_change_or_delete(name: str, chief: Client) -> None:
    make_live_role("Analyst", tags=("sql",))
    model = MODELS[name]
    before = list(model.objects.values())
    base, pk = f"/admin/roles/{name}/", before[0]["id"]
    assert chief.get(base).status_code == 200
    assert chief.get(f"{base}{pk}/change/").status_code == 200
    assert "_save" not in chief.get(f"{base}{pk}/change/").content.decode()
    forbidden = [
        chief.post(f"{base}add/", {}),
        chief.post(f"{base}{pk}/change/", {"path": "x", "title": "x"}),
        chief.post(f"{base}{pk}/delete/", {"post": "yes"}),
    ]
    assert [response.status_code for response in forbidden] == [403, 403, 403]
    chief.post(base, {"action": "delete_selected", "_selected_action": [pk], "post": "yes"})
    assert list(model.objects.values()) == before


def test_an_edition_tells_its_time_in_words(chief: Client) -> None:
    role = make_role("Analyst")
    at = timezone.now().replace(year=2126, month=3, day=3, hour=9, minute=30)
    edition = schedule(role=role, by=OPERATOR, at=at)
    address = f"/admin/roles/edition/{edition.pk}/change/"
    assert "from 3 March 2126, 09:30 UTC" in chief.get(address).content.decode()
    cancel_schedule(edition=edition, by=OPERATOR)
    assert "never went live" in chief.get(address).content.decode()


def test_rows_link_to_what_they_are_about(chief: Client) -> None:
    role = make_live_role("Analyst")
    edition, revision = role.editions.get(), role.revisions.get()
    log = chief.get("/admin/roles/logentry/").content.decode()
    assert f'<a href="/admin/roles/role/{role.pk}/change/">Analyst</a>' in log
    assert f'<a href="/admin/roles/edition/{edition.pk}/change/">Edition 1</a>' in log
    content = chief.get(f"/admin/roles/edition/{edition.pk}/change/").content.decode()
    assert f'<a href="/admin/roles/revision/{revision.pk}/change/">Revision 1</a>' in content
    redirects = chief.get("/admin/roles/redirect/").content.decode()
    assert "/jobs/engineering/analyst" in redirects
    assert ">Engineering</a>" in redirects


def test_a_roles_editions_alone_are_listed_from_its_form(chief: Client) -> None:
    role, other = make_live_role("Analyst"), make_live_role("Other")
    tools = chief.get(f"/admin/roles/role/{role.pk}/change/").context["tools"]
    editions = next(tool.address for tool in tools if tool.label == "Editions")
    rows = chief.get(editions).context["cl"].result_list
    assert [edition.role for edition in rows] == [role]
    assert other.editions.count() == 1
