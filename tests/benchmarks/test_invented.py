"""Invented roles are roles like any others, and the same every time."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from benchmarks.invented import invented_roles
from roles.interchange import jsonl
from roles.models import Edition

if TYPE_CHECKING:
    from pathlib import Path


def test_the_same_seed_gives_the_same_roles_and_another_one_others() -> None:
    first = list(invented_roles(20))
    assert list(invented_roles(20)) == first
    assert list(islice(invented_roles(500), 20)) == first
    assert list(invented_roles(20, seed=2)) != first


def test_each_has_a_title_and_an_address_of_its_own() -> None:
    roles = [(role.title, role.slug) for role in invented_roles(30_000)]
    titles, slugs = (set(each) for each in zip(*roles, strict=True))
    assert len(titles) == len(slugs) == 30_000


@pytest.mark.django_db
def test_an_import_takes_them_as_they_are(tmp_path: Path) -> None:
    roles = list(invented_roles(8))
    file = tmp_path / "roles.jsonl"
    file.write_bytes(b"".join(map(jsonl.encode, roles)))
    call_command("import_roles", str(file), publish=True)
    assert {edition.title for edition in Edition.objects.all()} == {role.title for role in roles}
