"""Bringing an earlier revision or edition back into the draft."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from roles import drafting, publishing
from roles.errors import NotAllowed
from roles.models import (
    FAQ,
    Category,
    Edition,
    Fact,
    FactKind,
    LogEntry,
    Redirect,
    Revision,
    Role,
    Tag,
)
from roles.publishing import OPERATOR
from roles.records import Faq, GlanceFact, QualificationGroup
from roles.restoring import restore_to_draft
from tests.admin.browser import fields_of, submit
from tests.admin.conftest import EDITOR, make_user
from tests.factories import make_category, make_live_role, make_role

pytestmark = pytest.mark.django_db


def full_role() -> Role:
    """Live, with something in every part, and emptied since."""
    role = make_role(
        "Analyst",
        glance=(GlanceFact("Typical education", "A degree"), GlanceFact("Pay", "Varies")),
        duties=("Ask questions",),
        overview="Text.",
        qualifications=(QualificationGroup("Skills", "", ("SQL",)),),
        outlook="Bright.",
        cover_letter="Dear [Company],",
        faqs=(Faq("Why?", "Because."),),
        tags=("sql",),
        also_called=("BA",),
        seo_title="Analysts",
        education_override="4",
    )
    drafting.write_related(role, [make_role("Friend").pk])
    drafting.save_revision(role, by=None)
    publishing.publish(role=role, by=OPERATOR)
    empty(role)
    return role


def empty(role: Role) -> Revision:
    Role.objects.filter(pk=role.pk).update(
        title="Emptied", slug="emptied", duties=[], qualifications=[], also_called=[],
        overview="", outlook="", cover_letter="", seo_title="", education_override="",
    )  # fmt: skip
    role.facts.all().delete()
    role.faqs.all().delete()
    role.related_roles.all().delete()
    role.tags.clear()
    return drafting.save_revision(role, by=None)


def fresh(role: Role) -> Role:
    return Role.objects.with_content().get(pk=role.pk)


def page_of(version: Revision | Edition) -> str:
    verb = "restore" if isinstance(version, Revision) else "to-draft"
    return f"/admin/roles/{version._meta.model_name}/{version.pk}/{verb}"


def everything() -> list[Any]:
    models = (Role, Revision, Edition, Redirect, LogEntry, Fact, FAQ, FactKind, Category, Tag)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("kind", ["revision", "edition"])
def test_the_draft_says_again_what_it_said_and_visitors_see_nothing(
    kind: str, chief: Client, superuser: Any
) -> None:
    role = full_role()
    before = role.revisions.get(number=2)
    version = before if kind == "revision" else role.editions.get()
    public = list(Edition.objects.values()), list(LogEntry.objects.values())
    response = submit(chief, page_of(version), "confirm_form")
    assert response.url == f"/admin/roles/role/{role.pk}/change/"
    head = role.head
    assert head is not None
    assert (head.number, head.digest, head.payload) == (4, before.digest, before.payload)
    assert (head.created_by, head.note) == (superuser, f"Restored {str(version).lower()}")
    assert (list(Edition.objects.values()), list(LogEntry.objects.values())) == public
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said == [f"The draft says again what {str(version).lower()} said, as revision 4."]


def test_opening_the_page_changes_nothing_and_shows_what_would(chief: Client) -> None:
    role = full_role()
    before = everything()
    response = chief.get(page_of(role.revisions.get(number=1)))
    assert everything() == before
    labels = [field.label for field in response.context["differences"]]
    assert labels[:2] == ["title", "address"]
    assert "duties and responsibilities" in labels


@pytest.mark.parametrize("missing", ["change_role", "view_revision"])
def test_who_may_not_change_a_role_may_not_restore_it(
    missing: str, client: Client, django_user_model: Any
) -> None:
    role = full_role()
    client.force_login(make_user(django_user_model, "reader", *(set(EDITOR) - {missing})))
    page = page_of(role.revisions.get(number=1))
    head = role.head
    assert head
    before = everything()
    assert client.get(page).status_code == 403
    assert client.post(page, {"head": head.pk}).status_code == 403
    assert everything() == before


def test_the_verb_itself_refuses_who_may_not_change_a_role(django_user_model: Any) -> None:
    role = full_role()
    reader = make_user(django_user_model, "reader", *(set(EDITOR) - {"change_role"}))
    head = role.head
    assert head
    before = everything()
    with pytest.raises(NotAllowed):
        restore_to_draft(version=role.revisions.get(number=1), by=reader, head=head.pk)
    assert everything() == before


def test_an_editor_may_restore(client: Client, django_user_model: Any) -> None:
    role = full_role()
    client.force_login(make_user(django_user_model, "anna", *EDITOR))
    submit(client, page_of(role.revisions.get(number=1)), "confirm_form")
    assert fresh(role).title == "Analyst"


def test_a_draft_saved_after_the_page_was_opened_is_kept(chief: Client) -> None:
    role = full_role()
    page = page_of(role.revisions.get(number=1))
    fields = fields_of(chief.get(page), "confirm_form")
    Role.objects.filter(pk=role.pk).update(summary="Saved by another.")
    drafting.save_revision(role, by=None)
    before = everything()
    response = chief.post(page, fields)
    assert "was saved after you opened this page" in response.content.decode()
    assert everything() == before
    # The page shows the newest draft now, so it may be confirmed.
    assert "Saved by another." in response.content.decode()
    chief.post(page, fields_of(response, "confirm_form"))
    assert fresh(role).title == "Analyst"


def test_without_the_draft_it_showed_nothing_is_restored(chief: Client) -> None:
    role = full_role()
    before = everything()
    response = chief.post(page_of(role.revisions.get(number=1)), {})
    assert response.status_code == 200
    assert everything() == before


def test_an_address_that_another_draft_has_is_refused(chief: Client) -> None:
    role = full_role()
    make_role("Analyst")
    before = everything()
    response = submit(chief, page_of(role.revisions.get(number=1)), "confirm_form")
    assert "The address /jobs/engineering/analyst belongs to “Analyst” now" in (
        response.content.decode()
    )
    assert everything() == before


def test_an_address_that_was_public_and_another_roles_is_refused(chief: Client) -> None:
    role = make_role("Analyst")
    Role.objects.filter(pk=role.pk).update(slug="data-analyst")
    drafting.save_revision(role, by=None)
    other = make_live_role("Other", slug="analyst")
    Role.objects.filter(pk=other.pk).update(slug="other")
    before = everything()
    response = submit(chief, page_of(role.revisions.get(number=1)), "confirm_form")
    assert "belongs to “Other” now" in response.content.decode()
    assert everything() == before


def test_what_was_renamed_comes_back_under_its_new_name(chief: Client) -> None:
    role = full_role()
    FactKind.objects.filter(label="Pay").update(label="Salary")
    Role.objects.filter(title="Friend").update(title="Mate", slug="mate")
    Category.objects.update(name="Engineers")
    response = submit(chief, page_of(role.revisions.get(number=2)), "confirm_form")
    record = fresh(role).record()
    assert [fact.label for fact in record.glance] == ["Typical education", "Salary"]
    assert [other.title for other in record.related] == ["Mate"]
    assert record.category.name == "Engineers"
    assert len(list(get_messages(response.wsgi_request))) == 1
    assert not FactKind.objects.filter(label="Pay").exists()


def test_an_edition_brings_its_tags_back_under_their_new_names(chief: Client) -> None:
    role = full_role()
    Tag.objects.filter(name="sql").update(name="SQL databases")
    submit(chief, page_of(role.editions.get()), "confirm_form")
    assert fresh(role).record().tags == ("SQL databases",)
    assert Tag.objects.count() == 1


def test_what_no_longer_exists_is_told_before_and_after(chief: Client) -> None:
    role = full_role()
    FactKind.objects.filter(label="Pay").delete()
    Role.objects.filter(title="Friend").delete()
    Tag.objects.all().delete()
    page = page_of(role.revisions.get(number=2))
    losses = [
        "The kind of fact “Pay” was deleted; one of that name is used.",
        "The tag “sql” was renamed or deleted; it is made again.",
        "The related role “Friend” was deleted; it is left out.",
    ]
    assert chief.get(page).context["plan"].losses == losses
    response = submit(chief, page, "confirm_form")
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said[:3] == losses
    record = fresh(role).record()
    assert [(fact.label, fact.text) for fact in record.glance] == [
        ("Typical education", "A degree"),
        ("Pay", "Varies"),
    ]
    assert (record.tags, record.related) == (("sql",), ())


def test_facts_whose_kinds_have_one_name_now_keep_both_texts(chief: Client) -> None:
    role = full_role()
    FactKind.objects.filter(label="Pay").delete()
    FactKind.objects.filter(label="Typical education").update(label="Pay")
    submit(chief, page_of(role.revisions.get(number=2)), "confirm_form")
    (fact,) = fresh(role).record().glance
    assert (fact.label, fact.text) == ("Pay", "A degree; Varies")


def test_a_category_that_was_deleted_leaves_the_draft_where_it_is(chief: Client) -> None:
    role = make_role("Analyst", make_category("Former"))
    Role.objects.filter(pk=role.pk).update(category=make_category())
    drafting.save_revision(role, by=None)
    Category.objects.filter(name="Former").delete()
    page = page_of(role.revisions.get(number=1))
    assert chief.get(page).context["plan"].losses == [
        "The category “Former” no longer exists; the draft stays in “Engineering”."
    ]
    submit(chief, page, "confirm_form")
    assert fresh(role).category.name == "Engineering"


def test_a_category_that_moved_is_found_by_its_old_address(chief: Client) -> None:
    role = make_live_role("Analyst")
    Role.objects.filter(pk=role.pk).update(category=make_category("Other"))
    drafting.save_revision(role, by=None)
    category = Category.objects.get(name="Engineering")
    category.slug = "engineers"
    category.save()
    submit(chief, page_of(role.revisions.get(number=1)), "confirm_form")
    assert fresh(role).category == category


def test_restoring_what_the_draft_says_adds_no_revision(chief: Client) -> None:
    role = full_role()
    submit(chief, page_of(role.revisions.get(number=3)), "confirm_form")
    assert role.revisions.count() == 3
