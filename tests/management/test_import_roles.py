"""`import_roles` and `export_roles` as an operator runs them, on real files."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from roles import publishing, reading, search
from roles.interchange import applying, text
from roles.models import Category, Edition, FactKind, LogEntry, Redirect, Revision, Role
from tests.factories import make_live_role, make_role

pytestmark = pytest.mark.django_db

TEXT = """\
Example.org

Engineering

Bridge Inspector

Last updated 3 March 2026

Looks at bridges, and says what has to be mended.

Role at a glance

Typical education
Bachelor's degree
Typical mood
Calm

Duties and responsibilities

  • Walk under the bridge
  • Write down what is cracked: where, how wide

Overview

A day begins with a ladder.
"""


def run(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_roles", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def export(folder: Path, form: str = "md") -> dict[str, bytes]:
    call_command("export_roles", str(folder), "--format", form, stderr=io.StringIO())
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def wipe() -> None:
    """An empty site, as after `migrate`."""
    LogEntry.objects.all().delete()
    Redirect.objects.all().delete()
    Edition.objects.all().delete()
    Revision.objects.all().delete()
    Role.objects.all().delete()
    Category.objects.all().delete()
    FactKind.objects.filter(standard=False).delete()


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    file = tmp_path / "bridge-inspector.txt"
    file.write_text(TEXT)
    return file


def record_file(tmp_path: Path, name: str = "role.json", **fields: object) -> str:
    fields = {"title": "Bridge Inspector", "category": {"name": "Engineering"}, **fields}
    file = tmp_path / name
    file.write_text(json.dumps(fields))
    return str(file)


def test_an_import_makes_a_draft_that_is_not_public(text_file: Path) -> None:
    out, _ = run(str(text_file))
    assert out.splitlines() == [
        "created /jobs/engineering/bridge-inspector",
        "created 1, changed 0, same 0, refused 0",
    ]
    assert not Edition.objects.exists()
    assert Revision.objects.get().note == f"Imported from {text_file.name}:1"


def test_publishing_keeps_the_date_of_the_file(text_file: Path) -> None:
    run(str(text_file), "--publish")
    edition = Edition.objects.live(timezone.now()).get()
    assert edition.updated == datetime(2026, 3, 3, tzinfo=UTC)


def test_a_date_in_a_file_is_a_day_in_the_zone_of_the_site(text_file: Path, settings: Any) -> None:
    settings.TIME_ZONE = "America/New_York"
    run(str(text_file), "--publish")
    page = reading.role_page("engineering", "bridge-inspector", timezone.now())
    assert page is not None
    assert page.edition.updated == datetime(2026, 3, 3, 5, tzinfo=UTC)
    assert b"\nLast updated 3 March 2026\n" in text.encode(page.record)


def test_what_readers_see_of_an_import_names_no_file(tmp_path: Path) -> None:
    run(record_file(tmp_path, summary="One."), "--publish")
    run(record_file(tmp_path, summary="Two."), "--publish")
    run(record_file(tmp_path, summary="Three.", change_note="Three now"), "--publish")
    notes = Edition.objects.order_by("number").values_list("change_note", flat=True)
    assert list(notes) == ["First published", "Updated from an imported file.", "Three now"]


def test_a_second_import_says_same_and_makes_nothing(text_file: Path) -> None:
    run(str(text_file), "--publish")
    out, _ = run(str(text_file), "--publish")
    assert out.splitlines()[-1] == "created 0, changed 0, same 1, refused 0"
    assert (Edition.objects.count(), Revision.objects.count()) == (1, 1)


def test_publishing_later_what_was_imported_as_a_draft(text_file: Path) -> None:
    run(str(text_file))
    out, _ = run(str(text_file), "--publish")
    assert out.splitlines()[-1] == "created 0, changed 1, same 0, refused 0"
    assert Edition.objects.get().updated == datetime(2026, 3, 3, tzinfo=UTC)


def test_an_unknown_label_is_kept_as_a_new_kind(text_file: Path) -> None:
    run(str(text_file))
    facts = Role.objects.get().facts.values_list("kind__label", "text")
    assert list(facts) == [("Typical education", "Bachelor's degree"), ("Typical mood", "Calm")]
    assert FactKind.objects.get(label="Typical mood").standard is False


def test_names_in_another_casing_are_the_ones_the_site_has(tmp_path: Path) -> None:
    make_role("Other", tags=("SQL",))
    file = record_file(
        tmp_path,
        category={"name": "ENGINEERING"},
        tags=["sql"],
        glance=[{"label": "typical Education", "text": "A degree"}],
    )
    run(file)
    out, _ = run(file)
    assert out.splitlines()[-1] == "created 0, changed 0, same 1, refused 0"
    assert Category.objects.count() == 1
    assert FactKind.objects.count() == 6


def test_a_dry_run_shows_the_difference_and_writes_nothing(tmp_path: Path) -> None:
    run(record_file(tmp_path, summary="Looks.", duties=["Walk", "Look"]), "--publish")
    before = list(Revision.objects.values()), list(Edition.objects.values())
    out, _ = run(record_file(tmp_path, duties=["Walk", "Look twice"]), "--dry-run")
    assert "    -- Look" in out.splitlines()
    assert "    +- Look twice" in out.splitlines()
    assert (list(Revision.objects.values()), list(Edition.objects.values())) == before


def test_fields_a_json_file_does_not_name_stay_as_they_are(tmp_path: Path) -> None:
    run(record_file(tmp_path, overview="Kept.", duties=["Walk"]))
    run(record_file(tmp_path, duties=["Look"]))
    role = Role.objects.get()
    assert (role.overview, role.duties) == ("Kept.", ["Look"])


def test_a_text_file_leaves_what_it_has_no_place_for_as_it_is(text_file: Path) -> None:
    make_role("Bridge Inspector", tags=("bridges",), also_called=("Checker",), outlook="Good.")
    run(str(text_file))
    role = Role.objects.get()
    assert (list(role.tags.names()), role.also_called) == (["bridges"], ["Checker"])
    assert role.outlook == ""


def test_one_bad_record_refuses_everything(tmp_path: Path) -> None:
    lines = [
        {"title": "Good", "category": {"name": "A"}},
        {"title": "", "category": {"name": "A"}},
        {"title": "Fine", "category": {"name": "A"}},
    ]
    file = tmp_path / "roles.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines))
    out = io.StringIO()
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_roles", str(file), stdout=out, stderr=io.StringIO())
    assert out.getvalue() == "created 0, changed 0, same 0, refused 1\n"
    assert not Role.objects.exists()
    with pytest.raises(SystemExit) as ended:
        run(str(file), "--skip-bad")
    assert ended.value.code == 1
    assert sorted(Role.objects.values_list("title", flat=True)) == ["Fine", "Good"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "is empty"),
        ("binary.txt", b"\x00\x01\x02" * 50, "binary"),
        ("page.txt", b"<!DOCTYPE html><html><body>Hi</body></html>", "HTML"),
        ("latin.txt", "Cafés\n\nBarista\n\nLast updated\n".encode("latin-1"), "UTF-8"),
        ("wide.txt", "Engineering".encode("utf-16"), "UTF-16"),
        ("untitled.md", b"---\nschema: 1\ncategory:\n  name: A\n---\n", "title"),
    ],
)
def test_a_file_that_is_no_role_is_refused_by_name_line_and_reason(
    tmp_path: Path, name: str, content: bytes, reason: str, text_file: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    err = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_roles", str(text_file), str(file), stdout=io.StringIO(), stderr=err)
    line = next(line for line in err.getvalue().splitlines() if line.startswith("refused"))
    assert line.startswith(f"refused {file}:")
    assert reason in line
    assert not Role.objects.exists()


@pytest.mark.parametrize("name", ["role.json", "role.jsonl", "role.md", "role.csv", "role.txt"])
def test_standard_input_is_read_in_the_format_it_is_in(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = json.dumps({"title": "Bridge Inspector", "category": {"name": "Engineering"}})
    contents = {
        "role.json": json.dumps(json.loads(line), indent=2),
        "role.jsonl": f"{line}\n",
        "role.md": "---\ntitle: Bridge Inspector\ncategory:\n  name: Engineering\n---\n",
        "role.csv": "title,category\nBridge Inspector,Engineering\n",
        "role.txt": TEXT,
    }
    stdin = io.TextIOWrapper(io.BytesIO(contents[name].encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    out, _ = run("-")
    assert out.splitlines()[0] == "created /jobs/engineering/bridge-inspector"


@pytest.mark.parametrize("edition", [-1, 0, 2_147_483_648])
def test_an_edition_number_no_role_can_have_is_refused(tmp_path: Path, edition: int) -> None:
    err = io.StringIO()
    file = record_file(tmp_path, summary="Looks.", edition=edition)
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_roles", file, "--publish", stdout=io.StringIO(), stderr=err)
    assert f"refused {file}:1: edition: expected a number from 1 to 2147483647" in err.getvalue()


def test_two_records_of_one_address_are_refused(tmp_path: Path) -> None:
    first, second = record_file(tmp_path, "a.json"), record_file(tmp_path, "b.json")
    err = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_roles", first, second, stdout=io.StringIO(), stderr=err)
    assert "has the same address, /jobs/engineering/bridge-inspector" in err.getvalue()


def test_a_role_that_cannot_be_published_refuses_everything(tmp_path: Path) -> None:
    good = record_file(tmp_path, "a.json", title="Good", summary="Yes.")
    bad = record_file(tmp_path, "b.json", title="Bad")
    err = io.StringIO()
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_roles", good, bad, "--publish", stdout=io.StringIO(), stderr=err)
    assert f"refused {bad}:1: has no summary" in err.getvalue()
    assert not Role.objects.exists()


def test_a_withdrawn_role_stays_withdrawn(text_file: Path) -> None:
    run(str(text_file), "--publish")
    publishing.withdraw(role=Role.objects.get(), by=publishing.OPERATOR)
    out, err = run(str(text_file), "--publish")
    assert out.splitlines()[-1] == "created 0, changed 0, same 1, refused 0"
    assert "was withdrawn and stays so" in err
    assert not Edition.objects.live(timezone.now()).exists()


def test_a_file_under_an_old_address_changes_the_role_that_moved(tmp_path: Path) -> None:
    role = make_live_role("Bridge Inspector")
    role.slug = "inspector-of-bridges"
    role.save()
    publishing.publish(role=role, by=publishing.OPERATOR, change_note="Moved")
    out, _ = run(record_file(tmp_path, summary="New."))
    assert out.splitlines()[0] == "changed /jobs/engineering/inspector-of-bridges"
    assert Role.objects.get().slug == "inspector-of-bridges"


def test_related_roles_may_come_in_any_order_and_a_missing_one_is_told(tmp_path: Path) -> None:
    one = record_file(
        tmp_path,
        "1.json",
        title="One",
        related=[
            {"title": "Two", "url": "/jobs/engineering/two"},
            {"title": "Nowhere", "url": "/jobs/engineering/nowhere"},
        ],
    )
    two = record_file(tmp_path, "2.json", title="Two")
    _, err = run(one, two)
    targets = Role.objects.get(title="One").related_roles.values_list("target__title", flat=True)
    assert list(targets) == ["Two"]
    assert "no related role at /jobs/engineering/nowhere; left out" in err
    again, _ = run(one, two)
    assert again.splitlines()[-1] == "created 0, changed 0, same 2, refused 0"


def test_an_import_keeps_the_draft_it_replaces_in_the_history(tmp_path: Path) -> None:
    role = make_role("Bridge Inspector", overview="An editor's words.")
    run(record_file(tmp_path, overview="The file's words."))
    payloads = role.revisions.order_by("number").values_list("payload__overview", flat=True)
    assert list(payloads) == ["An editor's words.", "The file's words."]


@pytest.mark.parametrize("form", ["md", "jsonl"])
@pytest.mark.parametrize("publish", [True, False])
def test_export_import_export_gives_the_same_bytes(
    tmp_path: Path, form: str, publish: bool
) -> None:
    make_live_role(
        "Bridge Inspector",
        tags=("zeal", "Accents é"),
        also_called=("Inspector, Bridges",),
        overview="Some *prose*.\n\n- a list",
        cover_letter="Dear [Company],\n\nHello\nYou",
        education_override="4",
    )
    make_role("Draft: a [draft]", summary="<b>not bold</b> *x*")
    category = Category.objects.get()
    category.introduction = "About **it**."
    category.save()
    first = export(tmp_path / "first", form)
    wipe()
    run(str(tmp_path / "first"), *(["--publish"] if publish else []))
    second = export(tmp_path / "second", form)
    if publish:
        draft = "engineering/draft-a-draft.md" if form == "md" else "roles.jsonl"
        first.pop(draft), second.pop(draft)
    assert second == first


def test_export_of_a_live_role_is_what_visitors_read(tmp_path: Path) -> None:
    role = make_live_role("Bridge Inspector", summary="Live words.")
    role.summary = "Draft words."
    role.save()
    files = export(tmp_path / "out")
    text = files["engineering/bridge-inspector.md"].decode()
    assert "Live words." in text
    assert "Draft words." not in text


def test_csv_holds_the_flat_fields_and_changes_only_those(tmp_path: Path) -> None:
    make_role("Bridge Inspector", overview="Long.", duties=("Walk", "Look"))
    files = export(tmp_path / "out", "csv")
    file = tmp_path / "out" / "roles.csv"
    file.write_bytes(files["roles.csv"].replace(b"Long.", b"Longer."))
    out, _ = run(str(file))
    assert out.splitlines()[-1] == "created 0, changed 1, same 0, refused 0"
    role = Role.objects.get()
    assert (role.overview, role.duties) == ("Longer.", ["Walk", "Look"])


def test_a_path_that_is_not_there_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no file or folder"):
        run(str(tmp_path / "nothing.txt"))
    with pytest.raises(CommandError, match="holds no file of a known format"):
        run(str(tmp_path))


def test_related_roles_are_the_editors_choice_whatever_the_order_of_publication(
    tmp_path: Path,
) -> None:
    """Each names the others, before and after it in the file; the last is live a day later."""
    titles = ["First", "Second", "Third"]
    rows = [
        {
            "title": title,
            "category": {"name": "Engineering"},
            "summary": f"A {title}.",
            "related": [
                {"title": other, "url": f"/jobs/engineering/{other.lower()}"}
                for other in reversed(titles)
                if other != title
            ],
        }
        for title in titles
    ]
    file = tmp_path / "roles.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    run(str(file))
    for title in titles[:2]:
        role = Role.objects.get(title=title)
        publishing.publish(role=role, by=publishing.OPERATOR)
    assert [related(title) for title in titles] == [["Second"], ["First"], None]
    run(str(file), "--publish")
    assert [related(title) for title in titles] == [
        ["Third", "Second"],
        ["Third", "First"],
        ["Second", "First"],
    ]


def related(title: str) -> list[str] | None:
    page = reading.role_page("engineering", title.lower(), timezone.now())
    return page and [other.title for other in page.record.related]


def test_every_record_of_a_line_is_imported(tmp_path: Path) -> None:
    file = tmp_path / "roles.json"
    titles = ["One", "Two"]
    file.write_text(json.dumps([{"title": t, "category": {"name": "A"}} for t in titles]))
    out, _ = run(str(file))
    assert out.splitlines()[-1] == "created 2, changed 0, same 0, refused 0"


def test_a_related_role_that_is_refused_is_left_out_and_told(tmp_path: Path) -> None:
    other = {"title": "Two", "url": "/jobs/engineering/two"}
    one = record_file(tmp_path, "1.json", title="One", summary="One.", related=[other])
    two = record_file(tmp_path, "2.json", title="Two")
    err = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("import_roles", one, two, "--publish", "--skip-bad", stderr=err)
    assert f"note {one}:1: no related role at /jobs/engineering/two; left out" in err.getvalue()
    assert not Role.objects.get().related_roles.exists()


def test_a_role_is_related_to_another_once_and_never_to_itself(tmp_path: Path) -> None:
    moved = make_live_role("Formerly")
    moved.slug = "now"
    moved.save()
    publishing.publish(role=moved, by=publishing.OPERATOR, change_note="Moved")
    file = record_file(
        tmp_path,
        related=[
            {"title": "Formerly", "url": "/jobs/engineering/formerly"},
            {"title": "Itself", "url": "/jobs/engineering/bridge-inspector"},
            {"title": "Now", "url": "/jobs/engineering/now"},
        ],
    )
    _, err = run(file)
    assert (
        err == f"note {file}:1: /jobs/engineering/bridge-inspector is the role itself; left out\n"
    )
    links = Role.objects.get(slug="bridge-inspector").related_roles.values_list("target", flat=True)
    assert list(links) == [moved.pk]


@pytest.mark.parametrize(
    ("arguments", "left", "said"),
    [
        ([], 0, "Interrupted. Nothing was imported."),
        (["--resumable"], 1, "Interrupted. Not everything was imported. What was written stays;"),
    ],
)
def test_an_interruption_says_what_is_left(
    text_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    left: int,
    said: str,
) -> None:
    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(applying, "_finish_first", interrupt)
    with pytest.raises(CommandError, match=said) as ended:
        run(str(text_file), *arguments)
    assert ended.value.returncode == 130
    assert Role.objects.count() == left


def test_a_resumable_import_says_what_an_import_says(text_file: Path) -> None:
    assert run(str(text_file), "--publish", "--resumable") == (
        "created /jobs/engineering/bridge-inspector\ncreated 1, changed 0, same 0, refused 0\n",
        "",
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("resumable", [True, False])
def test_the_search_index_is_up_to_date_after_an_import(text_file: Path, resumable: bool) -> None:
    search.rebuild(lambda: None)
    arguments = ["--resumable"] if resumable else []
    run(str(text_file), "--publish", *arguments)
    assert not search.compare(lambda: None)
    assert Edition.objects.live(timezone.now()).exists()


def test_the_bar_of_a_terminal_shows_each_step_and_its_rate(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    run(record_file(tmp_path, summary="Looks."), "--publish")
    shown = capfd.readouterr().err
    assert re.findall(r"(\w+): ", shown) == ["read", "drafts", "import"]
    assert shown.count("roles/s]") == 3
