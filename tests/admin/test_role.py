"""The list and the form of roles, through real posts."""

import pytest
from django.test import Client
from django.urls import reverse

from roles.models import FactKind, Role
from roles.records import Faq, QualificationGroup
from tests.admin.browser import fields_of, submit
from tests.factories import make_category, make_role

pytestmark = pytest.mark.django_db

ADD = "/admin/roles/role/add/"
LIST = "/admin/roles/role/"


def form_of(role: Role) -> str:
    return reverse("admin:roles_role_change", args=[role.pk])


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
