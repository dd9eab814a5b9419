"""The description against the views, and against the rules for descriptions."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, given, settings
from jsonschema_rs import meta
from schemathesis import GenerationMode

from roles import publishing
from roles.api.schemas import SCHEMAS
from roles.enums import AiImpact, ExperienceBand, Order
from roles.filters import RoleFilters
from roles.records import Faq, GlanceFact, QualificationGroup
from tests.api.asking import ask
from tests.factories import make_category, make_live_role, make_role, published

pytestmark = pytest.mark.django_db

DESCRIPTION = "/api/v1/openapi.json"


@pytest.fixture
def described(kept_connection: None) -> Any:
    """A small site with something of everything, as schemathesis sees it."""
    category = make_category(introduction="*All* of it.")
    role = make_role(
        "Tester",
        category,
        glance=(GlanceFact("Typical education", "None"), GlanceFact("AI impact", "Mixed")),
        duties=("Test",),
        qualifications=(QualificationGroup("Skills", "Some.", ("Reading",)),),
        faqs=(Faq("Why?", "So."),),
        tags=("patience", "sql"),
        also_called=("QA Engineer",),
    )
    published(role)
    publishing.mark_checked(role=role, by=publishing.OPERATOR)
    role.slug = "prober"
    role.save()
    published(role, "Renamed")
    for number in range(3):
        make_live_role(f"Developer {number}", make_category("Software"))
    publishing.withdraw(role=make_live_role("Gone"), by=publishing.OPERATOR)
    return schemathesis.openapi.from_wsgi(DESCRIPTION, get_wsgi_application())


BOUNDED = settings(
    max_examples=30,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
PATHS = ["/roles", "/roles/{category}/{role}", "/categories", "/tags", "/changes", "/openapi.json"]


PARAMETERLESS = {"/categories", "/openapi.json"}


@pytest.mark.parametrize(
    ("path", "mode"),
    [
        *((path, GenerationMode.POSITIVE) for path in PATHS),
        *((path, GenerationMode.NEGATIVE) for path in PATHS if path not in PARAMETERLESS),
    ],
)
def test_every_answer_is_as_described(described: Any, path: str, mode: GenerationMode) -> None:
    operation = described[path]["GET"]

    @given(case=operation.as_strategy(generation_mode=mode))
    @BOUNDED
    def answer_is_as_described(case: Any) -> None:
        case.call_and_validate()

    answer_is_as_described()


def test_answers_lead_to_each_other_as_described(described: Any) -> None:
    machine = described.as_state_machine()
    machine.run(settings=settings(BOUNDED, max_examples=15, stateful_step_count=6))


def test_every_path_is_tried(described: Any) -> None:
    assert list(described) == PATHS


def test_the_description_is_valid_openapi(described: Any) -> None:
    described.validate()
    assert described.raw_schema["openapi"].startswith("3.1.")
    for name, component in described.raw_schema["components"]["schemas"].items():
        meta.validate(component | {"$schema": "https://json-schema.org/draft/2020-12/schema"})
        assert component["description"], name


def test_answers_have_the_described_keys_in_the_described_order(
    described: Any, client: Client
) -> None:
    root = ask(client, DESCRIPTION)
    answers = {
        "Roles": ask(client, "/api/v1/roles?limit=1"),
        "RoleAnswer": ask(client, "/api/v1/roles/engineering/prober"),
        "Categories": ask(client, "/api/v1/categories"),
        "Tags": ask(client, "/api/v1/tags"),
        "Changes": ask(client, "/api/v1/changes"),
        "Problem": client.get("/api/v1/roles?limit=0").json(),
    }
    for name, answer in answers.items():
        described_keys(root, SCHEMAS[name], answer)


def described_keys(root: dict[str, Any], described: dict[str, Any], value: Any) -> None:
    """Walks through a value and its schema."""
    described = SCHEMAS[described["$ref"].rpartition("/")[2]] if "$ref" in described else described
    if isinstance(value, dict) and "oneOf" in described:
        described_keys(root, described["oneOf"][0], value)
    elif isinstance(value, dict) and "properties" in described:
        assert list(value) == list(described["properties"])
        for key, inner in value.items():
            described_keys(root, described["properties"][key], inner)
    elif isinstance(value, list):
        for inner in value:
            described_keys(root, described["items"], inner)


def test_every_filter_is_described_with_the_values_it_takes(client: Client) -> None:
    parameters = ask(client, DESCRIPTION)["paths"]["/roles"]["get"]["parameters"]
    assert [each["name"] for each in parameters] == [*RoleFilters.base_filters, "limit", "cursor"]
    values = {each["name"]: each["schema"].get("enum") for each in parameters}
    assert values["ai_impact"] == AiImpact.values
    assert values["experience"] == [str(band) for band in ExperienceBand]
    assert values["sort"] == Order.values
    for name, choices in values.items():
        for value in choices or []:
            query = {name: value}
            assert client.get("/api/v1/roles", query).status_code == 200, query


def test_examples_are_of_this_site(client: Client) -> None:
    def examples() -> dict[str, Any]:
        paths = ask(client, DESCRIPTION)["paths"]
        parameters = [
            *paths["/roles"]["get"]["parameters"],
            *paths["/roles/{category}/{role}"]["get"]["parameters"],
        ]
        named = ("category", "role", "tag")
        return {p["name"]: p.get("example") for p in parameters if p["name"] in named}

    assert examples() == {"category": None, "tag": None, "role": None}
    make_live_role("Tester", tags=("patience",))
    assert examples() == {"category": "engineering", "tag": "patience", "role": "tester"}


def test_the_description_is_at_the_address_it_was_asked_for_at(
    client: Client, settings: Any
) -> None:
    assert ask(client, DESCRIPTION)["servers"] == [{"url": "http://testserver/api/v1"}]
    settings.SITE_URL = "https://jobs.example"
    assert ask(client, DESCRIPTION)["servers"] == [{"url": "https://jobs.example/api/v1"}]
