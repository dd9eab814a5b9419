"""The starter roles: complete, and read without a single note."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from roles.facets import ai_impact
from roles.interchange import markdown
from roles.interchange.planning import Read, plan
from roles.interchange.source import Decoded
from roles.records import CategoryRecord, RoleRecord

STARTER = Path(__file__).resolve().parent.parent / "roles" / "starter"
FILES = sorted(STARTER.glob("*/*.md"))
ROLE_FILES = [file for file in FILES if file.name != "_category.md"]
STANDARD_LABELS = [
    "Typical education",
    "Typical experience",
    "Key certifications",
    "Top employer types",
    "Growth outlook",
    "AI impact (through 2030)",
]


def read(file: Path) -> Iterator[Read]:
    with file.open("rb") as stream:
        yield from ((file.name, item) for item in markdown.decode(stream, file.name))


def record_of(file: Path) -> RoleRecord | CategoryRecord:
    [(_, item)] = read(file)
    assert isinstance(item, Decoded), item
    return item.record


@pytest.mark.parametrize("file", ROLE_FILES, ids=lambda file: file.stem)
def test_a_starter_role_is_complete(file: Path) -> None:
    record = record_of(file)
    assert isinstance(record, RoleRecord)
    assert f"{record.category.slug}/{record.slug}.md" == str(file.relative_to(STARTER))
    assert [fact.label for fact in record.glance] == STANDARD_LABELS
    assert ai_impact(record.glance[-1].text) is not None
    assert 8 <= len(record.duties) <= 12
    assert 3 <= len(record.qualifications) <= 5
    assert 4 <= len(record.faqs) <= 6
    for text in (record.summary, record.overview, record.outlook, record.cover_letter):
        assert text
    assert record.tags
    assert record.also_called
    assert record.related


def test_there_are_enough_roles_and_every_category_is_introduced() -> None:
    categories = {file.parent for file in ROLE_FILES}
    assert len(ROLE_FILES) >= 40
    assert len(categories) >= 10
    for category in categories:
        record = record_of(category / "_category.md")
        assert isinstance(record, CategoryRecord)
        assert record.introduction


@pytest.mark.django_db
def test_the_starter_roles_import_without_a_note() -> None:
    items = (item for file in FILES for item in read(file))
    made = plan(items, publish=True, at=timezone.now())
    assert (made.refused, made.warnings) == ([], [])


def test_a_starter_file_is_in_the_form_an_export_writes() -> None:
    """So that a change to a role later shows as that change alone."""
    differing = [
        file.name for file in FILES if markdown.encode(record_of(file)) != file.read_bytes()
    ]
    assert differing == []
