"""A seeded site is one that the regular way could have made."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TOLD = """
import django
django.setup()
from django.utils import timezone
from roles.drafting import save_revision
from roles.models import Edition, LogEntry, LogHead, Redirect, Role
role = Role.objects.latest("pk")
print(
    Edition.objects.live(timezone.now()).count(),
    role.editions.count(),
    LogEntry.objects.count() == LogHead.objects.get().position,
    save_revision(role, by=None).number,
    all(row.path.endswith(row.role.slug) for row in Redirect.objects.exclude(role=None)),
)
"""


def test_its_copies_have_all_that_a_role_has(tmp_path: Path) -> None:
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "only-for-tests",
        "DJANGO_SETTINGS_MODULE": "jobdesc.settings",
    }

    def run(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    run("manage.py", "migrate", "--verbosity=0")
    run("-m", "benchmarks.seed", "40", "10")
    # The working copy of a copied role is the same as its one revision.
    assert run("-c", TOLD).split() == ["40", "5", "True", "1", "True"]
    assert "40 editions" in run("manage.py", "rebuild_search", "--check")
