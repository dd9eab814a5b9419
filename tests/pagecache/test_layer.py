"""What the page cache answers, request by request (RFC 9110, 9111, 9211)."""

import gzip
from datetime import timedelta
from typing import Any

import brotli
import pytest
import time_machine
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from roles import drafting, publishing
from roles.models import LogEntry
from roles.pagecache import store
from roles.pagecache.pages import preferred_encoding
from tests.factories import make_live_role, make_role, published
from tests.following.stepping import step
from tests.pagecache.site import Worker

HIT = "JobDesc; hit"
STORED = "JobDesc; fwd=miss; stored"
NOT_STORED = "JobDesc; fwd=miss"
UNCHECKED = "JobDesc; hit; detail=database-away"
MICROSECOND = timedelta(microseconds=1)


def test_a_page_is_rendered_once_and_the_same_ever_after(worker: Worker) -> None:
    make_live_role("Nurse")
    step(worker.store)
    first, second = worker.get("/jobs"), worker.get("/jobs")
    assert (first.status, first.cache) == (200, STORED)
    assert (second.status, second.cache) == (200, HIT)
    assert b"Nurse" in second.body
    assert second.body == first.body
    without_status = [
        {name: value for name, value in answer.headers.items() if name != "Cache-Status"}
        for answer in (first, second)
    ]
    assert without_status[0] == without_status[1]
    assert worker.rendered == 1


def test_a_hit_costs_no_query(worker: Worker, django_assert_num_queries: Any) -> None:
    worker.get("/jobs")
    with django_assert_num_queries(0):
        assert worker.get("/jobs").cache == HIT


@pytest.mark.parametrize(
    ("accepted", "encoding", "decode"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("", None, bytes),
    ],
)
def test_every_encoding_holds_the_same_page_under_a_tag_of_its_own(
    worker: Worker, accepted: str, encoding: str | None, decode: Any
) -> None:
    plain = worker.get("/jobs")
    answer = worker.get("/jobs", accept_encoding=accepted)
    assert decode(answer.body) == plain.body
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert (answer.headers["ETag"] == plain.headers["ETag"]) == (encoding is None)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", "identity"),
        ("br", "br"),
        ("BR", "br"),
        ("gzip;q=0.9, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, gzip;q=0.0", "identity"),
        ("*", "br"),
        ("*;q=0.5, gzip", "gzip"),
        ("br;q=0, *", "gzip"),
        ("identity", "identity"),
        ("identity;q=1, gzip;q=0.2", "identity"),
        ("deflate, zstd", "identity"),
        ("*;q=0", "identity"),
        ("gzip;q=high", "identity"),
        (";;,=,q=", "identity"),
    ],
)
def test_the_encoding_is_the_one_the_browser_likes_best(accepted: str, encoding: str) -> None:
    assert preferred_encoding(accepted) == encoding


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_a_visitor_who_has_the_page_gets_304(worker: Worker, encoding: str, form: str) -> None:
    tag = worker.get("/jobs", accept_encoding=encoding).headers["ETag"]
    answer = worker.get("/jobs", accept_encoding=encoding, if_none_match=form.format(tag))
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers == {"ETag": tag, "Vary": "Accept-Encoding", "Cache-Status": HIT}


def test_another_encodings_tag_gets_the_page(worker: Worker) -> None:
    tag = worker.get("/jobs", accept_encoding="br").headers["ETag"]
    assert worker.get("/jobs", accept_encoding="gzip", if_none_match=tag).status == 200


def test_a_changed_page_has_another_tag_and_an_unchanged_one_keeps_it(worker: Worker) -> None:
    make_live_role("Nurse")
    step(worker.store)
    before = worker.get("/jobs").headers["ETag"]
    other_process = Worker()
    assert other_process.get("/jobs").headers["ETag"] == before
    make_live_role("Baker")
    step(worker.store)
    assert worker.get("/jobs").headers["ETag"] != before


def test_a_deploy_that_changes_a_header_changes_the_tag(worker: Worker, settings: Any) -> None:
    before = worker.get("/jobs").headers["ETag"]
    settings.SECURE_CSP = {"default-src": ["'none'"]}
    assert Worker().get("/jobs").headers["ETag"] != before


@pytest.mark.parametrize("kept", [False, True])
def test_head_has_the_headers_of_get_and_no_body(worker: Worker, *, kept: bool) -> None:
    if kept:
        worker.get("/jobs")
    head, get = worker.get("/jobs", "HEAD"), worker.get("/jobs")
    assert head.body == b""
    assert head.headers | {"Cache-Status": ""} == get.headers | {"Cache-Status": ""}


def test_head_of_what_is_not_kept_has_no_body_either(worker: Worker) -> None:
    assert (worker.get("/odd/keyless", "HEAD").body, worker.get("/odd/keyless").body[:7]) == (
        b"",
        b"keyless",
    )


@pytest.mark.parametrize(
    "kind",
    [
        "keyless",
        "stream",
        "missing",
        "failing",
        "cookie",
        "session",
        "vary",
        "markdown",
        "private",
        "no-store",
        "encoded",
    ],
)
def test_what_is_not_a_whole_public_page_is_never_kept(worker: Worker, kind: str) -> None:
    worker.get(f"/odd/{kind}")
    answer = worker.get(f"/odd/{kind}")
    assert worker.rendered == 2
    assert (answer.cache, answer.status) == ("", {"missing": 404, "failing": 503}.get(kind, 200))


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize("accept", ["", BROWSER, "*/*", "text/*", "application/json"])
@pytest.mark.parametrize("encoding", ["br", "identity"])
def test_who_does_not_name_markdown_gets_the_kept_page(
    worker: Worker, accept: str, encoding: str
) -> None:
    worker.get("/negotiated", accept=BROWSER)
    answer = worker.get("/negotiated", accept=accept, accept_encoding=encoding)
    assert (answer.cache, answer.headers["Vary"]) == (HIT, "Accept, Accept-Encoding")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    tag = answer.headers["ETag"]
    again = worker.get("/negotiated", accept=accept, accept_encoding=encoding, if_none_match=tag)
    assert (again.status, again.headers["Vary"]) == (304, "Accept, Accept-Encoding")


@pytest.mark.parametrize(
    "accept", ["text/markdown", "Text/MARKDOWN;q=0.5, */*", f"{BROWSER}, text/markdown"]
)
def test_who_names_markdown_is_always_answered_by_the_view(worker: Worker, accept: str) -> None:
    first = worker.get("/negotiated", accept=accept)
    assert worker.get("/negotiated", accept=BROWSER).body == b"<h1>Words"
    second = worker.get("/negotiated", accept=accept)
    assert worker.get("/negotiated", accept=BROWSER).body == b"<h1>Words"
    for answer in (first, second):
        assert (answer.cache, answer.body) == ("", b"# Words")
        assert answer.headers["Vary"] == "Accept"
    assert worker.rendered == 3


def test_a_page_that_is_not_settled_is_kept_for_a_second(worker: Worker) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        assert worker.get("/passing").cache == STORED
    with time_machine.travel(now + timedelta(seconds=1) - MICROSECOND, tick=False):
        assert worker.get("/passing").cache == HIT
    with time_machine.travel(now + timedelta(seconds=1), tick=False):
        assert worker.get("/passing").cache == STORED
        assert worker.get("/odd/ordinary").cache == STORED
    with time_machine.travel(now + timedelta(seconds=9), tick=False):
        assert worker.get("/odd/ordinary").cache == HIT


def test_a_page_that_is_not_settled_is_over_at_an_earlier_scheduled_moment(
    worker: Worker,
) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        goes_live = now + timedelta(seconds=0.5)
        publishing.schedule(role=make_role("Nurse"), by=publishing.OPERATOR, at=goes_live)
        step(worker.store)
        assert worker.get("/passing").cache == STORED
    with time_machine.travel(goes_live, tick=False):
        assert worker.get("/passing").cache == STORED


def test_the_ordinary_page_beside_them_is_kept(worker: Worker) -> None:
    worker.get("/odd/ordinary")
    assert worker.get("/odd/ordinary").cache == HIT


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": f"{settings.SESSION_COOKIE_NAME}=abc"},
        {"cookie": f"a=b; {settings.SESSION_COOKIE_NAME}=abc"},
        {"authorization": "Basic abc"},
    ],
)
def test_who_may_be_signed_in_passes_through(worker: Worker, headers: dict[str, str]) -> None:
    worker.get("/jobs")
    assert worker.get("/jobs", **headers).cache == ""
    assert worker.rendered == 2


def test_other_cookies_do_not_matter(worker: Worker) -> None:
    worker.get("/jobs")
    assert worker.get("/jobs", cookie="_ga=GA1.2").cache == HIT


def test_post_passes_through(worker: Worker) -> None:
    worker.get("/jobs")
    assert worker.get("/jobs", "POST").cache == ""


def test_host_scheme_and_query_are_part_of_the_address(worker: Worker) -> None:
    worker.get("/jobs")
    assert worker.get("/jobs?after=x").cache == STORED
    assert worker.get("/jobs", host="other.example").cache == STORED
    assert worker.get("/jobs", x_forwarded_proto="https").cache == STORED
    assert worker.get("/jobs", host="evil.example").status == 400
    assert worker.get("/jobs", host="evil.example").cache == ""


def test_an_endless_address_is_not_kept(worker: Worker) -> None:
    assert worker.get("/jobs?" + "x" * 2_000).cache == ""


def test_only_pages_that_show_what_changed_are_rendered_anew(worker: Worker) -> None:
    """Of the same category and with the same tag, another role's page does not change."""
    baker, nurse, cook = (make_role(title, tags=("care",)) for title in ("Baker", "Nurse", "Cook"))
    drafting.write_related(nurse, [baker.pk])
    for role in (baker, nurse, cook):
        published(role)
    step(worker.store)
    names = ["baker", "nurse", "cook"]
    addresses = ["/jobs", *(f"/jobs/engineering/{name}" for name in names)]
    for address in addresses:
        worker.get(address)
    baker.summary = "Bakes."
    baker.save()
    published(baker, change_note="Bakes")
    step(worker.store)
    assert [worker.get(address).cache for address in addresses] == [STORED, STORED, STORED, HIT]


def test_after_an_own_commit_nothing_is_served_until_its_entry_was_read(worker: Worker) -> None:
    worker.get("/jobs")
    make_live_role("Nurse")
    worker.store.heard(1)
    answer = worker.get("/jobs")
    assert (b"Nurse" in answer.body, answer.cache) == (True, STORED)
    step(worker.store)
    assert worker.get("/jobs").cache == STORED
    assert worker.get("/jobs").cache == HIT


def test_a_page_that_was_overtaken_by_a_change_is_not_kept(worker: Worker) -> None:
    def change() -> None:
        make_live_role("Nurse")
        step(worker.store)

    worker.after_rendering = change
    assert worker.get("/jobs").cache == NOT_STORED
    answer = worker.get("/jobs")
    assert (b"Nurse" in answer.body, answer.cache) == (True, STORED)


def test_nothing_is_kept_before_the_log_was_heard_of(db: None) -> None:
    worker = Worker()
    worker.get("/jobs")
    assert worker.get("/jobs").cache == NOT_STORED


def test_a_page_is_over_at_the_next_scheduled_moment_to_the_microsecond(worker: Worker) -> None:
    goes_live = timezone.now() + timedelta(hours=1)
    publishing.schedule(role=make_role("Nurse"), by=publishing.OPERATOR, at=goes_live)
    step(worker.store)
    worker.get("/jobs")
    worker.store.heard(1)
    with time_machine.travel(goes_live - MICROSECOND, tick=False):
        worker.store.heard(1)
        assert worker.get("/jobs").cache == HIT
    with time_machine.travel(goes_live, tick=False):
        worker.store.heard(1)
        answer = worker.get("/jobs")
        assert (b"Nurse" in answer.body, answer.cache) == (True, STORED)


def test_the_next_scheduled_moment_is_asked_for_once_until_the_log_goes_on(
    worker: Worker, django_assert_num_queries: Any
) -> None:
    make_live_role("Nurse")
    step(worker.store)
    rendered = 2  # no roles are related, which would be the third
    with django_assert_num_queries(rendered + 2):
        worker.get("/jobs/engineering/nurse")
    with django_assert_num_queries(rendered):
        worker.get("/jobs/engineering/nurse?again")
    goes_live = timezone.now() + timedelta(hours=1)
    publishing.schedule(role=make_role("Cook"), by=publishing.OPERATOR, at=goes_live)
    step(worker.store)
    with django_assert_num_queries(rendered + 2):
        worker.get("/jobs/engineering/nurse?later")
    with time_machine.travel(goes_live, tick=False), django_assert_num_queries(rendered + 2):
        worker.get("/jobs/engineering/nurse?then")


def test_while_the_database_is_away_known_pages_are_served_and_say_so(worker: Worker) -> None:
    worker.get("/jobs")
    worker.store.heard(None)
    worker.failing = True
    assert (worker.get("/jobs").status, worker.get("/jobs").cache) == (200, UNCHECKED)
    assert worker.get("/jobs?after=unknown").status == 503
    worker.failing = False
    worker.store.heard(0)
    assert worker.get("/jobs").cache == HIT


def test_when_nothing_was_heard_for_long_django_is_asked_first(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.get("/jobs")
    monkeypatch.setattr(store, "QUIET_SECONDS", -1.0)
    assert worker.get("/jobs").cache == STORED
    worker.failing = True
    answer = worker.get("/jobs")
    assert (answer.status, answer.cache) == (200, UNCHECKED)


def test_a_page_known_to_have_changed_is_not_served_even_then(worker: Worker) -> None:
    worker.get("/jobs")
    make_live_role("Nurse")
    worker.store.heard(1)
    worker.store.heard(None)
    worker.failing = True
    assert worker.get("/jobs").status == 503


def test_a_page_whose_end_cannot_be_read_is_not_kept(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("roles.models.edition.EditionQuerySet.order_by", refuse)
    worker.get("/odd/ordinary")
    answer = worker.get("/odd/ordinary")
    assert (answer.status, worker.rendered) == (200, 2)


def test_memory_is_bounded_and_pages_in_use_are_spared(db: None) -> None:
    worker = Worker(max_bytes=50_000)
    step(worker.store)
    worker.get("/odd/favourite")
    for number in range(100):
        worker.get(f"/odd/page-{number}")
        assert worker.get("/odd/favourite").cache == HIT
    hits = [worker.get(f"/odd/page-{number}").cache == HIT for number in range(99, 0, -1)]
    assert 5 <= sum(hits) <= 15
    assert worker.store._bytes <= 50_000


def test_a_page_larger_than_all_memory_is_served_and_not_kept(db: None) -> None:
    worker = Worker(max_bytes=100)
    step(worker.store)
    worker.get("/jobs")
    assert worker.get("/jobs").cache == NOT_STORED


def test_forgotten_pages_leave_nothing_behind(worker: Worker) -> None:
    nurse = make_live_role("Nurse")
    step(worker.store)
    worker.get("/jobs")
    worker.get("/jobs/engineering/nurse")
    publishing.withdraw(role=nurse, by=publishing.OPERATOR)
    step(worker.store)
    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=False):
        step(worker.store)
    assert (worker.store._bytes, dict(worker.store._by_purge_key)) == (0, {})
    worker.get("/jobs")
    worker.store.restart(LogEntry.objects.head())
    assert (worker.store._bytes, dict(worker.store._by_purge_key)) == (0, {})
    assert worker.get("/jobs").cache == STORED
