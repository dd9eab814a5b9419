"""A site with a little of everything, and with much that nobody may see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from roles import drafting, publishing, search
from roles.models import Role
from roles.records import Faq, GlanceFact, QualificationGroup
from tests.factories import make_category, make_live_role, make_role, published
from tests.following.stepping import step

SECRET = "zebracorn"


@pytest.fixture
def site(db: None, settings: Any) -> None:
    settings.SECURITY_CONTACT = ["mailto:security@example.org"]
    settings.SITE_URL = ""
    open_role = make_live_role("Tester", **everything("patience"))
    for number in range(7):
        make_live_role(f"Maker {number}", make_category("Making"), **everything("patience"))
    hidden = [draft(), scheduled(), withdrawn()]
    drafting.write_related(open_role, [role.pk for role in hidden])
    published(open_role, "Related roles chosen")
    edited(open_role)
    step(search.SearchIndex())


def everything(word: str) -> dict[str, Any]:
    """A role's fields, with `word` in each of them."""
    return {
        "summary": f"Someone who tests with {word}.",
        "glance": (
            GlanceFact("Typical education", f"Bachelor's degree in {word}"),
            GlanceFact("Typical experience", "2 years"),
        ),
        "duties": (f"Test {word}",),
        "overview": f"All about {word}.",
        "qualifications": (QualificationGroup(f"Skills of {word}", f"{word}.", (word,)),),
        "outlook": f"{word} grows.",
        "cover_letter": f"I like {word}.",
        "faqs": (Faq(f"Why {word}?", f"Because of {word}."),),
        "tags": (word,),
        "also_called": (f"{word} person",),
    }


def draft() -> Role:
    return make_role(f"{SECRET} Draft", make_category(f"{SECRET} Drafts"), **secrets())


def scheduled() -> Role:
    role = make_role(f"{SECRET} Plan", make_category(f"{SECRET} Plans"), **secrets())
    tomorrow = timezone.now() + timedelta(days=1)
    publishing.schedule(role=role, by=publishing.OPERATOR, at=tomorrow, change_note=SECRET)
    return role


def withdrawn() -> Role:
    role = make_role("Former", make_category("Former things"), **secrets())
    published(role, SECRET)
    publishing.withdraw(role=role, by=publishing.OPERATOR)
    return role


def edited(role: Role) -> None:
    """A live role with unpublished changes, and with others that wait for their moment."""
    tomorrow = timezone.now() + timedelta(days=1)
    drafting.write_record(role, role.record())
    role.summary = f"{SECRET} tomorrow."
    role.save()
    drafting.save_revision(role, by=None)
    publishing.schedule(role=role, by=publishing.OPERATOR, at=tomorrow, change_note=SECRET)
    role.title = f"{SECRET} Tester"
    role.save()
    drafting.save_revision(role, by=None)


def secrets() -> dict[str, Any]:
    fields = everything(SECRET)
    doctorate = (GlanceFact("Typical education", f"PhD in {SECRET}"),)
    return {**fields, "glance": doctorate, "tags": (SECRET, "patience")}
