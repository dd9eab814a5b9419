"""Two editors at one role, and everything that can go wrong between typing and saving."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.auth.models import AbstractUser
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from roles import drafting
from roles.models import OpenForm, Role
from roles.records import Faq, GlanceFact
from tests.admin.browser import fields_of
from tests.admin.conftest import EDITOR, make_user
from tests.factories import make_category, make_role

pytestmark = pytest.mark.django_db

ADD = "/admin/roles/role/add/"
WRITER = (
    *EDITOR,
    *(f"{may}_{row}" for may in ("add", "change", "delete") for row in ("fact", "faq")),
)
AUTOSAVE = "/admin/roles/role/autosave"


@pytest.fixture
def role() -> Role:
    return make_role(
        "Tester",
        summary="Tests.",
        overview="An overview.",
        glance=(GlanceFact("Typical education", "None"), GlanceFact("Growth outlook", "Slow")),
        duties=("Plan", "Test"),
        faqs=(Faq("Why?", "Because."), Faq("How?", "Like this.")),
        tags=("sql",),
    )


@pytest.fixture
def anna(django_user_model: Any) -> AbstractUser:
    return make_user(django_user_model, "anna", *WRITER)


@pytest.fixture
def ben(django_user_model: Any) -> AbstractUser:
    return make_user(django_user_model, "ben", *WRITER)


def signed_in(user: AbstractUser, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


def form_of(role: Role) -> str:
    return f"/admin/roles/role/{role.pk}/change/"


def opened(user: AbstractUser, address: str) -> tuple[Client, dict[str, str]]:
    """A browser with the form open, and what its fields hold."""
    client = signed_in(user)
    return client, fields_of(client.get(address), "role_form")


def saved(role: Role) -> Role:
    return Role.objects.with_content().get(pk=role.pk)


def text_of(response: HttpResponse) -> str:
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


# --- Two editors ----------------------------------------------------------------------------------


def test_what_two_editors_changed_in_different_places_is_all_kept(
    role: Role, anna: AbstractUser, ben: AbstractUser
) -> None:
    hers, her_fields = opened(anna, form_of(role))
    his, his_fields = opened(ben, form_of(role))
    her_fields |= {"summary": "Tests well.", "facts-0-text": "A degree", "faqs-0-answer": "So."}
    assert hers.post(form_of(role), her_fields).status_code == 302
    his_fields |= {
        "overview": "A longer overview.",
        "facts-1-text": "Fast",
        "faqs-1-DELETE": "on",
        "duties": "Plan\r\nTest\r\nTeach",
        "tags": "sql, patience",
    }
    response = his.post(form_of(role), his_fields, follow=True)
    assert "While you were writing, anna saved this role" in text_of(response)
    record = saved(role).record()
    assert (record.summary, record.overview) == ("Tests well.", "A longer overview.")
    assert [fact.text for fact in record.glance] == ["A degree", "Fast"]
    assert record.faqs == (Faq("Why?", "So."),)
    assert (record.duties, record.tags) == (("Plan", "Test", "Teach"), ("patience", "sql"))
    assert role.head is not None
    assert role.head.created_by == ben


def test_rows_that_were_all_replaced_meanwhile_are_merged(role: Role, anna: AbstractUser) -> None:
    client, fields = opened(anna, form_of(role))
    # As an import does: the rows are other ones, with other ids.
    drafting.write_record(role, saved(role).record())
    Role.objects.filter(pk=role.pk).update(summary="Imported.")
    drafting.save_revision(role, by=None)
    fields |= {"faqs-0-answer": "So.", "facts-0-text": "A degree"}
    assert client.post(form_of(role), fields).status_code == 302
    record = saved(role).record()
    assert record.faqs == (Faq("Why?", "So."), Faq("How?", "Like this."))
    assert [fact.text for fact in record.glance] == ["A degree", "Slow"]
    assert record.summary == "Imported."


def test_where_both_changed_one_text_both_are_shown_and_the_next_save_decides(
    role: Role, anna: AbstractUser, ben: AbstractUser
) -> None:
    hers, her_fields = opened(anna, form_of(role))
    his, his_fields = opened(ben, form_of(role))
    hers.post(form_of(role), her_fields | {"summary": "Hers.", "faqs-0-answer": "Her answer."})
    hers.post(form_of(role), fields_of(hers.get(form_of(role)), "role_form") | {"outlook": "Up."})
    his_fields |= {"summary": "His.", "faqs-0-answer": "His answer.", "overview": "His overview."}
    asked = his.post(form_of(role), his_fields)
    assert asked.status_code == 200
    page = text_of(asked)
    for text in ("anna changed the same as you", "Hers.", "His.", "Her answer.", "His answer."):
        assert text in page
    assert saved(role).summary == "Hers."
    fields = fields_of(asked, "role_form")
    assert (fields["summary"], fields["outlook"]) == ("His.", "Up.")
    assert [name for name in fields if name.endswith("-DELETE")] == []
    assert his.post(form_of(role), fields | {"summary": "Hers and his."}).status_code == 302
    record = saved(role).record()
    assert (record.summary, record.outlook) == ("Hers and his.", "Up.")
    assert record.faqs[0].answer == "His answer."
    assert record.overview == "His overview."


def test_a_form_with_errors_is_merged_once_they_are_mended(
    role: Role, anna: AbstractUser, ben: AbstractUser
) -> None:
    hers, her_fields = opened(anna, form_of(role))
    his, his_fields = opened(ben, form_of(role))
    hers.post(form_of(role), her_fields | {"summary": "Hers.", "faqs-0-DELETE": "on"})
    refused = his.post(form_of(role), his_fields | {"title": "", "overview": "His."})
    assert refused.context["adminform"].form.errors.keys() == {"title", "__all__"}
    mended = fields_of(refused, "role_form") | {"title": "Prober"}
    assert his.post(form_of(role), mended).status_code == 302
    record = saved(role).record()
    assert (record.title, record.summary, record.overview) == ("Prober", "Hers.", "His.")
    assert record.faqs == (Faq("How?", "Like this."),)


def test_others_who_have_the_form_open_are_named(
    role: Role, anna: AbstractUser, ben: AbstractUser
) -> None:
    with time_machine.travel(timezone.now() - timedelta(minutes=12)):
        _, fields = opened(anna, form_of(role))
    his = signed_in(ben)
    page = text_of(his.get(form_of(role)))
    assert "anna opened this 12 minutes ago and has not saved." in page
    assert "ben opened this" not in page
    signed_in(anna).post(form_of(role), fields | {"summary": "Hers."})
    assert "anna opened this" not in text_of(his.get(form_of(role)))


def test_who_saved_in_one_of_two_windows_has_saved(
    role: Role, anna: AbstractUser, ben: AbstractUser
) -> None:
    hers, _ = opened(anna, form_of(role))
    fields = fields_of(hers.get(form_of(role)), "role_form")
    hers.post(form_of(role), fields | {"summary": "Hers."})
    assert "anna opened this" not in text_of(signed_in(ben).get(form_of(role)))


@pytest.mark.parametrize("base", ["", "x", "999999"])
def test_a_form_that_does_not_say_what_it_showed_overwrites_nothing(
    role: Role, anna: AbstractUser, ben: AbstractUser, base: str
) -> None:
    his, his_fields = opened(ben, form_of(role))
    hers, her_fields = opened(anna, form_of(role))
    hers.post(form_of(role), her_fields | {"summary": "Hers.", "tags": "sql, patience"})
    asked = his.post(form_of(role), his_fields | {"summary": "His.", "base": base})
    page = text_of(asked)
    assert "anna changed the same as you" in page
    assert "Hers." in page
    assert saved(role).summary == "Hers."
    his.post(form_of(role), fields_of(asked, "role_form"))
    assert saved(role).record().tags == ("patience", "sql")


# --- What was typed and not saved -----------------------------------------------------------------


def shown_again(client: Client, address: str, response: HttpResponse) -> dict[str, str]:
    """The form to which a refused save leads, filled in as it was."""
    assert response.status_code == 302
    assert response.headers["Location"] == f"{address}?unsaved=newest"
    return fields_of(client.get(response.headers["Location"]), "role_form")


TYPED = {"summary": "Typed & not saved “yet”.", "faqs-1-answer": "", "duties": "One\r\nTwo"}


def test_a_session_that_ended_costs_nothing(role: Role, ben: AbstractUser) -> None:
    client, fields = opened(ben, form_of(role))
    client.logout()
    asked = client.post(form_of(role), fields | TYPED)
    assert asked.headers["Cache-Control"].startswith("no-store")
    ben.set_password("right")
    ben.save()
    login = fields_of(asked, "login-form") | hidden(asked)
    refused = client.post("/admin/login/", login | {"username": "ben", "password": "wrong"})
    login = fields_of(refused, "login-form") | hidden(refused)
    back = client.post("/admin/login/", login | {"username": "ben", "password": "right"})
    again = shown_again(client, form_of(role), back)
    assert {name: again[name] for name in TYPED} == TYPED
    assert saved(role).summary == "Tests."
    client.post(form_of(role), again | {"faqs-1-answer": "Now."})
    assert saved(role).summary == TYPED["summary"]
    assert not OpenForm.objects.exclude(typed="").exists()


def hidden(response: HttpResponse) -> dict[str, str]:
    """The fields that stand outside of their form."""
    found = re.findall(
        r'form="login-form"\s+name="(\w+)"\s+value="([^"]*)"', response.content.decode()
    )
    return {name: unescape(value) for name, value in found}


def test_a_token_that_is_no_longer_good_costs_nothing(role: Role, ben: AbstractUser) -> None:
    client = signed_in(ben, enforce_csrf_checks=True)
    fields = fields_of(client.get(form_of(role)), "role_form")
    response = client.post(form_of(role), fields | TYPED | {"csrfmiddlewaretoken": "x" * 64})
    again = shown_again(client, form_of(role), response)
    assert {name: again[name] for name in TYPED} == TYPED
    assert saved(role).summary == "Tests."
    assert client.post(form_of(role), again | {"faqs-1-answer": "Now."}).status_code == 302
    assert saved(role).summary == TYPED["summary"]


@pytest.mark.parametrize(
    ("setting", "limit"),
    [("DATA_UPLOAD_MAX_NUMBER_FIELDS", 20), ("DATA_UPLOAD_MAX_MEMORY_SIZE", 500)],
)
def test_a_form_that_is_too_large_costs_nothing(
    role: Role, ben: AbstractUser, settings: Any, setting: str, limit: int
) -> None:
    client, fields = opened(ben, form_of(role))
    usual = getattr(settings, setting)
    setattr(settings, setting, limit)
    response = post_as_browsers_do(client, form_of(role), fields | TYPED)
    again = shown_again(client, form_of(role), response)
    assert {name: again[name] for name in TYPED} == TYPED
    setattr(settings, setting, usual)
    client.post(form_of(role), again | {"faqs-1-answer": "Now."})
    assert saved(role).summary == TYPED["summary"]


def post_as_browsers_do(client: Client, address: str, fields: dict[str, str]) -> Any:
    return client.post(address, urlencode(fields), "application/x-www-form-urlencoded")


def test_a_save_that_breaks_off_leaves_the_draft_and_what_was_typed(
    role: Role, ben: AbstractUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, fields = opened(ben, form_of(role))

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("The disk is full.")

    monkeypatch.setattr(drafting, "save_revision", fail)
    with pytest.raises(RuntimeError):
        client.post(form_of(role), fields | TYPED | {"faqs-1-answer": "Now."})
    assert saved(role).summary == "Tests."
    page = client.get(form_of(role))
    (offer,) = re.findall(r"\?unsaved=\d+", page.content.decode())
    again = fields_of(client.get(form_of(role) + offer), "role_form")
    assert again["summary"] == TYPED["summary"]


def test_a_new_role_is_kept_too(ben: AbstractUser) -> None:
    category = make_category()
    client, fields = opened(ben, ADD)
    fields |= {"title": "Baker", "category": str(category.pk), "facts-0-text": "None"}
    client.logout()
    asked = client.post(ADD, fields)
    ben.set_password("right")
    ben.save()
    login = fields_of(asked, "login-form") | hidden(asked)
    back = client.post("/admin/login/", login | {"username": "ben", "password": "right"})
    again = shown_again(client, ADD, back)
    assert (again["title"], again["facts-0-text"]) == ("Baker", "None")
    assert client.post(ADD, again).status_code == 302
    assert Role.objects.get().title == "Baker"
    assert not OpenForm.objects.exclude(typed="").exists()


def test_what_is_typed_is_kept_while_it_is_typed_and_offered_to_its_editor_alone(
    role: Role, anna: AbstractUser, ben: AbstractUser
) -> None:
    client, fields = opened(ben, form_of(role))
    assert client.post(AUTOSAVE, fields | TYPED).status_code == 204
    for user, offers in ((ben, 1), (anna, 0)):
        page = signed_in(user).get(form_of(role)).content.decode()
        assert len(re.findall(r"\?unsaved=\d+", page)) == offers
        assert "Typed &amp; not saved" not in page
    kept = OpenForm.objects.exclude(typed="").get()
    other = signed_in(anna).get(f"{form_of(role)}?unsaved={kept.pk}")
    assert "Typed &amp; not saved" not in other.content.decode()
    assert (
        fields_of(signed_in(ben).get(f"{form_of(role)}?unsaved={kept.pk}"), "role_form")["summary"]
        == (TYPED["summary"])
    )


def test_what_arrives_after_the_save_is_not_kept(role: Role, ben: AbstractUser) -> None:
    client, fields = opened(ben, form_of(role))
    client.post(form_of(role), fields | {"summary": "Saved."})
    assert client.post(AUTOSAVE, fields | TYPED).status_code == 410
    assert "?unsaved=" not in client.get(form_of(role)).content.decode()


def test_a_page_that_is_gone_back_to_and_saved_again_is_saved(
    role: Role, ben: AbstractUser
) -> None:
    client, fields = opened(ben, form_of(role))
    for summary in ("Saved.", "Saved again."):
        client.post(form_of(role), fields | {"summary": summary})
        fields["base"] = str(role.revisions.first().pk)
    assert saved(role).summary == "Saved again."
    assert "?unsaved=" not in client.get(form_of(role)).content.decode()


def test_two_windows_of_one_editor_are_kept_apart(role: Role, ben: AbstractUser) -> None:
    client, first = opened(ben, form_of(role))
    second = fields_of(client.get(form_of(role)), "role_form")
    for fields, text in ((first, "In the first."), (second, "In the second.")):
        client.post(AUTOSAVE, fields | {"summary": text})
    client.post(form_of(role), second | {"summary": "In the second."})
    (offer,) = re.findall(r"\?unsaved=\d+", client.get(form_of(role)).content.decode())
    again = fields_of(client.get(form_of(role) + offer), "role_form")
    assert again["summary"] == "In the first."


def test_who_forgets_what_was_typed_sees_what_is_saved(
    role: Role, anna: AbstractUser, ben: AbstractUser
) -> None:
    client, fields = opened(ben, form_of(role))
    client.post(AUTOSAVE, fields | TYPED)
    address = f"/admin/roles/role/unsaved/{OpenForm.objects.get().pk}/discard"
    assert client.get(address).status_code == 405
    assert signed_in(anna).post(address).status_code == 404
    back = client.post(address, follow=True)
    assert "is gone" in text_of(back)
    assert "?unsaved=" not in back.content.decode()


@pytest.mark.parametrize("codenames", [(), ("view_role",)])
def test_who_may_not_save_leaves_no_trace(
    role: Role, django_user_model: Any, codenames: tuple[str, ...]
) -> None:
    client = signed_in(make_user(django_user_model, "reader", *codenames))
    client.get(form_of(role))
    client.post(form_of(role), {"summary": "Mine."})
    client.post(AUTOSAVE, {"summary": "Mine.", "form_key": "0" * 32})
    assert not OpenForm.objects.exists()
    assert saved(role).summary == "Tests."


def test_a_form_of_a_role_that_is_gone_is_no_error(ben: AbstractUser, role: Role) -> None:
    client, fields = opened(ben, form_of(role))
    role.delete()
    response = client.post(form_of(role), fields, follow=True)
    assert response.status_code == 200


def test_forms_that_were_only_looked_at_are_forgotten(role: Role, ben: AbstractUser) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        opened(ben, form_of(role))
    client, fields = opened(ben, form_of(role))
    client.post(form_of(role), fields | {"summary": "Saved."})
    assert not OpenForm.objects.exists()
