import os
import re
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone

from roles import reading
from roles.management.commands import first_run
from roles.models import Role
from tests.factories import make_live_role, make_role

pytestmark = pytest.mark.django_db

ROLE = """---
schema: 1
title: Lighthouse Keeper
category:
  name: Coast
---

# Lighthouse Keeper

Keeps the light.
"""


@pytest.fixture(autouse=True)
def starter(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One starter role, and a place for static files."""
    settings.STATIC_ROOT = tmp_path / "static"
    folder = tmp_path / "starter" / "coast"
    folder.mkdir(parents=True)
    (folder / "lighthouse-keeper.md").write_text(ROLE)
    monkeypatch.setattr(first_run, "STARTER", tmp_path / "starter")
    return tmp_path / "starter"


def run() -> tuple[str, str]:
    """What the command says on standard output and on standard error."""
    out, err = StringIO(), StringIO()
    call_command("first_run", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def live_titles() -> list[str]:
    return [
        edition.title for edition in reading.role_list(reading.live_roles(timezone.now())).editions
    ]


def test_an_empty_site_gets_the_starter_roles_live_and_a_user_who_can_sign_in() -> None:
    out, err = run()
    assert live_titles() == ["Lighthouse Keeper"]
    (admin,) = get_user_model().objects.all()
    (password,) = re.findall(r"with the password (\S+)\n", out)
    assert (admin.username, admin.is_superuser) == ("admin", True)
    assert admin.check_password(password)
    assert password not in err


def test_the_second_run_changes_nothing_and_says_no_password() -> None:
    run()
    before = list(get_user_model().objects.values_list("password"))
    assert run() == ("", "")
    assert live_titles() == ["Lighthouse Keeper"]
    assert list(get_user_model().objects.values_list("password")) == before


def test_a_site_with_one_role_gets_no_starter_roles() -> None:
    make_live_role("Diver")
    run()
    assert live_titles() == ["Diver"]


def test_a_site_whose_only_role_is_a_draft_gets_no_starter_roles() -> None:
    make_role("Diver")
    run()
    assert list(Role.objects.values_list("title", flat=True)) == ["Diver"]


def test_a_site_with_a_user_gets_no_admin() -> None:
    get_user_model().objects.create_user("mara")
    out, _ = run()
    assert out == ""
    assert list(get_user_model().objects.values_list("username", flat=True)) == ["mara"]


def test_without_starter_content_the_site_starts_empty_and_says_so(
    starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_run, "STARTER", starter / "missing")
    _, err = run()
    assert f"There is no starter content at {starter / 'missing'}" in err
    assert Role.objects.count() == 0


def test_static_files_are_collected_anew_only_when_one_changed(
    tmp_path: Path, settings: Any
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "site.css").write_text("body{}")
    settings.STATICFILES_DIRS = [source]
    collected = tmp_path / "static" / "site.css"
    run()
    assert collected.read_text() == "body{}"
    collected.write_text("untouched")
    run()
    assert collected.read_text() == "untouched"
    (source / "site.css").write_text("body{color:red}")
    os.utime(source / "site.css", (time.time() + 60,) * 2)  # collectstatic looks at whole seconds
    run()
    assert collected.read_text() == "body{color:red}"
