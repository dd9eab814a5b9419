"""Every live role once, nothing else, and dates that are true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from roles import publishing
from roles.enums import PublicationKind
from roles.models import Category, Role
from roles.publishing import OPERATOR
from roles.reading import sections
from tests.factories import make_category, make_live_role, make_role, published

pytestmark = pytest.mark.django_db

SITE = "https://jobs.example.org"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LISTS = ("pages", "categories", "tags")
MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def public_site(settings: Any) -> None:
    settings.SITE_URL = SITE


def read(client: Client, address: str) -> list[tuple[str, str | None]]:
    """Each entry's path and `lastmod`; an entry has nothing else."""
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert root.tag in (f"{SITEMAP}sitemapindex", f"{SITEMAP}urlset")
    entries = []
    for element in root:
        values = {child.tag.removeprefix(SITEMAP): child.text for child in element}
        location = values.pop("loc") or ""
        assert location.startswith(f"{SITE}/")
        entries.append((location.removeprefix(SITE), values.pop("lastmod", None)))
        assert values == {}
    return entries


def sections_of(client: Client) -> list[str]:
    return [path for path, _ in read(client, "/sitemap.xml")]


def everything(client: Client) -> list[str]:
    return sorted(path for name in sections_of(client) for path, _ in read(client, name))


def change(role: Role, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(role, name, value)
    role.save()


def test_every_public_address_is_told_once_and_no_other(client: Client) -> None:
    make_live_role("Tester", tags=("sql",))
    moved = make_live_role("Old Name", make_category("Making"))
    change(moved, title="New Name", slug="new-name")
    published(moved, "Renamed")
    make_live_role("Инженер", slug="инженер")
    gone = make_live_role("Withdrawn", make_category("Emptied"), tags=("emptied",))
    publishing.withdraw(role=gone, by=OPERATOR)
    make_role("Draft", make_category("Hidden"), tags=("hidden",))
    later = make_role("Scheduled", make_category("Later"), tags=("later",))
    publishing.schedule(role=later, by=OPERATOR, at=timezone.now() + timedelta(days=1))
    assert everything(client) == [
        "/",
        "/api",
        "/jobs",
        "/jobs/engineering",
        "/jobs/engineering/%D0%B8%D0%BD%D0%B6%D0%B5%D0%BD%D0%B5%D1%80",
        "/jobs/engineering/tester",
        "/jobs/making",
        "/jobs/making/new-name",
        "/tags/sql",
    ]


def test_lastmod_is_the_visible_last_updated_and_corrections_leave_it(client: Client) -> None:
    with time_machine.travel(MARCH, tick=False):
        role = make_live_role("Tester")
    change(role, overview="Spelled right.")
    publishing.publish(role=role, by=OPERATOR, kind=PublicationKind.CORRECTION)
    publishing.mark_checked(role=role, by=OPERATOR)
    address = ("/jobs/engineering/tester", "2026-03-01T12:00:00+00:00")
    assert read(client, "/sitemaps/roles-1.xml") == [address]
    with time_machine.travel(MARCH + timedelta(days=300), tick=False):
        change(role, overview="More.")
        published(role, "Said more")
        ((_, lastmod),) = read(client, "/sitemaps/roles-1.xml")
        assert lastmod == "2026-12-26T12:00:00+00:00"


def test_lists_and_the_index_have_no_date(client: Client) -> None:
    make_live_role("Tester", tags=("sql",))
    for address in (
        "/sitemap.xml",
        "/sitemaps/pages-1.xml",
        "/sitemaps/categories-1.xml",
        "/sitemaps/tags-1.xml",
    ):
        assert {lastmod for _, lastmod in read(client, address)} == {None}


def test_a_section_is_a_range_of_ids_that_never_moves(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sections.SECTION_SIZE == 10_000
    roles = [make_live_role(f"Role {number}") for number in range(6)]
    size = roles[2].pk  # so that there are two, however many ids were given out before
    monkeypatch.setattr(sections, "SECTION_SIZE", size)
    expected: dict[int, list[str]] = {}
    for role in roles:
        expected.setdefault((role.pk - 1) // size + 1, []).append(f"/jobs/engineering/{role.slug}")

    def found() -> dict[int, list[str]]:
        names = [name for name in sections_of(client) if "/roles-" in name]
        numbers = [int(name.partition("-")[2].removesuffix(".xml")) for name in names]
        return {
            number: [path for path, _ in read(client, name)]
            for number, name in zip(numbers, names, strict=True)
        }

    assert found() == expected
    number, (first, *_) = sorted(expected.items())[1]
    gone = next(role for role in roles if first.endswith(role.slug))
    publishing.withdraw(role=gone, by=OPERATOR)
    expected[number].remove(first)
    assert found() == {number: paths for number, paths in expected.items() if paths}


def test_a_section_without_addresses_is_neither_named_nor_there(client: Client) -> None:
    gone = make_live_role("Tester")
    publishing.withdraw(role=gone, by=OPERATOR)
    assert sections_of(client) == ["/sitemaps/pages-1.xml"]
    for name in ("roles-1", "roles-9999999999", "categories-1", "tags-1", "pages-2", "drafts-1"):
        assert client.get(f"/sitemaps/{name}.xml").status_code == 404


@pytest.mark.parametrize("number", ["0", "01", "-1", "1" * 5_000, "1.5", "x", "%00", "١"])
def test_a_number_that_is_none_leads_nowhere(client: Client, number: str) -> None:
    make_live_role("Tester")
    assert client.get(f"/sitemaps/roles-{number}.xml").status_code == 404


def test_without_a_site_address_the_request_s_is_used(client: Client, settings: Any) -> None:
    settings.SITE_URL = ""
    make_live_role("Tester")
    assert (
        b"<loc>http://testserver/sitemaps/roles-1.xml</loc>" in client.get("/sitemap.xml").content
    )


def test_a_renamed_category_moves_its_addresses(client: Client) -> None:
    make_live_role("Tester")
    category = Category.objects.get()
    category.slug = "making"
    category.save()
    assert everything(client) == ["/", "/api", "/jobs", "/jobs/making", "/jobs/making/tester"]


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemaps/roles-1.xml"])
def test_a_sitemap_is_sent_once_and_purged_by_every_publication(
    client: Client, address: str
) -> None:
    make_live_role("Tester")
    first = client.get(address)
    assert first.headers["Surrogate-Key"] == "lists"
    known = {"if-none-match": first.headers["ETag"]}
    assert client.get(address, headers=known).status_code == 304
    make_live_role("Other", make_category("Making"))
    assert client.get("/sitemaps/roles-1.xml", headers=known).status_code == 200
    assert client.post(address).status_code == 405
