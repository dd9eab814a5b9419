"""The index on disk says how far it has come, and mends itself."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from roles import publishing, search
from roles.models import Edition, LogEntry, LogMark, Role
from roles.search import index, rebuilding
from roles.search.documents import SCHEMA_VERSION, document_of
from roles.search.index import stored_index
from tests.factories import make_live_role, make_role, published
from tests.following.stepping import step

Follow = Callable[[], None]
NO_DIFFERENCE = search.Difference(missing=0, superfluous=0, outdated=0)


def compared() -> search.Difference:
    return search.compare(on_edition=lambda: None)


def found(query: str) -> tuple[list[str], bool]:
    results = search.find(query, timezone.now())
    return [hit.title for hit in results.hits], results.degraded


def test_a_missing_index_is_built_of_everything_live_or_scheduled(follow: Follow) -> None:
    make_live_role("Nurse")
    publishing.schedule(
        role=make_role("Baker"),
        by=publishing.OPERATOR,
        at=timezone.now() + timedelta(days=1),
    )
    make_role("Draft")
    follow()
    assert compared() == NO_DIFFERENCE
    assert search.SearchIndex().mark == LogEntry.objects.head()
    assert found("nurse") == (["Nurse"], False)


def test_an_empty_site_has_an_empty_index(follow: Follow) -> None:
    follow()
    assert search.SearchIndex().mark == LogMark(0, None)
    make_live_role("Nurse")
    follow()
    assert (found("nurse"), compared()) == ((["Nurse"], False), NO_DIFFERENCE)


def test_the_same_entries_twice_change_nothing(follow: Follow) -> None:
    follow()
    make_live_role("Nurse")
    make_live_role("Baker")
    index = search.SearchIndex()
    entries = list(LogEntry.objects.after(0))
    index.consume(entries)
    index.consume(entries)
    index.consume(entries[:1])
    assert index.mark == entries[-1].mark
    assert compared() == NO_DIFFERENCE


def test_many_entries_are_one_commit(follow: Follow) -> None:
    follow()
    for number in range(30):
        make_live_role(f"Role {number}")
    follow()
    assert stored_index().searcher().num_segments == 1
    assert compared() == NO_DIFFERENCE


def test_compare_tells_what_is_missing_superfluous_and_outdated(follow: Follow) -> None:
    for title in ("Nurse", "Baker", "Pilot", "Actor"):
        make_live_role(title)
    follow()
    publishing.withdraw(role=Role.objects.get(title="Nurse"), by=publishing.OPERATOR)
    make_live_role("Judge")
    make_live_role("Miner")
    # What a fault might do, past all that is followed.
    Edition.objects.filter(title="Pilot").update(summary="Flies.")
    assert compared() == search.Difference(missing=2, superfluous=1, outdated=1)


def test_compare_tells_an_edition_that_is_there_twice(follow: Follow) -> None:
    make_live_role("Nurse")
    follow()
    with stored_index().writer(LogEntry.objects.head()) as writer:
        writer.add_document(document_of(Edition.objects.get()))
    assert compared() == search.Difference(missing=0, superfluous=1, outdated=0)


@pytest.mark.parametrize("part", ["term", "pos", "store", "fast"])
def test_check_finds_a_damaged_file(follow: Follow, data_dir: Path, part: str) -> None:
    make_live_role("Nurse")
    follow()
    call_command("rebuild_search", "--check")
    (path,) = (data_dir / "search").rglob(f"*.{part}")
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    with pytest.raises(CommandError, match="damaged"):
        call_command("rebuild_search", "--check")


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_a_place_where_nothing_can_be_written_is_named(
    db: None, data_dir: Path, arguments: list[str]
) -> None:
    # A file stands in the way: the rights of a folder do not stop who runs tests as root.
    (data_dir / "search").write_text("")
    with pytest.raises(CommandError, match=r"cannot be used: .*search"):
        call_command("rebuild_search", *arguments)


@pytest.mark.parametrize("damage", ["gone", "empty", "half", "noise"])
@pytest.mark.parametrize("what", ["current", "meta.json", "segments", "everything"])
def test_a_damaged_index_never_fails_a_search_and_is_rebuilt(
    follow: Follow, data_dir: Path, damage: str, what: str
) -> None:
    for number in range(20):
        make_live_role(f"Nurse {number}", overview="Care and more care. " * 50)
    follow()
    names = {
        "current": ["current"],
        "meta.json": ["meta.json"],
        "segments": ["*.term", "*.idx", "*.store", "*.fast", "*.fieldnorm"],
        "everything": ["*"],
    }
    for pattern in names[what]:
        for path in (data_dir / "search").rglob(pattern):
            if path.is_file():
                _damage(path, damage)
    index._stored_index.cache_clear()
    for query in ("nurse", "care", "nurze", "nurs"):
        titles, _ = found(query)
        assert set(titles) <= {f"Nurse {number}" for number in range(20)}
    search.nearest_titles("nurse", timezone.now())
    follow()
    assert compared() == NO_DIFFERENCE
    assert len(found("nurse")[0]) == 20
    assert found("nurse")[1] is False


def _damage(path: Path, damage: str) -> None:
    content = path.read_bytes()
    path.unlink()
    if damage != "gone":
        path.write_bytes(
            {
                "empty": b"",
                "half": content[: len(content) // 2],
                "noise": os.urandom(len(content)),
            }[damage]
        )


def test_a_database_that_was_replaced_is_noticed(follow: Follow) -> None:
    make_live_role("Nurse")
    make_live_role("Baker")
    follow()
    # Another site's log of the same length: the position alone would not tell.
    LogEntry.objects.filter(position=2).update(at=timezone.now())
    Edition.objects.filter(title="Nurse").update(title="Pilot", summary="Flies.")
    follow()
    assert search.SearchIndex().mark == LogEntry.objects.head()
    assert compared() == NO_DIFFERENCE


def test_a_log_that_is_shorter_is_noticed(follow: Follow) -> None:
    make_live_role("Nurse")
    make_live_role("Baker")
    follow()
    LogEntry.objects.filter(position=2).delete()
    follow()
    assert search.SearchIndex().mark == LogEntry.objects.head()


def test_only_one_process_writes_and_the_other_takes_over(follow: Follow) -> None:
    follow()
    make_live_role("Nurse")
    with stored_index().locked(wait=False) as mine:
        assert mine is True
        before = search.SearchIndex().mark
        follow()
        assert search.SearchIndex().mark == before
    follow()
    assert found("nurse") == (["Nurse"], False)


def test_a_write_that_fails_leaves_the_index_as_it_was(
    follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_live_role("Nurse")
    follow()
    before = search.SearchIndex().mark
    published(make_role("Baker"))
    published(make_role("Pilot"))

    def fails_at_the_second(edition: Edition, /) -> Any:
        if edition.title == "Pilot":
            raise ZeroDivisionError
        return original(edition)

    original = rebuilding.document_of
    monkeypatch.setattr(rebuilding, "document_of", fails_at_the_second)
    with pytest.raises(ZeroDivisionError):
        follow()
    assert search.SearchIndex().mark == before
    assert found("baker")[0] == []
    monkeypatch.undo()
    follow()
    assert compared() == NO_DIFFERENCE


def test_a_rebuild_that_fails_leaves_the_old_index(
    follow: Follow, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_live_role("Nurse")
    follow()
    with pytest.raises(ZeroDivisionError):
        search.rebuild(lambda: 1 / 0)
    assert found("nurse") == (["Nurse"], False)
    root = data_dir / "search" / f"v{SCHEMA_VERSION}"
    assert len([path for path in root.iterdir() if path.is_dir()]) == 1


def test_the_index_of_an_older_schema_is_left_behind(follow: Follow, data_dir: Path) -> None:
    old = data_dir / "search" / "v0"
    old.mkdir(parents=True)
    make_live_role("Nurse")
    follow()
    assert found("nurse") == (["Nurse"], False)
    assert not old.exists()


def test_rebuild_search_swaps_a_new_index_in(
    follow: Follow, capsys: pytest.CaptureFixture[str]
) -> None:
    make_live_role("Nurse")
    with pytest.raises(CommandError, match="cannot be used"):
        call_command("rebuild_search", "--check")
    call_command("rebuild_search")
    assert capsys.readouterr().out == "The search index holds 1 editions.\n"
    call_command("rebuild_search", "--check")
    assert found("nurse") == (["Nurse"], False)
    make_live_role("Baker")
    with pytest.raises(CommandError, match="1 missing, 0 superfluous, 0 out of date"):
        call_command("rebuild_search", "--check")


KILLED = """
import os, sys
import django
django.setup()
from datetime import timedelta
from pathlib import Path
from django.conf import settings
settings.DATA_DIR = Path(sys.argv[1])
from datetime import UTC, datetime
from roles.models import LogMark
from roles.search.documents import SCHEMA
from roles.search import index, rebuilding
from roles.search.index import stored_index
from tantivy import Document
mark = LogMark(10**6, datetime.now(UTC))
index = stored_index()
with index.locked(wait=True):
    entered = index.replacing(mark) if sys.argv[2] == "rebuild" else index.writer(mark)
    with entered as writer:
        for number in range(20_000):
            writer.add_document(Document(role=number + 1, edition=number + 1, title="killed"))
        writer.delete_documents_by_term("role", int(sys.argv[3]))
        print("written", flush=True)
        sys.stdin.read()
"""


@pytest.mark.parametrize("act", ["consume", "rebuild"])
def test_a_killed_writer_leaves_the_last_commit_and_no_lock(
    follow: Follow, data_dir: Path, act: str
) -> None:
    role = make_live_role("Nurse")
    follow()
    before = search.SearchIndex().mark
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(data_dir), act, str(role.pk)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"written\n"
        make_live_role("Baker")
        step(search.SearchIndex())
        assert search.SearchIndex().mark == before
        process.send_signal(signal.SIGKILL)
    assert search.SearchIndex().mark == before
    assert found("nurse") == (["Nurse"], False)
    follow()
    assert found("killed")[0] == []
    assert compared() == NO_DIFFERENCE
