"""What a reader of the feeds is told, and that nothing is told twice."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from roles import publishing
from roles.enums import PublicationKind
from roles.models import Category, Edition, FeedAuthority, Role, Tag
from roles.publishing import OPERATOR
from roles.reading import updates
from roles.receivers import site_migrated
from tests.factories import let_seconds_pass, make_category, make_live_role, make_role, published

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESSES = ["/updates", "/jobs/engineering/updates", "/tags/sql/updates"]
SITE = "https://jobs.example.org"
MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def public_site(settings: Any) -> None:
    settings.SITE_URL = SITE
    settings.ALLOWED_HOSTS = ["jobs.example.org", "testserver"]
    FeedAuthority.objects.create(pk=1, name="jobs.example.org,2026-01-31")


def parsed(client: Client, address: str) -> Any:
    """The Atom feed as a feed reader takes it, after a look at what RFC 4287 asks for."""
    response = client.get(f"{address}.atom")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    check_atom(response.content)
    feed = feedparser.parse(
        response.content, response_headers={"content-type": response.headers["Content-Type"]}
    )
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def check_atom(body: bytes) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: what a feed and its entries must have, once."""
    root = ElementTree.fromstring(body)
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1
        assert len(element.findall(f"{ATOM}link[@rel='alternate'][@type='text/html']")) == 1
    assert len(root.findall(f"{ATOM}link[@rel='self']")) == 1
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    dates = [datetime.fromisoformat(moment(element)) for element in entries]
    assert all(date.tzinfo for date in dates)
    assert dates == sorted(dates, reverse=True)
    assert all(datetime.fromisoformat(moment(root)) >= date for date in dates)
    ids = [element.findtext(f"{ATOM}id") for element in entries]
    assert len(set(ids)) == len(ids)


def moment(element: ElementTree.Element) -> str:
    return element.findtext(f"{ATOM}updated") or ""


def told(client: Client, address: str = "/updates") -> list[tuple[str, str]]:
    """Each entry's title and change note; the two forms say the same."""
    atom = [(entry.title, entry.summary) for entry in parsed(client, address).entries]
    items = client.get(f"{address}.json").json()["items"]
    assert [(item["title"], item["summary"]) for item in items] == atom
    return atom


def keys(client: Client, address: str = "/updates") -> list[tuple[str, str]]:
    """What a reader knows entries by."""
    atom = [(entry.id, entry.updated) for entry in parsed(client, address).entries]
    items = client.get(f"{address}.json").json()["items"]
    assert [(item["id"], item["date_published"]) for item in items] == atom
    return atom


def live_tester(**fields: Any) -> Role:
    return make_live_role("Tester", tags=("sql",), **fields)


def change(role: Role, **fields: Any) -> Role:
    for name, value in fields.items():
        setattr(role, name, value)
    role.save()
    return role


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_entry_says_what_changed_and_where(client: Client, address: str) -> None:
    with time_machine.travel(MARCH, tick=False):
        role = live_tester(summary="Tests <b>all</b> & sundry.")
    category, tag = Category.objects.get(), Tag.objects.get()
    (entry,) = parsed(client, address).entries
    assert entry.id == f"tag:jobs.example.org,2026-01-31:roles/{role.pk}/editions/1"
    assert (entry.title, entry.summary) == ("Tester", "First published")
    assert entry.updated == "2026-03-01T12:00:00+00:00"
    assert entry.link == f"{SITE}/jobs/engineering/tester"
    assert entry.content[0].value == (
        "<p>First published</p>\n\n<p>Tests &lt;b&gt;all&lt;/b&gt; &amp; sundry.</p>"
    )
    assert [(term.term, term.scheme, term.label) for term in entry.tags] == [
        (category.slug, f"{SITE}/jobs", "Engineering"),
        (tag.slug, f"{SITE}/tags", "sql"),
    ]


def test_each_feed_names_itself_and_its_page(client: Client) -> None:
    live_tester()
    category, tag = Category.objects.get(), Tag.objects.get()
    feeds = [parsed(client, address).feed for address in ADDRESSES]
    authority = "tag:jobs.example.org,2026-01-31"
    assert [(feed.id, feed.title) for feed in feeds] == [
        (f"{authority}:updates", "All jobs: updates – JobDesc"),
        (f"{authority}:categories/{category.pk}/updates", "Engineering: updates – JobDesc"),
        (f"{authority}:tags/{tag.pk}/updates", "sql: updates – JobDesc"),
    ]
    assert [{link.rel: link.href for link in feed.links} for feed in feeds] == [
        {"self": f"{SITE}/updates.atom", "alternate": f"{SITE}/"},
        {
            "self": f"{SITE}/jobs/engineering/updates.atom",
            "alternate": f"{SITE}/jobs/engineering",
        },
        {"self": f"{SITE}/tags/sql/updates.atom", "alternate": f"{SITE}/tags/sql"},
    ]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_json_twin_is_json_feed(client: Client, address: str) -> None:
    live_tester()
    response = client.get(f"{address}.json")
    assert response.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    feed = response.json()
    (item,) = feed.pop("items")
    page = parsed(client, address).feed
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": page.title,
        "home_page_url": page.link,
        "feed_url": f"{SITE}{address}.json",
        "language": "en",
        "authors": [{"name": "JobDesc"}],
    }
    assert item["url"] == f"{SITE}/jobs/engineering/tester"
    assert item["tags"] == ["Engineering", "sql"]
    assert item["content_html"].startswith("<p>First published</p>")


@pytest.mark.parametrize("address", ADDRESSES)
def test_updates_come_newest_first_and_corrections_never(client: Client, address: str) -> None:
    role = live_tester()
    change(role, overview="More.")
    published(role, "Said more")
    change(role, overview="More, spelled right.")
    publishing.publish(
        role=role, by=OPERATOR, kind=PublicationKind.CORRECTION, change_note="Spelling"
    )
    publishing.mark_checked(role=role, by=OPERATOR)
    publishing.restore(edition=Edition.objects.get(number=1), by=OPERATOR, change_note="Back")
    assert told(client, address) == [("Tester", "Said more"), ("Tester", "First published")]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_that_is_not_live_is_told(client: Client, address: str) -> None:
    live_tester()
    gone = make_live_role("Withdrawnword", tags=("sql",))
    publishing.withdraw(role=gone, by=OPERATOR)
    make_role("Draftword", tags=("sql",))
    later = make_role("Scheduledword", tags=("sql",))
    tomorrow = timezone.now() + timedelta(days=1)
    publishing.schedule(role=later, by=OPERATOR, at=tomorrow)
    assert told(client, address) == [("Tester", "First published")]
    with time_machine.travel(tomorrow + timedelta(seconds=1)):
        assert [title for title, _ in told(client, address)] == ["Scheduledword", "Tester"]


def test_a_cancelled_schedule_is_never_told(client: Client) -> None:
    role = live_tester()
    change(role, summary="Other.")
    tomorrow = timezone.now() + timedelta(days=1)
    pending = publishing.schedule(role=role, by=OPERATOR, at=tomorrow, change_note="Never")
    publishing.cancel_schedule(edition=pending, by=OPERATOR)
    with time_machine.travel(tomorrow + timedelta(days=1)):
        assert told(client) == [("Tester", "First published")]


def test_an_update_that_was_undone_is_told_no_more(client: Client) -> None:
    role = live_tester()
    edition = published(change(role, summary="Other."), "A slip")
    publishing.undo(edition=edition, by=OPERATOR)
    assert told(client) == [("Tester", "First published")]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_role_that_comes_back_has_its_entries_again(client: Client, address: str) -> None:
    role = live_tester()
    before = keys(client, address)
    other = make_live_role("Other", tags=("sql",))
    publishing.withdraw(role=role, by=OPERATOR)
    assert [title for title, _ in told(client, address)] == ["Other"]
    publishing.publish(role=role, by=OPERATOR, change_note="Back again")
    publishing.withdraw(role=other, by=OPERATOR)
    assert keys(client, address)[1:] == before


@pytest.mark.parametrize("address", ["/updates", "/tags/sql/updates"])
def test_no_rename_makes_an_entry_new(client: Client, settings: Any, address: str) -> None:
    role = live_tester()
    before = keys(client, address)
    role = change(role, title="Quality Engineer", slug="quality-engineer")
    publishing.publish(role=role, by=OPERATOR, kind=PublicationKind.CORRECTION)
    category = Category.objects.get()
    category.name, category.slug = "Making", "making"
    category.save()
    tag = Tag.objects.get()
    tag.name = "SQL databases"
    tag.save()
    settings.SITE_URL = "https://roles.example.net"
    settings.SITE_NAME = "Roles"
    assert keys(client, address) == before
    (entry,) = parsed(client, address).entries
    assert entry.title == "Quality Engineer"
    assert entry.link == "https://roles.example.net/jobs/making/quality-engineer"


def test_a_role_that_moves_takes_no_old_entries_along(client: Client) -> None:
    make_live_role("Anchor", make_category("Making"))
    role = live_tester()
    role = change(role, category=make_category("Making"))
    publishing.publish(role=role, by=OPERATOR, change_note="Moved")
    make_live_role("Other")
    assert told(client, "/jobs/making/updates") == [
        ("Tester", "Moved"),
        ("Anchor", "First published"),
    ]
    assert ("Tester", "First published") in told(client, "/jobs/engineering/updates")


def test_an_entry_is_dated_as_the_page_is(client: Client) -> None:
    """An imported role keeps the date it had: it is no news."""
    live_tester()
    pilot = Path(__file__).parents[1] / "corpus" / "harbour-pilot.txt"
    call_command("import_roles", str(pilot), "--publish")
    edition = Edition.objects.get(title="Harbour Pilot")
    assert edition.updated < edition.live_from
    assert [date for _, date in keys(client)][1] == edition.updated.isoformat()


def test_a_feed_holds_the_newest(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert updates.FEED_SIZE == 50
    monkeypatch.setattr(updates, "FEED_SIZE", 2)
    for title in ("First", "Second", "Third"):
        make_live_role(title, tags=("sql",))
    for address in ADDRESSES:
        assert [title for title, _ in told(client, address)] == ["Third", "Second"]
    publishing.withdraw(role=Role.objects.get(title="Third"), by=OPERATOR)
    for address in ADDRESSES:
        assert [title for title, _ in told(client, address)] == ["Second", "First"]


def test_a_site_without_roles_has_a_feed_without_entries(client: Client) -> None:
    assert told(client) == []
    first = client.get("/updates.atom").content
    assert client.get("/updates.atom").content == first


@pytest.mark.parametrize("form", ["atom", "json"])
def test_an_old_address_of_a_category_leads_to_the_new_one(client: Client, form: str) -> None:
    live_tester()
    category = Category.objects.get()
    category.slug = "making"
    category.save()
    response = client.get(f"/jobs/engineering/updates.{form}")
    assert (response.status_code, response.headers["Location"]) == (
        301,
        f"/jobs/making/updates.{form}",
    )


def test_what_visitors_cannot_see_has_no_feed(client: Client) -> None:
    gone = make_live_role("Tester", tags=("secret",))
    publishing.withdraw(role=gone, by=OPERATOR)
    make_role("Draft", make_category("Hidden"), tags=("hidden",))
    assert client.get("/jobs/engineering/updates.atom").status_code == 410
    for address in ("/tags/secret", "/tags/hidden", "/tags/none", "/jobs/hidden", "/jobs/none"):
        assert client.get(f"{address}/updates.atom").status_code == 404


def test_text_that_xml_cannot_hold_breaks_no_feed(client: Client, settings: Any) -> None:
    settings.SITE_NAME = "Jo\x0bbs \ufffe& <Co>"
    role = live_tester()
    dirty = "Bell\x07 \x0b ]]> <b>&amp; end"
    Edition.objects.filter(role=role).update(change_note=dirty, title=dirty)
    Category.objects.update(name='Eng\x1f "neering"')
    for address in ADDRESSES:
        (entry,) = parsed(client, address).entries
        assert entry.summary == "Bell  ]]> <b>&amp; end"
        assert entry.tags[0].label == 'Eng "neering"'
    assert parsed(client, "/updates").feed.author == "Jobs & <Co>"
    json.loads(client.get("/updates.json").content)


def test_without_a_site_address_the_request_s_is_used(client: Client, settings: Any) -> None:
    settings.SITE_URL = ""
    live_tester()
    assert parsed(client, "/updates").entries[0].link == "http://testserver/jobs/engineering/tester"


@pytest.mark.parametrize("form", ["atom", "json"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_feed_is_sent_once_and_purged_by_what_it_shows(
    client: Client, address: str, form: str
) -> None:
    live_tester()
    let_seconds_pass()
    first = client.get(f"{address}.{form}")
    own = {
        "/updates": set[str](),
        "/jobs/engineering/updates": {f"category:{Category.objects.get().pk}"},
        "/tags/sql/updates": {f"tag:{Tag.objects.get().pk}"},
    }[address]
    assert set(first.headers["Surrogate-Key"].split()) == {"lists"} | own
    for header, value in (
        ("if-none-match", first.headers["ETag"]),
        ("if-modified-since", first.headers["Last-Modified"]),
    ):
        assert client.get(f"{address}.{form}", headers={header: value}).status_code == 304
    assert client.post(f"{address}.{form}").status_code == 405


class TestAuthority:
    """In whose name ids are given out."""

    @pytest.fixture(autouse=True)
    def new_site(self, public_site: None) -> None:
        FeedAuthority.objects.all().delete()

    def migrate(self) -> None:
        config = apps.get_app_config("roles")
        site_migrated(sender=config, apps=apps, using="default")

    def test_it_is_the_domain_and_day_a_site_first_has_an_address(self, settings: Any) -> None:
        with time_machine.travel(MARCH):
            self.migrate()
        settings.SITE_URL = "https://roles.example.net"
        self.migrate()
        assert str(FeedAuthority.objects.get()) == "jobs.example.org,2026-03-01"

    def test_a_domain_of_other_letters_is_written_in_ascii(self, settings: Any) -> None:
        settings.SITE_URL = "https://bücher.example:8443"
        with time_machine.travel(MARCH):
            self.migrate()
        assert str(FeedAuthority.objects.get()) == "xn--bcher-kva.example,2026-03-01"

    @pytest.mark.parametrize(
        "url",
        ["", "http://localhost:8000", "http://127.0.0.1", "http://[::1]", "https://[jobs", "x"],
    )
    def test_an_address_that_is_nobody_s_for_good_is_not_kept(
        self, client: Client, settings: Any, url: str
    ) -> None:
        settings.SITE_URL = url
        self.migrate()
        assert not FeedAuthority.objects.exists()
        settings.SITE_URL = ""
        role = live_tester()
        (entry,) = parsed(client, "/updates").entries
        assert entry.id == f"tag:localhost,2026:roles/{role.pk}/editions/1"

    def test_migrating_back_to_before_there_was_one_is_no_error(self) -> None:
        class Before:
            def get_model(self, *name: str) -> Any:
                raise LookupError

        config: Any = apps.get_app_config("roles")
        site_migrated(sender=config, apps=Before(), using="default")  # type: ignore[arg-type]

    def test_migrate_keeps_it(self) -> None:
        call_command("migrate", verbosity=0)
        assert FeedAuthority.objects.get().name.startswith("jobs.example.org,")


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        ("/", "/updates"),
        ("/jobs", "/updates"),
        ("/jobs/engineering", "/jobs/engineering/updates"),
        ("/tags/sql", "/tags/sql/updates"),
    ],
)
def test_every_list_leads_readers_to_its_feed(client: Client, path: str, feed: str) -> None:
    live_tester()
    html = client.get(path).content.decode()
    links = re.findall(r'rel="alternate"\s+type="([^"]+)"\s+href="([^"]+)"', html)
    assert links == [
        ("application/atom+xml", f"{feed}.atom"),
        ("application/feed+json", f"{feed}.json"),
    ]
    for media_type, address in links:
        answer = client.get(address)
        assert answer.headers["Content-Type"] == f"{media_type}; charset=utf-8"
    visible = f'<a href="{feed}.atom" type="application/atom+xml">'
    assert (visible in html) == (path != "/jobs")
