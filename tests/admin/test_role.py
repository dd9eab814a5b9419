"""The list and the form of roles, through real posts."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AbstractUser
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roles import drafting, publishing, reading
from roles.admin.states import STATES
from roles.models import FactKind, Role
from roles.publishing import OPERATOR
from roles.records import Faq, GlanceFact, QualificationGroup
from tests.admin.browser import fields_of, submit
from tests.factories import make_category, make_live_role, make_role

pytestmark = pytest.mark.django_db

ADD = "/admin/roles/role/add/"
LIST = "/admin/roles/role/"


def form_of(role: Role) -> str:
    return reverse("admin:roles_role_change", args=[role.pk])


def errors(response: HttpResponse) -> dict[str, list[str]]:
    return response.context["adminform"].form.errors


def test_a_new_role_starts_with_the_six_standard_kinds_in_order_and_empty(chief: Client) -> None:
    fields = fields_of(chief.get(ADD), "role_form")
    kinds = FactKind.objects.in_bulk()
    rows = [
        (
            kinds[int(fields[f"facts-{n}-kind"])].label,
            fields[f"facts-{n}-text"],
            fields[f"facts-{n}-position"],
        )
        for n in range(int(fields["facts-TOTAL_FORMS"]))
    ]
    assert rows == [
        ("Typical education", "", "1"),
        ("Typical experience", "", "2"),
        ("Key certifications", "", "3"),
        ("Top employer types", "", "4"),
        ("Growth outlook", "", "5"),
        ("AI impact (through 2030)", "", "6"),
    ]


def test_a_role_is_saved_with_all_its_parts_as_typed(chief: Client) -> None:
    category = make_category("Artificial Intelligence")
    other = make_role("Data Scientist", category)
    response = submit(
        chief,
        ADD,
        "role_form",
        title="  AI\u00a0Engineering Manager ",
        category=category.pk,
        summary="Leads teams.\r\n",
        facts__0__text="Bachelor's degree",
        facts__5__text="Strong tailwind — grows",
        duties="• Define the roadmap\r\n\r\n- Hire engineers",
        overview="First.\r\n\r\nSecond.",
        outlook="    indented",
        qualifications="Education:\r\nProse here.\r\n• Bachelor's\r\n• Master's",
        cover_letter="Dear [Company],\r\n\r\nI apply.",
        faqs__0__question="Code?",
        faqs__0__answer="Yes, *often*.",
        tags="SQL, patient care",
        also_called="- AI EM\r\nai em\r\nML Manager",
        seo_title="",
        seo_description="",
        education_override="5",
        experience_override="3-5",
    )
    assert response.status_code == 302, response.context["errors"]
    role = Role.objects.exclude(pk=other.pk).get()
    assert role.head is not None
    assert role.record().title == "AI Engineering Manager"
    assert role.slug == "ai-engineering-manager"
    assert [(fact.label, fact.text) for fact in role.record().glance] == [
        ("Typical education", "Bachelor's degree"),
        ("AI impact (through 2030)", "Strong tailwind — grows"),
    ]
    assert role.duties == ["Define the roadmap", "Hire engineers"]
    assert role.overview == "First.\n\nSecond."
    assert role.outlook == "    indented"
    assert role.record().qualifications == (
        QualificationGroup("Education", "Prose here.", ("Bachelor's", "Master's")),
    )
    assert role.cover_letter == "Dear [Company],\n\nI apply."
    assert role.record().faqs == (Faq("Code?", "Yes, *often*."),)
    assert role.record().tags == ("patient care", "SQL")
    assert role.also_called == ["AI EM", "ML Manager"]
    assert role.education_override == "5"


def test_an_empty_address_is_made_from_the_title(chief: Client) -> None:
    category = make_category()
    make_role("C++ Developer", category)
    submit(chief, ADD, "role_form", title="C++ Developer", category=category.pk, _save="")
    assert set(Role.objects.values_list("slug", flat=True)) == {
        "c-plus-plus-developer",
        "c-plus-plus-developer-2",
    }


def test_an_address_made_from_the_title_is_one_that_no_other_role_ever_had(chief: Client) -> None:
    owner = make_live_role("Webmaster")
    Role.objects.filter(pk=owner.pk).update(slug="web-developer")
    publishing.publish(role=owner, by=OPERATOR, change_note="New address")
    submit(chief, ADD, "role_form", title="Webmaster", category=owner.category_id)
    assert Role.objects.exclude(pk=owner.pk).get().slug == "webmaster-2"


def test_a_title_that_gives_no_address_asks_for_one(chief: Client) -> None:
    response = submit(chief, ADD, "role_form", title="???", category=make_category().pk)
    assert errors(response) == {"slug": ["No address can be made from this title; type one."]}


def test_an_address_of_another_role_names_its_owner(chief: Client) -> None:
    make_role("Data Scientist")
    role = make_role("Analyst")
    response = submit(chief, form_of(role), "role_form", slug="data-scientist")
    assert errors(response) == {
        "slug": [
            (
                "The role “Data Scientist” has the address /jobs/engineering/data-scientist. Type "
                "another address here, or change the address of that role first."
            )
        ]
    }


def test_an_address_another_role_once_had_in_public_names_its_owner(chief: Client) -> None:
    owner = make_live_role("Webmaster")
    Role.objects.filter(pk=owner.pk).update(slug="web-developer", title="Web Developer")
    publishing.publish(role=owner, by=OPERATOR, change_note="New title")
    role = make_role("Analyst")
    response = submit(chief, form_of(role), "role_form", slug="webmaster")
    assert errors(response) == {
        "slug": [
            (
                "The address /jobs/engineering/webmaster was public and belongs to “Web Developer” "
                "for good, so that old links keep leading there. Type another address."
            )
        ]
    }


def test_a_role_may_go_back_to_an_address_it_had_itself(chief: Client) -> None:
    role = make_live_role("Webmaster")
    Role.objects.filter(pk=role.pk).update(slug="web-developer")
    publishing.publish(role=role, by=OPERATOR, change_note="New address")
    assert submit(chief, form_of(role), "role_form", slug="webmaster").status_code == 302
    role.refresh_from_db()
    assert role.slug == "webmaster"


def test_bad_input_keeps_all_that_was_typed(chief: Client) -> None:
    role = make_role("Analyst", overview="Before.")
    typed = {
        "title": "",
        "overview": "<b>Typed</b> & kept",
        "duties": "• One\r\n• Two",
        "qualifications": "Education:\r\n- A",
        "facts-0-text": "A fact",
        "faqs-0-question": "Only a question",
        "experience_override": "many",
    }
    response = submit(chief, form_of(role), "role_form", **typed)
    fields = fields_of(response, "role_form")
    assert {name: fields[name] for name in typed} == typed
    assert errors(response).keys() == {"title", "experience_override"}
    content = response.content.decode()
    assert 'aria-describedby="id_title_helptext id_title_error"' in content
    assert 'id="id_title_error"' in content
    role.refresh_from_db()
    assert (role.title, role.overview) == ("Analyst", "Before.")


def test_a_save_that_changes_nothing_makes_no_revision_and_says_so(chief: Client) -> None:
    role = make_role(
        "Analyst",
        duties=("One", "Two"),
        qualifications=(QualificationGroup("Education", "Prose.", ("A", "B")),),
        overview="One.\n\nTwo.",
        cover_letter="Dear [Company],\n\nYours",
        glance=(GlanceFact("Typical education", "A degree"),),
        faqs=(Faq("Why?", "Because."),),
        tags=("sql", "patient care"),
        also_called=("BA",),
    )
    before = role.record()
    response = submit(chief, form_of(role), "role_form", _save="")
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        f"Nothing in “<a href='{form_of(role)}'>Analyst</a>” was changed, so no draft was saved."
    ]
    role.refresh_from_db()
    assert role.revisions.count() == 1
    assert role.record() == before


def test_a_structure_that_was_not_touched_stays_as_it_is_stored(chief: Client) -> None:
    role = make_role("Analyst")
    odd = [{"heading": "", "text": "", "items": ["1. Numbered", "- Dashed"]}]
    Role.objects.filter(pk=role.pk).update(qualifications=odd, duties=["• Marked"])
    submit(chief, form_of(role), "role_form", summary="New.", _save="")
    role.refresh_from_db()
    assert (role.summary, role.qualifications, role.duties) == ("New.", odd, ["• Marked"])


def test_a_save_makes_a_revision_by_the_user(chief: Client, superuser: AbstractUser) -> None:
    role = make_role("Analyst")
    submit(
        chief,
        form_of(role),
        "role_form",
        summary="New.",
        faqs__0__question="Q",
        faqs__0__answer="A",
    )
    revision = role.revisions.get(number=2)
    assert revision.created_by == superuser
    assert revision.payload["summary"] == "New."
    assert revision.payload["faqs"] == [{"question": "Q", "answer": "A"}]


def test_an_existing_role_is_offered_the_standard_kinds_it_lacks_in_their_place(
    chief: Client,
) -> None:
    role = make_role(
        "Analyst",
        glance=(GlanceFact("Typical education", "A"), GlanceFact("Key certifications", "C")),
    )
    fields = fields_of(chief.get(form_of(role)), "role_form")
    typical_experience = FactKind.objects.get(label="Typical experience")
    assert fields["facts-2-kind"] == str(typical_experience.pk)
    submit(chief, form_of(role), "role_form", facts__2__text="B", _save="")
    assert [(fact.text, fact.position) for fact in role.facts.all()] == [
        ("A", 1),
        ("B", 2),
        ("C", 3),
    ]


def test_a_row_goes_to_the_place_that_is_typed(chief: Client) -> None:
    role = make_role("Analyst", faqs=tuple(Faq(name, "x") for name in "ABCD"))
    submit(chief, form_of(role), "role_form", faqs__3__position="2", _save="")
    assert [faq.question for faq in role.faqs.all()] == ["A", "D", "B", "C"]
    submit(chief, form_of(role), "role_form", faqs__0__position="3", _save="")
    assert [faq.question for faq in role.faqs.all()] == ["D", "B", "A", "C"]
    submit(chief, form_of(role), "role_form", faqs__1__DELETE="on", _save="")
    assert [(faq.question, faq.position) for faq in role.faqs.all()] == [
        ("D", 1),
        ("A", 2),
        ("C", 3),
    ]


def test_related_roles_are_saved_in_order(chief: Client) -> None:
    role, first, second = make_role("Analyst"), make_role("B"), make_role("A")
    drafting.write_related(role, [first.pk, second.pk])
    submit(chief, form_of(role), "role_form", related_roles__1__position="1", _save="")
    assert [row.target for row in role.related_roles.all()] == [second, first]


def test_a_role_related_to_itself_or_twice_is_refused(chief: Client) -> None:
    role, other, third = make_role("Analyst"), make_role("B"), make_role("C")
    drafting.write_related(role, [other.pk, third.pk])
    twice = submit(chief, form_of(role), "role_form", related_roles__1__target=other.pk)
    assert "correct the duplicate" in twice.content.decode()
    itself = submit(chief, form_of(role), "role_form", related_roles__1__target=role.pk)
    assert "A role cannot be related to itself." in itself.content.decode()


def test_an_empty_form_names_what_is_missing_and_nothing_else(chief: Client) -> None:
    response = submit(chief, ADD, "role_form", title="", category="")
    required = ["This field is required."]
    assert errors(response) == {"title": required, "category": required}


def test_200_facts_and_200_faqs_are_saved(chief: Client) -> None:
    kinds = [FactKind(label=f"Kind {number}", position=number) for number in range(200)]
    FactKind.objects.bulk_create(kinds)
    role = make_role(
        "Analyst",
        glance=tuple(GlanceFact(kind.label, "text") for kind in kinds),
        faqs=tuple(Faq(f"Question {number}?", "Answer.") for number in range(200)),
    )
    response = submit(
        chief, form_of(role), "role_form", facts__199__text="new", faqs__199__answer="New."
    )
    assert response.status_code == 302
    record = Role.objects.with_content().get(pk=role.pk).record()
    assert [fact.text for fact in record.glance] == ["text"] * 199 + ["new"]
    assert [faq.answer for faq in record.faqs] == ["Answer."] * 199 + ["New."]


def test_saving_a_draft_changes_no_public_byte(chief: Client) -> None:
    role = make_live_role("Analyst", duties=("Public duty",), tags=("sql",))
    before = reading.role_page("engineering", "analyst", timezone.now())
    response = submit(
        chief,
        form_of(role),
        "role_form",
        title="Secret title",
        slug="secret-title",
        duties="Secret duty",
        facts__0__text="Secret fact",
        faqs__0__question="Secret?",
        faqs__0__answer="Secret.",
        tags="secret",
    )
    assert response.status_code == 302
    assert reading.role_page("engineering", "analyst", timezone.now()) == before
    assert reading.role_page("engineering", "secret-title", timezone.now()) is None
    assert str(role.state) == "Live, with unpublished changes"


def test_a_role_with_an_edition_cannot_be_deleted_and_a_draft_can(chief: Client) -> None:
    live, draft = make_live_role("Live"), make_role("Draft", faqs=(Faq("Q", "A"),))
    assert chief.post(f"/admin/roles/role/{live.pk}/delete/", {"post": "yes"}).status_code == 403
    assert chief.post(f"/admin/roles/role/{draft.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Role.objects.all()) == [live]


def test_drafts_are_deleted_together_only_when_none_has_an_edition(chief: Client) -> None:
    live, first, second = make_live_role("Live"), make_role("First"), make_role("Second")
    delete = {"action": "delete_selected", "post": "yes"}
    response = chief.post(LIST, {**delete, "_selected_action": [live.pk, first.pk]})
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        (
            "Nothing was deleted: “Live” cannot be, because an edition exists and its address "
            "stays for good. Withdraw such a role instead."
        )
    ]
    assert Role.objects.count() == 3
    chief.post(LIST, {**delete, "_selected_action": [first.pk, second.pk]})
    assert list(Role.objects.all()) == [live]


def test_the_list_tells_the_state_in_words_and_filters_by_it(chief: Client) -> None:
    soon = timezone.now() + timedelta(days=1)
    make_role("Draft")
    make_live_role("Live")
    changed = make_live_role("Changed")
    Role.objects.filter(pk=changed.pk).update(summary="New.")
    drafting.save_revision(changed, by=None)
    publishing.schedule(role=make_role("Scheduled"), by=OPERATOR, at=soon)
    withdrawn = make_live_role("Withdrawn")
    publishing.withdraw(role=withdrawn, by=OPERATOR)
    cancelled = make_role("Cancelled")
    edition = publishing.schedule(role=cancelled, by=OPERATOR, at=soon)
    publishing.cancel_schedule(edition=edition, by=OPERATOR)

    def listed(**query: str) -> list[str]:
        response = chief.get(LIST, query)
        return [role.title for role in response.context["cl"].result_list]

    assert {state: listed(state=state) for state in STATES} == {
        "draft": ["Cancelled", "Draft"],
        "live": ["Changed", "Live"],
        "changed": ["Changed"],
        "scheduled": ["Scheduled"],
        "withdrawn": ["Withdrawn"],
    }
    assert "Live, with unpublished changes" in chief.get(LIST).content.decode()


def test_a_role_whose_schedule_was_cancelled_stays_a_draft(chief: Client) -> None:
    role = make_role("Draft")
    soon = timezone.now() + timedelta(days=1)
    publishing.cancel_schedule(
        edition=publishing.schedule(role=role, by=OPERATOR, at=soon), by=OPERATOR
    )
    with time_machine.travel(soon + timedelta(days=1)):
        assert str(role.state) == "Draft"


def test_the_list_finds_by_title_address_and_alternative_title(chief: Client) -> None:
    make_role("Software Engineer", slug="coder", also_called=("Développeur", "iOS Dev"))
    make_role("Nurse", also_called=("RN",))

    def found(term: str) -> list[str]:
        return [role.title for role in chief.get(LIST, {"q": term}).context["cl"].result_list]

    terms = ("engineer soft", "coder", "Développeur", "ios", "RN", "absent")
    assert [found(term) for term in terms] == [
        ["Software Engineer"],
        ["Software Engineer"],
        ["Software Engineer"],
        ["Software Engineer"],
        ["Nurse"],
        [],
    ]
