"""What pages depend on beside the database, in a word."""

from __future__ import annotations

import sys
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.template import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator


def deployment() -> str:
    """Another word for every other code, template, library, style sheet or setting.

    Made of their content: the times of files tell nothing where an image or a build sets them.
    """
    digest = blake2b(digest_size=16)
    for path in sorted(_files()):
        digest.update(f"\n{path}\n".encode() + path.read_bytes())
    # Their folders are called after name and version.
    libraries = sorted(each.name for path in sys.path for each in Path(path).glob("*.dist-info"))
    values = [(name, getattr(settings, name)) for name in dir(settings) if name.isupper()]
    digest.update(repr((sys.version, libraries, values)).encode())
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    wiring = import_module(settings.ROOT_URLCONF).__file__ or ""
    templates = [Path(folder) for folder in Engine.get_default().dirs]
    for folder in [Path(wiring).parent, Path(apps.get_app_config("roles").path), *templates]:
        yield from (
            path for path in folder.rglob("*.*") if path.is_file() and path.suffix != ".pyc"
        )
    # Names the style sheets by what is in them, and so do the pages.
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.exists():
        yield manifest
