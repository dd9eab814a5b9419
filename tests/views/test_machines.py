"""robots.txt, llms.txt, security.txt and the IndexNow key, line by line; and rules for browsers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from roles import publishing
from roles.models import Category
from roles.publishing import OPERATOR
from roles.views import machines
from tests.factories import make_category, make_live_role, make_role

SITE = "https://jobs.example.org"
SECURITY = "/.well-known/security.txt"
KEY = "0123456789abcdef-KEY"


@pytest.fixture(autouse=True)
def public_site(settings: Any) -> None:
    settings.SITE_URL = SITE


def lines(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    text = response.content.decode()
    assert text.endswith("\n")
    return text.splitlines()


class TestRobots:
    def test_everything_may_be_crawled(self, client: Client) -> None:
        assert lines(client, "/robots.txt") == [
            "User-agent: *",
            "Allow: /",
            "",
            f"Sitemap: {SITE}/sitemap.xml",
        ]

    def test_the_operator_may_say_how_content_may_be_used(
        self, client: Client, settings: Any
    ) -> None:
        settings.CONTENT_USAGE = "train-ai=n"
        assert lines(client, "/robots.txt")[:3] == [
            "User-agent: *",
            "Allow: /",
            "Content-Usage: train-ai=n",
        ]

    def test_without_a_site_address_the_request_s_is_used(
        self, client: Client, settings: Any
    ) -> None:
        settings.SITE_URL = ""
        assert lines(client, "/robots.txt")[-1] == "Sitemap: http://testserver/sitemap.xml"


class TestSecurity:
    @pytest.mark.django_db
    def test_without_a_contact_there_is_none(self, client: Client) -> None:
        assert client.get(SECURITY).status_code == 404

    def test_it_tells_whom_to_tell_and_never_lapses(self, client: Client, settings: Any) -> None:
        settings.SECURITY_CONTACT = ["mailto:security@jobs.example.org", f"{SITE}/security"]
        for day in (datetime(2026, 3, 1, 15, 30, tzinfo=UTC), datetime(2032, 1, 1, tzinfo=UTC)):
            with time_machine.travel(day, tick=False):
                contact, second, expires, *others = lines(client, SECURITY)
            assert contact == "Contact: mailto:security@jobs.example.org"
            assert second == f"Contact: {SITE}/security"
            name, _, value = expires.partition(": ")
            until = datetime.fromisoformat(value)
            assert name == "Expires"
            assert timedelta(days=200) < until - day < timedelta(days=365)
            assert others == ["Preferred-Languages: en", f"Canonical: {SITE}{SECURITY}"]

    def test_it_changes_once_a_day_and_says_so(
        self, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("roles.responses.STARTED", datetime(2020, 1, 1, tzinfo=UTC))
        settings.SECURITY_CONTACT = ["tel:+1-201-555-0123"]
        with time_machine.travel(datetime(2026, 3, 1, 1, tzinfo=UTC), tick=False):
            first = client.get(SECURITY).headers
        known = {"if-modified-since": first["Last-Modified"]}
        with time_machine.travel(datetime(2026, 3, 1, 23, tzinfo=UTC), tick=False):
            assert client.get(SECURITY).headers["ETag"] == first["ETag"]
            assert client.get(SECURITY, headers=known).status_code == 304
        with time_machine.travel(datetime(2026, 3, 2, 1, tzinfo=UTC), tick=False):
            assert client.get(SECURITY, headers=known).status_code == 200

    def test_without_a_site_address_it_names_no_canonical_one(
        self, client: Client, settings: Any
    ) -> None:
        settings.SITE_URL = ""
        settings.SECURITY_CONTACT = ["tel:+1-201-555-0123"]
        assert [line.partition(":")[0] for line in lines(client, SECURITY)] == [
            "Contact",
            "Expires",
            "Preferred-Languages",
        ]


class TestIndexNowKey:
    def test_the_key_is_at_the_root(self, client: Client, settings: Any) -> None:
        settings.INDEXNOW_KEY = KEY
        assert lines(client, f"/{KEY}.txt") == [KEY]

    @pytest.mark.django_db
    def test_no_other_text_is(self, client: Client, settings: Any) -> None:
        assert client.get("/.txt").status_code == 404
        assert client.get(f"/{KEY}.txt").status_code == 404
        settings.INDEXNOW_KEY = KEY
        assert client.get(f"/{KEY.lower()}.txt").status_code == 404
        settings.SITE_URL = ""
        assert client.get(f"/{KEY}.txt").status_code == 404


@pytest.mark.django_db
class TestLlms:
    def test_the_root_lists_categories_with_a_public_page(self, client: Client) -> None:
        make_live_role("Tester", make_category("C++ [x] *Dev*", slug="c"))
        make_live_role("Plumber", make_category("Trades"))
        make_live_role("Welder", make_category("Trades"))
        make_role("Draft", make_category("Hidden"))
        gone = make_live_role("Gone", make_category("Emptied"))
        publishing.withdraw(role=gone, by=OPERATOR)
        later = make_role("Scheduled", make_category("Later"))
        publishing.schedule(role=later, by=OPERATOR, at=timezone.now() + timedelta(days=1))
        assert lines(client, "/llms.txt") == [
            "# JobDesc",
            "",
            f"> {machines.ABOUT}",
            "",
            "## Jobs by category",
            "",
            rf"- [C++ \[x\] \*Dev\*]({SITE}/jobs/c/llms.txt): 1 job",
            f"- [Trades]({SITE}/jobs/trades/llms.txt): 2 jobs",
            "",
            "## Optional",
            "",
            f"- [All jobs, A to Z]({SITE}/jobs): a web page",
            f"- [Updates]({SITE}/updates.atom): what was updated last, as an Atom feed",
            f"- [API]({SITE}/api): every job as JSON, with filters and a list of changes",
            f"- [Sitemap]({SITE}/sitemap.xml): the address of every page",
        ]

    def test_a_category_lists_its_jobs_as_markdown(self, client: Client) -> None:
        make_live_role("Tester", summary="Tests\n\nthings. " * 30)
        make_live_role("Инженер", slug="инженер", summary="Short.")
        make_role("Draft")
        listed = lines(client, "/jobs/engineering/llms.txt")
        assert listed[:6] == [
            "# Engineering jobs",
            "",
            "> 2 jobs on JobDesc; each link leads to Markdown.",
            "",
            "## Jobs",
            "",
        ]
        engineer, tester = sorted(listed[6:], key=len)
        note = tester.removeprefix(f"- [Tester]({SITE}/jobs/engineering/tester.md): ")
        assert note.startswith("Tests things. Tests")
        assert note.endswith("…")
        assert len(note) <= 160
        slug = "%D0%B8%D0%BD%D0%B6%D0%B5%D0%BD%D0%B5%D1%80"
        assert engineer == f"- [Инженер]({SITE}/jobs/engineering/{slug}.md): Short."
        for line in (tester, engineer):
            address = line.partition(f"]({SITE}")[2].partition(")")[0]
            assert client.get(address).headers["Content-Type"] == "text/markdown; charset=utf-8"

    def test_a_large_category_says_where_the_rest_is(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for title in ("Alpha", "Beta", "Gamma"):
            make_live_role(title)
        monkeypatch.setattr(machines, "MOST_NAMED", 2)
        listed = lines(client, "/jobs/engineering/llms.txt")
        assert [line[:8] for line in listed if line.startswith("- [")] == [
            "- [Alpha",
            "- [Beta]",
            "- [All o",
        ]
        assert listed[-1] == f"- [All of them, A to Z]({SITE}/jobs/engineering): 3 jobs"

    def test_an_old_address_leads_to_the_new_one(self, client: Client) -> None:
        make_live_role("Tester")
        category = Category.objects.get()
        category.slug = "making"
        category.save()
        response = client.get("/jobs/engineering/llms.txt")
        assert (response.status_code, response.headers["Location"]) == (
            301,
            "/jobs/making/llms.txt",
        )

    def test_what_is_not_public_has_none(self, client: Client) -> None:
        make_role("Draft", make_category("Hidden"))
        gone = make_live_role("Gone", make_category("Emptied"))
        publishing.withdraw(role=gone, by=OPERATOR)
        assert client.get("/jobs/hidden/llms.txt").status_code == 404
        assert client.get("/jobs/emptied/llms.txt").status_code == 410

    def test_both_are_purged_by_what_they_show(self, client: Client) -> None:
        role = make_live_role("Tester")
        assert client.get("/llms.txt").headers["Surrogate-Key"] == "lists"
        key = client.get("/jobs/engineering/llms.txt").headers["Surrogate-Key"]
        assert key == f"category:{role.category_id} lists"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/robots.txt", "/llms.txt", SECURITY, f"/{KEY}.txt"])
def test_they_answer_get_and_head_alone(client: Client, settings: Any, address: str) -> None:
    settings.INDEXNOW_KEY, settings.SECURITY_CONTACT = KEY, ["tel:+1-201-555-0123"]
    first = client.get(address)
    assert client.get(address, headers={"if-none-match": first.headers["ETag"]}).status_code == 304
    assert client.head(address).status_code == 200
    for method in ("post", "put", "delete", "trace", "options"):
        assert getattr(client, method)(address).status_code == 405
    assert not first.cookies


@pytest.mark.django_db
def test_every_page_names_the_rules_by_which_browsers_fetch_ahead(client: Client) -> None:
    for address in ("/", "/jobs", "/nowhere"):
        named = client.get(address).headers["Speculation-Rules"]
        answer = client.get(named.strip('"'))
        assert answer.headers["Content-Type"] == "application/speculationrules+json"
        assert answer.headers["Cache-Control"] == "public, max-age=86400"
        # Fetched, but never rendered ahead: a page that is looked at is one somebody opened.
        assert answer.json().keys() == {"prefetch"}
