"""Pages of what is not public, for those who may see the working copy."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from roles import drafting
from roles.models import Role
from roles.publishing import OPERATOR, withdraw
from roles.records import Faq, GlanceFact, QualificationGroup
from tests.admin.conftest import EDITOR, make_user
from tests.factories import make_live_role, make_role, published

pytestmark = pytest.mark.django_db


def test_the_preview_shows_the_draft_and_says_that_it_is_not_public(chief: Client) -> None:
    role = make_live_role("Analyst")
    live_friend, draft_friend = make_live_role("Live Friend"), make_role("Draft Friend")
    draft = replace(
        role.record(),
        title="New Title",
        summary="New summary.",
        glance=(GlanceFact("Typical education", "A degree"),),
        duties=("A duty",),
        overview="Some *emphasis* <b>as typed</b>.",
        qualifications=(QualificationGroup("Education", "Prose.", ("An item",)),),
        outlook="Bright.",
        cover_letter="Dear [Company],",
        faqs=(Faq("Why?", "Because."),),
        tags=("sql",),
        also_called=("BA",),
    )
    drafting.write_record(role, draft)
    drafting.write_related(role, [live_friend.pk, draft_friend.pk])
    response = chief.get(f"/admin/roles/role/{role.pk}/preview")
    content = response.content.decode()
    shown = (
        *("Draft preview, not public.", "New Title", "New summary.", "A degree", "A duty"),
        *("<em>emphasis</em> &lt;b&gt;as typed&lt;/b&gt;", "An item", "Bright.", "Company"),
        *("Why?", "Because.", "sql", "BA", "Live Friend"),
    )
    assert [text for text in shown if text not in content] == []
    assert "Draft Friend" not in content


def test_a_preview_is_neither_stored_nor_indexed(chief: Client) -> None:
    response = chief.get(f"/admin/roles/role/{make_role('Analyst').pk}/preview")
    assert response.headers["Cache-Control"] == (
        "max-age=0, no-cache, no-store, must-revalidate, private"
    )
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_a_revision_and_an_edition_can_be_read_as_pages(chief: Client) -> None:
    role = make_live_role("Analyst", summary="First summary.")
    Role.objects.filter(pk=role.pk).update(summary="Second summary.")
    drafting.save_revision(role, by=None)
    published(role, "Changed")
    withdraw(role=role, by=OPERATOR)
    first = role.editions.get(number=1)
    edition = chief.get(f"/admin/roles/edition/{first.pk}/page").content.decode()
    assert "Edition 1 as an editor sees it, not the public page." in edition
    assert "First summary." in edition
    revision = chief.get(f"/admin/roles/revision/{role.revisions.get(number=2).pk}/page")
    assert "Second summary." in revision.content.decode()


@pytest.mark.parametrize("permissions", [(), ("view_category",)])
def test_a_preview_needs_the_permission_to_view_roles(
    permissions: tuple[str, ...], client: Client, django_user_model: Any
) -> None:
    role = make_live_role("Secret")
    addresses = [
        f"/admin/roles/role/{role.pk}/preview",
        f"/admin/roles/edition/{role.editions.get().pk}/page",
        f"/admin/roles/revision/{role.revisions.get().pk}/page",
    ]
    assert [client.get(address).status_code for address in addresses] == [302, 302, 302]
    client.force_login(make_user(django_user_model, "someone", *permissions))
    responses = [client.get(address) for address in addresses]
    assert [response.status_code for response in responses] == [403, 403, 403]
    assert [b"Secret" in response.content for response in responses] == [False] * 3
    client.force_login(make_user(django_user_model, "editor", *EDITOR))
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]
