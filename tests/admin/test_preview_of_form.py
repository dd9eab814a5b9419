"""The page that a form would make, before it is saved."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from roles import drafting
from roles.models import FAQ, Edition, Fact, OpenForm, RelatedRole, Revision, Role, Tag
from roles.records import Faq, GlanceFact
from tests.admin.browser import fields_of
from tests.admin.conftest import EDITOR, make_user
from tests.factories import make_category, make_live_role

pytestmark = pytest.mark.django_db

TABLES = (Role, Fact, FAQ, RelatedRole, Tag, Revision, Edition)


def everything() -> list[Any]:
    return [list(table._default_manager.order_by("pk").values()) for table in TABLES]


@pytest.fixture
def role() -> Role:
    role = make_live_role(
        "Analyst",
        glance=(GlanceFact("Typical education", "A degree"), GlanceFact("Pay", "Stored pay")),
        overview="Stored overview.",
        duties=("Stored duty",),
        faqs=(Faq("First?", "One."), Faq("Second?", "Two.")),
        tags=("sql",),
    )
    drafting.write_related(role, [make_live_role("Old Friend").pk])
    drafting.save_revision(role, by=None)
    return role


def preview(client: Client, role: Role, **typed: str) -> Any:
    """Posts the form as a browser does, with what was typed (`__` in a name stands for "-")."""
    fields = fields_of(client.get(f"/admin/roles/role/{role.pk}/change/"), "role_form")
    typed = {name.replace("__", "-"): value for name, value in typed.items()}
    return client.post(f"/admin/roles/role/{role.pk}/preview-of-form", {**fields, **typed})


def test_the_page_shows_what_is_typed_and_saves_nothing(chief: Client, role: Role) -> None:
    friend = make_live_role("New Friend")
    category = make_category("Science")
    chief.get(f"/admin/roles/role/{role.pk}/change/")
    before = everything()
    response = preview(
        chief,
        role,
        title="Typed Title",
        category=str(category.pk),
        summary="Typed summary.",
        duties="• Typed duty\r\n- Another",
        overview="Typed *overview*.",
        qualifications="Education:\r\n- Typed item",
        tags="sql, brand new",
        also_called="BA",
        facts__0__text="Typed education",
        faqs__0__position="2",
        faqs__1__position="1",
        faqs__TOTAL_FORMS="3",
        faqs__2__question="Typed?",
        faqs__2__answer="Typed answer.",
        related_roles__0__target=str(friend.pk),
    )
    assert response.status_code == 200
    assert everything() == before
    page = response.context["page"]
    assert [faq.question for faq in page.record.faqs] == ["Second?", "First?", "Typed?"]
    assert [other.title for other in page.related] == ["New Friend"]
    content = response.content.decode()
    assert "Preview of what you typed, not saved" in content
    shown = (
        *("Typed Title", "Typed summary.", "<li>Typed duty</li>", "<em>overview</em>", "Science"),
        *("Typed item", "brand new", "BA", "Typed education", "Stored pay", "Typed answer."),
    )
    assert [text for text in shown if text not in content] == []
    assert [text for text in ("Stored duty", "A degree", "Old Friend") if text in content] == []


def test_a_row_that_is_to_be_deleted_is_not_shown(chief: Client, role: Role) -> None:
    content = preview(chief, role, faqs__0__DELETE="on").content.decode()
    assert ("First?" in content, "Second?" in content) == (False, True)


def test_in_the_place_of_what_is_wrong_stands_what_was_saved(chief: Client, role: Role) -> None:
    response = preview(
        chief,
        role,
        title="",
        summary="Typed summary.",
        category="999",
        facts__0__text="",
        faqs__1__question="",
        faqs__0__answer="Typed answer.",
        faqs__0__position="minus one",
    )
    record = response.context["page"].record
    assert (record.title, record.summary) == ("Analyst", "Typed summary.")
    assert record.category.slug == "engineering"
    assert record.glance[0].text == "A degree"
    assert {faq.question: faq.answer for faq in record.faqs} == {
        "First?": "Typed answer.",
        "Second?": "Two.",
    }
    assert response.context["problems"] == [
        "Title: This field is required.",
        "Category: Select a valid choice. That choice is not one of the available choices.",
        "Role at a glance, row 1, Text: Write the fact, or tick “Delete?” to remove the row.",
        "Frequently asked questions, row 1, Place: Enter a whole number.",
        "Frequently asked questions, row 2, Question: This field is required.",
    ]
    assert "Write the fact, or tick “Delete?” to remove the row." in response.content.decode()


def test_rows_that_another_editor_removed_meanwhile_are_shown_as_typed(
    chief: Client, role: Role
) -> None:
    fields = fields_of(chief.get(f"/admin/roles/role/{role.pk}/change/"), "role_form")
    FAQ.objects.all().delete()
    address = f"/admin/roles/role/{role.pk}/preview-of-form"
    record = chief.post(address, {**fields, "faqs-0-answer": "Typed."}).context["page"].record
    assert [(faq.question, faq.answer) for faq in record.faqs] == [
        ("First?", "Typed."),
        ("Second?", "Two."),
    ]


def test_an_empty_post_is_answered(chief: Client, role: Role) -> None:
    response = chief.post(f"/admin/roles/role/{role.pk}/preview-of-form")
    assert response.status_code == 200
    assert response.context["page"].record.title == "Analyst"


def test_who_may_not_change_rows_sees_the_saved_ones(
    client: Client, django_user_model: Any, role: Role
) -> None:
    client.force_login(make_user(django_user_model, "editor", *EDITOR))
    response = preview(client, role, summary="Typed summary.")
    assert [faq.question for faq in response.context["page"].record.faqs] == ["First?", "Second?"]


def test_a_preview_of_a_form_needs_the_permissions_to_view_and_to_change(
    client: Client, django_user_model: Any, role: Role
) -> None:
    address = f"/admin/roles/role/{role.pk}/preview-of-form"
    assert client.post(address).status_code == 302
    user = make_user(django_user_model, "someone", "view_role")
    client.force_login(user)
    assert client.post(address).status_code == 403
    user.user_permissions.set(Permission.objects.filter(codename="change_role"))
    client.force_login(user)
    assert client.post(address).status_code == 403
    user.user_permissions.set(Permission.objects.filter(codename__in=EDITOR))
    client.force_login(user)
    assert client.post(address).status_code == 200
    assert client.get(address).status_code == 405
    assert client.post("/admin/roles/role/0/preview-of-form").status_code == 404


def test_a_preview_of_a_form_is_neither_stored_nor_indexed_nor_framed_by_others(
    chief: Client, role: Role
) -> None:
    response = preview(chief, role)
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert not OpenForm.objects.exclude(typed="").exists()
