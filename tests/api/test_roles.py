from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from roles import drafting, publishing
from roles.models import Tag
from roles.records import GlanceFact
from tests.api.asking import ROOT, all_roles, ask, pages, titles
from tests.factories import make_category, make_live_role, make_role, published

pytestmark = pytest.mark.django_db

FACTS = (
    GlanceFact("Typical education", "Bachelor's degree"),
    GlanceFact("Typical experience", "3 to 5 years"),
    GlanceFact("AI impact (through 2030)", "Strong tailwind: more of it"),
)


def test_a_list_shows_each_role_with_names_dates_and_what_it_is_filtered_by(
    client: Client, settings: Any
) -> None:
    settings.SITE_URL = "https://jobs.example"
    role = make_live_role("Tester", glance=FACTS, summary="Tests.")
    edition = role.editions.get()
    moment = edition.updated.isoformat()
    assert ask(client, "/api/v1/roles") == {
        "roles": [
            {
                "id": role.pk,
                "url": "https://jobs.example/jobs/engineering/tester",
                "api_url": "https://jobs.example/api/v1/roles/engineering/tester",
                "title": "Tester",
                "slug": "tester",
                "category": {"name": "Engineering", "slug": "engineering"},
                "edition": 1,
                "published": moment,
                "updated": moment,
                "checked": None,
                "summary": "Tests.",
                "education": "bachelor",
                "experience_from": 3,
                "experience_to": 5,
                "ai_impact": "strong-tailwind",
            }
        ],
        "next": None,
    }


def test_filters_and_order_are_those_of_the_site(client: Client) -> None:
    make_live_role("Baker", make_category("Food"), tags=("night work",))
    make_live_role("Analyst", glance=FACTS)
    make_live_role("3D Artist")
    found = {
        query: titles(client, f"/api/v1/roles?{query}")
        for query in (
            *("category=food", "tag=night-work", "education=bachelor", "experience=3"),
            *("ai_impact=strong-tailwind", "letter=%23", "sort=title", "sort=updated"),
            *("updated_since=2020-01-01&letter=B", "updated_since=2999-01-01"),
        )
    }
    assert found == {
        "category=food": ["Baker"],
        "tag=night-work": ["Baker"],
        "education=bachelor": ["Analyst"],
        "experience=3": ["Analyst"],
        "ai_impact=strong-tailwind": ["Analyst"],
        "letter=%23": ["3D Artist"],
        "sort=title": ["3D Artist", "Analyst", "Baker"],
        "sort=updated": ["3D Artist", "Analyst", "Baker"],
        "updated_since=2020-01-01&letter=B": ["Baker"],
        "updated_since=2999-01-01": [],
    }


@pytest.mark.parametrize("query", ["limit=1", "limit=2&sort=updated", "limit=3&category=food"])
def test_pages_lead_from_one_to_the_next_and_keep_the_filters(client: Client, query: str) -> None:
    food = make_category("Food")
    names = ["Baker", "Cook", "Émincé chef", "baker", "Waiter"]
    for number, name in enumerate(names):
        make_live_role(name, food, slug=f"role-{number}")
    response = client.get(f"/api/v1/roles?{query}")
    following = json.loads(response.content)["next"]
    assert response.headers["Link"] == f'<{following}>; rel="next"'
    assert following.startswith(f"{ROOT}/api/v1/roles?{query}&cursor=")
    read = list(pages(client, f"/api/v1/roles?{query}"))
    assert sorted(role["title"] for page in read for role in page["roles"]) == sorted(names)
    assert {len(page["roles"]) for page in read[:-1]} == {int(query[6])}
    assert (
        "Link" not in client.get(f"/api/v1/roles?{query}&limit=100".replace(query[:8], "")).headers
    )


def test_who_pages_while_others_publish_sees_every_role_that_stayed_once(client: Client) -> None:
    """Three roles of one title, published anew wherever the page ends; others come and go."""
    stay = [make_live_role("Baker", slug=f"baker-{number}") for number in range(4)]
    stay += [make_live_role(name) for name in ("Acrobat", "Cook", "Diver", "Éclair maker")]
    gone = make_live_role("Carver")
    seen: list[int] = []
    for number, page in enumerate(pages(client, "/api/v1/roles?limit=2")):
        seen += [role["id"] for role in page["roles"]]
        for role in stay:
            role.summary = f"Changed {number}."
            role.save()
            published(role, "Changed")
        if number == 1:
            publishing.withdraw(role=gone, by=publishing.OPERATOR)
        make_live_role(f"Aaron {number}")
    assert sorted(seen) == sorted(role.pk for role in stay)


def test_a_role_is_the_object_of_its_json_form_in_an_envelope(
    client: Client, settings: Any
) -> None:
    settings.SITE_URL = "https://jobs.example"
    role = make_role("Tester", glance=FACTS, duties=("Test",), tags=("patience",))
    drafting.write_related(role, [make_live_role("Other").pk])
    published(role)
    form = json.loads(client.get("/jobs/engineering/tester.json").content)
    assert form["related"][0]["url"] == "https://jobs.example/jobs/engineering/other"
    answer = ask(client, "/api/v1/roles/engineering/tester")
    assert answer == {
        "id": role.pk,
        "url": "https://jobs.example/jobs/engineering/tester",
        "api_url": "https://jobs.example/api/v1/roles/engineering/tester",
        "education": "bachelor",
        "experience_from": 3,
        "experience_to": 5,
        "ai_impact": "strong-tailwind",
        "role": form,
    }
    assert list(answer["role"]) == list(form)


def test_addresses_of_any_script_can_be_followed(client: Client) -> None:
    make_live_role("Инженер", make_category("Техника", slug="техника"), slug="инженер")
    (role,) = ask(client, "/api/v1/roles?category=техника")["roles"]
    assert role["url"] == "/jobs/техника/инженер"
    assert role["api_url"].isascii()
    assert ask(client, role["api_url"])["role"]["title"] == "Инженер"


def test_an_old_address_leads_to_the_role_and_a_withdrawn_role_is_gone(client: Client) -> None:
    role = make_live_role("Tester")
    role.slug = "prüfer"
    role.save()
    published(role, "Renamed")
    response = client.get("/api/v1/roles/engineering/tester")
    assert response.status_code == 301
    assert response.headers["Location"] == "/api/v1/roles/engineering/pr%C3%BCfer"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    publishing.withdraw(role=role, by=publishing.OPERATOR)
    for slug in ("tester", "prüfer"):
        gone = client.get(f"/api/v1/roles/engineering/{slug}")
        assert gone.status_code == 410
        assert json.loads(gone.content)["detail"] == "The role at this address was withdrawn."


def test_categories_are_those_with_live_roles(client: Client) -> None:
    make_live_role("Baker", make_category("Food", introduction="*All* of it."))
    make_live_role("Cook", make_category("Food"))
    make_category("Empty")
    assert ask(client, "/api/v1/categories") == {
        "categories": [
            {
                "name": "Food",
                "slug": "food",
                "url": "/jobs/food",
                "role_count": 2,
                "introduction": "*All* of it.",
            }
        ]
    }


def test_tags_are_counted_and_come_in_pages(client: Client) -> None:
    make_live_role("Baker", tags=("night work", "dough"))
    role = make_live_role("Cook", tags=("night work",))
    role.summary = "Changed."
    role.save()
    published(role, "An edition more is not a role more")
    make_role("Draft", tags=("draftword",))
    read = list(pages(client, "/api/v1/tags?limit=1"))
    assert [page["tags"] for page in read] == [
        [{"name": "dough", "slug": "dough", "url": "/tags/dough", "role_count": 1}],
        [{"name": "night work", "slug": "night-work", "url": "/tags/night-work", "role_count": 2}],
    ]


def hidden_site() -> None:
    """One live role, and words that no answer may hold."""
    live = make_live_role("Visible", tags=("seentag",))
    live.summary = "hiddenword in a draft of a live role"
    live.save()
    drafting.save_revision(live, by=None)
    make_role("Hiddenword draft", make_category("Hiddenword A"), tags=("hiddenword-a",))
    tomorrow = timezone.now() + timedelta(days=1)
    planned = make_role("Hiddenword planned", make_category("Hiddenword B"), tags=("hiddenword-b",))
    publishing.schedule(role=planned, by=publishing.OPERATOR, at=tomorrow, change_note="hiddenword")
    publishing.schedule(role=live, by=publishing.OPERATOR, at=tomorrow, change_note="hiddenword")
    gone = make_live_role(
        "Hiddenword gone",
        make_category("Hiddenword C", slug="c"),
        slug="gone",
        tags=("hiddenword-c",),
    )
    publishing.withdraw(role=gone, by=publishing.OPERATOR)
    drafting.write_related(live, [gone.pk, planned.pk])


ADDRESSES = [
    *("/api", "/api/v1/roles", "/api/v1/roles?sort=updated", "/api/v1/categories", "/api/v1/tags"),
    *("/api/v1/changes", "/api/v1/openapi.json", "/api/v1/roles/engineering/visible"),
    *("/api/v1/roles/c/gone", "/api/v1/roles?category=c", "/api/v1/nothing"),
]


def test_words_that_are_not_public_are_nowhere(client: Client) -> None:
    hidden_site()
    leaks = {}
    for address in ADDRESSES:
        response = client.get(address)
        shown = response.content.decode() + repr(response.headers)
        leaks[address] = "hiddenword" in shown.casefold()
    assert leaks == dict.fromkeys(ADDRESSES, False)
    assert [role["title"] for role in all_roles(client).values()] == ["Visible"]


def test_what_is_not_public_cannot_be_told_from_what_never_was(client: Client) -> None:
    hidden_site()
    hidden = [
        *("category=hiddenword-a", "category=hiddenword-b", "category=c"),
        *(f"tag={tag.slug}" for tag in Tag.objects.filter(slug__startswith="hiddenword")),
    ]
    assert len(hidden) == 6
    never = client.get("/api/v1/roles?category=x"), client.get("/api/v1/roles?tag=x")
    for query in hidden:
        answer = client.get(f"/api/v1/roles?{query}")
        assert answer.status_code == 404
        assert answer.content in [each.content for each in never]
    planned = client.get("/api/v1/roles/hiddenword-b/hiddenword-planned")
    assert planned.status_code == 404
    assert planned.content == client.get("/api/v1/roles/x/y").content
