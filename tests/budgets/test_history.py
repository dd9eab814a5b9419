"""Queries and bytes of the pages about a role's revisions: as many for 60 revisions as for 10."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from roles import drafting
from roles.models import Edition, Revision, Role
from roles.records import Faq, GlanceFact, QualificationGroup
from tests.factories import make_live_role, make_role

pytestmark = pytest.mark.django_db

NUMBERS = (10, 60)
# The session, the user and the role, and then what each page is about.
PAGES = {
    "revisions": 7,  # the number of rows, the rows, their editions, what is live
    "compare": 11,  # the content of the draft, what is live
    "blame": 5,  # the revisions, the editions
}
RESTORE = 17


def role_with_history(revisions: int, users: Any) -> Role:
    """Every fifth revision was published; each says something else and has its own author."""
    authors = [users.create(username=f"editor {number}") for number in range(revisions + 1)]
    role = make_live_role(
        "Analyst",
        glance=tuple(GlanceFact(f"Label {number}", "text") for number in range(3)),
        faqs=tuple(Faq(f"Question {number}?", "Answer.") for number in range(3)),
        qualifications=(QualificationGroup("Skills", "", ("SQL",)),),
        tags=("sql", "r"),
    )
    drafting.write_related(role, [make_role(f"Other {number}").pk for number in range(3)])
    first, edition = role.revisions.get(), role.editions.get()
    Revision.objects.bulk_create(
        Revision(
            role=role,
            number=number,
            payload={**first.payload, "summary": f"Summary {number}."},
            digest=str(number),
            created_by=authors[number],
        )
        for number in range(2, revisions + 1)
    )
    ago = edition.live_from - timedelta(days=1)
    edition.pk, edition.live_from, edition.live_until = None, ago, ago + timedelta(hours=1)
    for number in range(5, revisions + 1, 5):
        edition.pk, edition.number = None, number
        edition.revision = role.revisions.get(number=number)
        edition.created_by = authors[number]
        edition.live_from -= timedelta(days=1)
        edition.live_until -= timedelta(days=1)
        edition.save(force_insert=True)
    return role


@pytest.mark.parametrize("revisions", NUMBERS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_for_10_revisions_and_60(
    name: str,
    revisions: int,
    admin_client: Client,
    django_user_model: Any,
    django_assert_num_queries: Any,
) -> None:
    role = role_with_history(revisions, django_user_model.objects)
    with django_assert_num_queries(PAGES[name]):
        assert admin_client.get(f"/admin/roles/role/{role.pk}/{name}").status_code == 200


@pytest.mark.parametrize("revisions", NUMBERS)
def test_the_page_that_restores_costs_the_same_for_10_revisions_and_60(
    revisions: int,
    admin_client: Client,
    django_user_model: Any,
    django_assert_num_queries: Any,
) -> None:
    version = role_with_history(revisions, django_user_model.objects).revisions.get(number=1)
    with django_assert_num_queries(RESTORE):
        response = admin_client.get(f"/admin/roles/revision/{version.pk}/restore")
    assert response.status_code == 200


def test_the_history_fetches_no_content_and_stays_small(
    admin_client: Client, django_user_model: Any
) -> None:
    role = role_with_history(60, django_user_model.objects)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = admin_client.get(f"/admin/roles/role/{role.pk}/revisions")
    assert not any('"payload"' in query["sql"] for query in queries)
    assert not any('"html"' in query["sql"] for query in queries)
    assert len(response.content) < 100_000
    assert Edition.objects.count() == 13
