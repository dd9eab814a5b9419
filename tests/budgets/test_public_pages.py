"""How many queries a public page costs: the same at one row and at three."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from roles import drafting, publishing, search
from roles.models import Role
from roles.records import Faq, GlanceFact, QualificationGroup
from tests.factories import make_category, make_role, published
from tests.following.stepping import step

pytestmark = pytest.mark.django_db

# What each page answers with, and how many queries that takes.
COSTS = {
    "/": (200, 3),
    "/jobs": (200, 4),
    "/jobs?letter=T": (200, 4),
    "/jobs?sort=updated": (200, 4),
    "/jobs?updated_since=2020-01-01": (200, 4),
    "/jobs?letter=T&after=a~1": (200, 5),
    "/jobs?education=doctorate": (404, 2),
    "/jobs?education=phd": (404, 1),
    "/jobs?category=engineering": (301, 1),
    "/jobs/engineering": (200, 5),
    "/jobs/engineering?tag=tag-0": (200, 7),
    "/tags/tag-0": (200, 6),
    "/tags/tag-9": (404, 2),
    "/jobs/engineering/moved": (200, 3),
    "/jobs/engineering/moved.txt": (200, 3),
    "/jobs/engineering/moved.md": (200, 3),
    "/jobs/engineering/moved.json": (200, 3),
    "/updates.atom": (200, 5),
    "/updates.json": (200, 5),
    "/jobs/engineering/updates.atom": (200, 6),
    "/jobs/engineering/updates.json": (200, 6),
    "/tags/tag-0/updates.atom": (200, 7),
    "/sitemap.xml": (200, 7),
    "/sitemaps/roles-1.xml": (200, 2),
    "/sitemaps/categories-1.xml": (200, 2),
    "/sitemaps/tags-1.xml": (200, 2),
    "/robots.txt": (200, 0),
    "/llms.txt": (200, 2),
    "/jobs/engineering/llms.txt": (200, 3),
    "/search": (200, 2),
    "/search?q=tester": (200, 4),
    "/search?q=testre": (200, 4),
    "/search?q=tester&category=engineering": (200, 5),
    "/search?q=xyzzyq": (200, 2),
    "/suggest?q=tes": (200, 2),
    "/suggest?q=tseter": (200, 2),
    "/opensearch.xml": (200, 0),
    "/jobs/engineering/tester-0": (301, 3),
    "/jobs/engineering/tester-0/": (301, 0),
    "/jobs/engineering/gone": (410, 4),
    "/jobs/engineering/testr": (404, 4),
    "/tester": (404, 2),
    "/api": (200, 4),
    "/api/v1/roles": (200, 2),
    "/api/v1/roles?category=engineering&tag=tag-0&limit=1": (200, 5),
    "/api/v1/roles?sort=updated": (200, 2),
    "/api/v1/roles/engineering/moved": (200, 3),
    "/api/v1/roles/engineering/tester-0": (301, 3),
    "/api/v1/roles/engineering/gone": (410, 3),
    "/api/v1/categories": (200, 2),
    "/api/v1/tags": (200, 3),
    "/api/v1/changes": (200, 7),
    "/api/v1/openapi.json": (200, 4),
    "/api/v1/nothing": (404, 0),
}
KINDS = ("Typical education", "Typical experience", "Key certifications")


def make_site(rows: int) -> None:
    """Each role with as many of everything; one old address, one role withdrawn."""
    roles = [_role(f"Tester {number}", rows) for number in range(rows)]
    targets = [_role(f"Related {number}", rows) for number in range(rows)]
    for role in roles:
        drafting.write_related(role, [target.pk for target in targets])
    for role in (*targets, *roles):
        published(role)
    gone = _role("Gone", rows)
    published(gone)
    publishing.withdraw(role=gone, by=publishing.OPERATOR)
    moved = roles[0]
    moved.slug = "moved"
    moved.save()
    published(moved, "Moved")
    for number in range(1, rows):
        published(make_role("Other", make_category(f"Category {number}")))
    step(search.SearchIndex())


def _role(title: str, rows: int) -> Role:
    return make_role(
        title,
        glance=tuple(GlanceFact(kind, "Some") for kind in KINDS[:rows]),
        duties=("Test",) * rows,
        qualifications=(QualificationGroup("Skills", "Some.", ("Reading",)),) * rows,
        faqs=(Faq("Why?", "So."),) * rows,
        tags=tuple(f"tag {number}" for number in range(rows)),
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_every_public_page(client: Client, rows: int) -> None:
    make_site(rows)
    assert {address: cost(client, address) for address in COSTS} == COSTS


def cost(client: Client, address: str) -> tuple[int, int]:
    """Status and number of queries."""
    client.get(address)  # what is read once a process does not count
    with CaptureQueriesContext(connection) as queries:
        status = client.get(address).status_code
    return status, len(queries)
