"""JSON-LD: schema.org's words alone, what the page shows alone, and nothing that ends a script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from roles import drafting, publishing
from roles.enums import EducationLevel
from roles.models import FactKind, Role
from roles.records import Faq, GlanceFact, QualificationGroup
from roles.text.html import json_in_html
from tests.factories import make_category, make_live_role, make_role
from tests.views.reader import read, words

ADDRESS = "/jobs/engineering/tester"

# schema.org, release 30.0: the properties we use of each type, its own and those it inherits.
THING = {"@type", "@id", "name", "alternateName", "description", "url", "potentialAction"}
CREATIVE_WORK = THING | {
    *("headline", "inLanguage", "datePublished", "dateModified", "keywords", "isPartOf"),
    *("mainEntity", "hasPart", "text"),
}
WEB_PAGE = CREATIVE_WORK | {"breadcrumb", "lastReviewed"}
PROPERTIES = {
    "WebSite": CREATIVE_WORK,
    "WebPage": WEB_PAGE,
    "CollectionPage": WEB_PAGE,
    "FAQPage": WEB_PAGE,
    "Question": CREATIVE_WORK | {"acceptedAnswer"},
    "Answer": CREATIVE_WORK,
    "BreadcrumbList": THING | {"itemListElement"},
    "ItemList": THING | {"itemListElement"},
    "ListItem": THING | {"position", "item"},
    "Occupation": THING
    | {
        *("occupationalCategory", "responsibilities", "skills", "qualifications"),
        *("educationRequirements", "experienceRequirements"),
    },
    "CategoryCode": THING | {"codeValue"},
    "EducationalOccupationalCredential": CREATIVE_WORK | {"credentialCategory"},
    "OccupationalExperienceRequirements": THING | {"monthsOfExperience"},
    # "query-input" is an annotation of an action's property: schema.org/docs/actions.html
    "SearchAction": THING | {"target", "query-input"},
    "EntryPoint": THING | {"urlTemplate"},
}


def full_role(**fields: Any) -> Role:
    content: dict[str, Any] = {
        "summary": "Finds faults before others do.",
        "glance": (
            GlanceFact("Typical education", "Bachelor's degree; anything goes"),
            GlanceFact("Typical experience", "3–5 years"),
        ),
        "duties": ("Test <everything>", "Report"),
        "qualifications": (
            QualificationGroup("Education", "Any *degree*.", ("A diploma", "A certificate")),
            QualificationGroup("Technical skills", "Some of:", ("Python", "Patience")),
            QualificationGroup("", "", ("Curiosity",)),
        ),
        "faqs": (Faq("Is it hard?", "No, **never**."), Faq("Is it dull?", "- Yes\n- No")),
        "tags": ("patience", "python"),
        "also_called": ("QA Engineer", "Checker"),
    }
    return make_live_role("Tester", **content | fields)


def data(response: HttpResponse) -> dict[str, Any]:
    """The page's JSON-LD, as whoever reads it has it."""
    page = response.content.decode()
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    document = json.loads(text)
    assert document.pop("@context") == "https://schema.org"
    return {node["@type"]: node for node in document.pop("@graph")} | document


def nodes(value: object) -> Iterator[dict[str, Any]]:
    """Every object in the data that has a type."""
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for inner in value.values():
            yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", ADDRESS])
def test_every_property_exists_on_its_type(client: Client, address: str) -> None:
    role = full_role()
    publishing.mark_checked(role=role, by=publishing.OPERATOR)
    found = list(nodes(list(data(client.get(address)).values())))
    unknown = [
        (node["@type"], key)
        for node in found
        for key in node
        if key not in PROPERTIES[node["@type"]]
    ]
    assert unknown == []
    assert "JobPosting" not in {node["@type"] for node in found}


@pytest.mark.django_db
def test_the_occupation_says_what_the_page_says(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://jobs.example"
    full_role()
    assert data(client.get(ADDRESS))["Occupation"] == {
        "@type": "Occupation",
        "@id": f"https://jobs.example{ADDRESS}#occupation",
        "name": "Tester",
        "alternateName": ["QA Engineer", "Checker"],
        "description": "Finds faults before others do.",
        "occupationalCategory": {
            "@type": "CategoryCode",
            "name": "Engineering",
            "codeValue": "engineering",
            "url": "https://jobs.example/jobs/engineering",
        },
        "responsibilities": ["Test <everything>", "Report"],
        "skills": ["Some of:", "Python", "Patience"],
        "qualifications": ["Education: Any degree. A diploma; A certificate", "Curiosity"],
        "educationRequirements": {
            "@type": "EducationalOccupationalCredential",
            "credentialCategory": "Bachelor's degree",
            "description": "Bachelor's degree; anything goes",
        },
        "experienceRequirements": {
            "@type": "OccupationalExperienceRequirements",
            "monthsOfExperience": 36,
            "description": "3–5 years",
        },
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("education", "experience", "expected"),
    [
        ("Varies", "Not specified", ("Varies", "Not specified")),
        ("None typically required", "None", ("None typically required", 0)),
        ("High school diploma", "6 months", (EducationLevel.SECONDARY.label, 0)),
    ],
)
def test_what_is_not_known_stays_text(
    client: Client, education: str, experience: str, expected: tuple[object, object]
) -> None:
    glance = (
        GlanceFact("Typical education", education),
        GlanceFact("Typical experience", experience),
    )
    full_role(glance=glance)
    occupation = data(client.get(ADDRESS))["Occupation"]
    asked, worked = occupation["educationRequirements"], occupation["experienceRequirements"]
    told = (
        asked["credentialCategory"] if isinstance(asked, dict) else asked,
        worked["monthsOfExperience"] if isinstance(worked, dict) else worked,
    )
    assert told == expected


@pytest.mark.django_db
def test_facts_are_known_by_their_kind_whatever_it_is_called_now(client: Client) -> None:
    full_role()
    FactKind.objects.filter(label="Typical education").update(label="Schooling")
    occupation = data(client.get(ADDRESS))["Occupation"]
    assert occupation["educationRequirements"]["description"] == "Bachelor's degree; anything goes"


@pytest.mark.django_db
def test_the_page_has_the_dates_and_the_trail_that_are_seen(client: Client, settings: Any) -> None:
    settings.SITE_URL, settings.TIME_ZONE = "https://jobs.example", "Asia/Tokyo"
    role = full_role()
    with timezone.override("Asia/Tokyo"):
        response = client.get(ADDRESS)
        page, told = response.content.decode(), data(response)
    about = told["WebPage"]
    assert about["dateModified"].endswith("+09:00")
    for moment in (about["datePublished"], about["dateModified"]):
        assert f'<time datetime="{moment}">' in page
    assert "lastReviewed" not in about
    assert (about["url"], about["headline"]) == (f"https://jobs.example{ADDRESS}", "Tester")
    assert f'<meta name="description" content="{about["description"]}">' in page
    seen = [words(line) for line in read(response).lines]
    trail = told["BreadcrumbList"]["itemListElement"]
    assert [entry["name"] for entry in trail] == seen[seen.index("Jobs") :][:3]
    assert [entry["item"] for entry in trail] == [
        f"https://jobs.example{path}" for path in ("/jobs", "/jobs/engineering", ADDRESS)
    ]
    publishing.mark_checked(role=role, by=publishing.OPERATOR)
    assert "lastReviewed" in data(client.get(ADDRESS))["WebPage"]


@pytest.mark.django_db
def test_parts_are_tied_together_by_address(client: Client) -> None:
    full_role()
    told = data(client.get(ADDRESS))
    references = {
        "isPartOf": "WebSite",
        "breadcrumb": "BreadcrumbList",
        "mainEntity": "Occupation",
        "hasPart": "FAQPage",
    }
    for name, kind in references.items():
        assert told["WebPage"][name] == {"@id": told[kind]["@id"]}


@pytest.mark.django_db
def test_questions_and_answers_are_those_of_the_page(client: Client) -> None:
    full_role()
    response = client.get(ADDRESS)
    asked = data(response)["FAQPage"]["mainEntity"]
    assert [(entry["name"], entry["acceptedAnswer"]["text"]) for entry in asked] == [
        ("Is it hard?", "No, never."),
        ("Is it dull?", "- Yes\n- No"),
    ]


@pytest.mark.django_db
def test_what_a_role_does_not_tell_is_left_out(client: Client) -> None:
    make_live_role("Tester")
    told = data(client.get(ADDRESS))
    assert sorted(told) == ["BreadcrumbList", "Occupation", "WebPage", "WebSite"]
    assert sorted(told["Occupation"]) == [
        *("@id", "@type", "description", "name", "occupationalCategory"),
    ]
    assert "keywords" not in told["WebPage"]


@pytest.mark.django_db
def test_no_draft_and_no_related_role_is_told_of(client: Client) -> None:
    role = full_role()
    other = make_role("Secretword", summary="Secretword")
    drafting.write_related(role, [other.pk])
    role.summary = "secretword"
    role.duties = ["secretword"]
    role.also_called = ["secretword"]
    role.save()
    drafting.save_revision(role, by=None)
    assert "secretword" not in json.dumps(data(client.get(ADDRESS))).lower()


@pytest.mark.django_db
def test_no_text_can_end_the_script(client: Client) -> None:
    hostile = "</script><script>alert(1)</script><!-- <script> --> ]]> & \u2028 \\u003c"
    full_role(
        summary=hostile,
        duties=(hostile,),
        faqs=(Faq(hostile, "An answer."),),
        also_called=(hostile,),
        tags=(hostile,),
    )
    response = client.get(ADDRESS)
    page = response.content.decode()
    assert "<script>" not in page
    (script,) = re.findall('<script type="application/ld.json">(.*?)</script>', page, re.DOTALL)
    assert re.findall("[<>&]", script) == []
    said = hostile.replace("\u2028", "")
    assert said in [words(text) for text in texts(data(response)["Occupation"])] + [
        text.replace("\u2028", "") for text in texts(data(response)["Occupation"])
    ]


def test_json_in_html_is_the_same_json() -> None:
    value = {"a": ["<b>&amp;</b>", "é\u2028", None, 1.5, True], "<": "\\<"}
    assert json.loads(json_in_html(value)) == value


@pytest.mark.django_db
@pytest.mark.parametrize("site_url", ["", "https://jobs.example"])
def test_the_first_page_tells_how_to_search(client: Client, settings: Any, site_url: str) -> None:
    settings.SITE_URL = site_url
    make_live_role()
    assert data(client.get("/")) == {
        "WebSite": {
            "@type": "WebSite",
            "@id": f"{site_url}/#site",
            "name": "JobDesc",
            "url": f"{site_url}/",
            "inLanguage": "en",
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": f"{site_url}/search?q={{q}}"},
                "query-input": "required name=q",
            },
        }
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "trail"),
    [
        ("/jobs", []),
        ("/jobs?letter=P", []),
        ("/jobs/trades", [("Jobs", "/jobs"), ("Trades", "/jobs/trades")]),
        ("/tags/patience", [("Jobs", "/jobs"), ("Tag: patience", "/tags/patience")]),
    ],
)
def test_a_list_tells_what_is_on_it_in_its_order(
    client: Client, settings: Any, address: str, trail: list[tuple[str, str]]
) -> None:
    settings.SITE_URL = "https://jobs.example"
    trades = make_category("Trades")
    make_live_role("Potter", trades, tags=("patience",))
    make_live_role("Plumber", trades, tags=("patience",))
    make_role("Painter", trades, tags=("patience",))
    told = data(client.get(address))
    page = told["CollectionPage"]
    assert page["url"] == page["@id"] == f"https://jobs.example{address}"
    assert page["isPartOf"] == {"@id": told["WebSite"]["@id"]}
    assert page["mainEntity"]["itemListElement"] == [
        {
            "@type": "ListItem",
            "position": number,
            "name": name,
            "url": f"https://jobs.example/jobs/trades/{name.lower()}",
        }
        for number, name in enumerate(["Plumber", "Potter"], 1)
    ]
    found = told.get("BreadcrumbList", {}).get("itemListElement", [])
    assert [(entry["name"], entry["item"]) for entry in found] == [
        (name, f"https://jobs.example{path}") for name, path in trail
    ]
    if trail:
        assert page["breadcrumb"] == {"@id": told["BreadcrumbList"]["@id"]}
        seen = read(client.get(address)).lines
        assert seen[seen.index("Jobs") :][: len(trail)] == [name for name, _ in trail]
    for node in nodes(list(told.values())):
        assert set(node) <= PROPERTIES[node["@type"]]


@pytest.mark.django_db
def test_pages_that_are_not_there_tell_nothing(client: Client) -> None:
    make_live_role("Tester", make_category("Engineering"))
    assert b"ld+json" not in client.get("/jobs/engineering/nobody").content
