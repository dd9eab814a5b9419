from __future__ import annotations

import secrets
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, call_command

from roles.models import Role

STARTER = Path(__file__).resolve().parents[2] / "starter"
PASSWORD_BYTES = 15


class Command(BaseCommand):
    """Brings the site to where it can be served; what is there already stays as it is."""

    help = (
        "Prepares the site for its server: tables, static files, the starter roles while there is "
        "no role yet, and the user “admin” while there is no user yet. Safe to run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        _collect_static_files()
        self._add_starter_roles()
        self._add_admin()

    def _add_starter_roles(self) -> None:
        if Role.objects.exists():
            return
        if not STARTER.is_dir():
            self.stderr.write(f"There is no starter content at {STARTER}; the site starts empty.")
            return
        self.stderr.write("Adding the starter roles…")
        report = StringIO()
        call_command("import_roles", str(STARTER), "--publish", stdout=report)
        self.stderr.write(report.getvalue().splitlines()[-1])  # the totals

    def _add_admin(self) -> None:
        """The password is shown here and nowhere else: only its hash is kept."""
        users = get_user_model()._default_manager
        if users.exists():
            return
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        users.create_superuser("admin", password=password)
        self.stdout.write(f"Editors sign in at /admin/ as “admin” with the password {password}")
        self.stderr.write("It is shown this once; change it with: manage.py changepassword admin")


def _collect_static_files() -> None:
    """Compressing them takes seconds, so it is done only when one of them changed."""
    root = Path(settings.STATIC_ROOT)
    collected = root.with_name(f"{root.name}.sha256")
    fingerprint = _static_fingerprint()
    if root.is_dir() and collected.is_file() and collected.read_text() == fingerprint:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    collected.write_text(fingerprint)


def _static_fingerprint() -> str:
    """Changes whenever a static file, or the way in which they are stored, does."""
    digest = sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
