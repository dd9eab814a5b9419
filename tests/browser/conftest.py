"""A small site before a running server, a browser, and an editor signed in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as site_settings
from django.test import Client

from roles import drafting, publishing, search
from roles.records import Faq, GlanceFact, QualificationGroup
from tests.factories import make_category, make_live_role, make_role, published
from tests.following.stepping import step

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Playwright keeps an event loop in the thread of the tests, and Django takes that for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ROLE = "/jobs/engineering/tester"
LONG = "Cutting, Punching, and Press Machine Setters, Operators, and Tenders, Metal and Plastic"
PROSE = "A paragraph with **strong** words and a [link](https://example.org/a).\n\n- One\n- Two"


@pytest.fixture
def site(transactional_db: None) -> list[str]:
    """A small site with something of everything; the addresses of its pages."""
    category = make_category(introduction=PROSE)
    other = make_live_role(LONG, category, also_called=tuple(f"Name {n}" for n in range(9)))
    role = make_role(
        "Tester",
        category,
        glance=(GlanceFact("Typical education", "None, or some"), GlanceFact("Pay", "Varies")),
        duties=("Test what others made", "Tell them kindly"),
        overview=PROSE,
        qualifications=(QualificationGroup("Education", PROSE, ("A diploma",)),),
        outlook=PROSE,
        cover_letter="Dear [Company],\n\nHello.\n\n[Your Name]",
        faqs=(Faq("Is it hard?", PROSE), Faq("Is it dull?", "No.")),
        tags=("patience", "sql"),
        also_called=("QA Engineer",),
    )
    drafting.write_related(role, [other.pk])
    published(role)
    publishing.mark_checked(role=role, by=publishing.OPERATOR)
    make_live_role("3D Artist", make_category("Design"), also_called=("Name 1",))
    gone = make_live_role("Former")
    publishing.withdraw(role=gone, by=publishing.OPERATOR)
    step(search.SearchIndex())
    return [
        *("/", "/jobs", "/jobs?letter=T", "/jobs/engineering", "/jobs/engineering?letter=T", ROLE),
        *("/jobs?education=none", "/jobs?sort=updated", "/jobs/engineering?tag=sql", "/tags/sql"),
        *(f"/jobs/{other.path}", "/search", "/search?q=tester", "/search?q=xyzzy"),
        *(f"{ROLE}?looked_for=qa-engineer", "/api"),
        *("/jobs/engineering/testr", "/jobs/engineering/former", "/jobs/nowhere/name-1"),
        "/jobs?education=none&letter=3",
    ]


@pytest.fixture
def editor_page(page: Page, live_server: Any, admin_client: Client) -> Page:
    """A page signed in as a superuser."""
    name = site_settings.SESSION_COOKIE_NAME
    session = admin_client.cookies[name].value
    page.context.add_cookies([{"name": name, "value": session, "url": live_server.url}])
    return page
