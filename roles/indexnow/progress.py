"""How far search engines were told of the publication log, kept in DATA_DIR for all processes."""

from __future__ import annotations

import fcntl
import json
import logging
import os
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings

from roles.models import LogMark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """All moments are with a time zone.

    Args:
        position, at: the last entry of the log that was dealt with.
        told: every entry up to there that visitors saw by this moment was submitted, or was
            older than the site's use of IndexNow.
        slugs: of categories, by id, as they were then; another slug is a new address.
        failures: attempts in a row that failed.
        retry_at: no attempt is made before.
    """

    position: int
    at: datetime | None
    told: datetime
    slugs: dict[str, str]
    failures: int = 0
    retry_at: datetime | None = None

    @property
    def mark(self) -> LogMark:
        return LogMark(self.position, self.at)


class ProgressFile:
    """The one file, and the lock of whoever submits."""

    def __init__(self) -> None:
        self._folder: Path = settings.DATA_DIR / "indexnow"
        self._file = self._folder / "progress.json"

    def read(self) -> Progress | None:
        """None when there is none, or none that can be read."""
        try:
            return _decoded(json.loads(self._file.read_text()))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError, AttributeError):
            logger.exception("%s is damaged and will be made anew.", self._file)
            return None

    def write(self, progress: Progress) -> None:
        """On disk as a whole or not at all. Only while `locked`."""
        new = self._file.with_suffix(".new")
        with new.open("w") as file:
            json.dump(asdict(progress), file, default=datetime.isoformat)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._file)

    @contextmanager
    def locked(self) -> Iterator[bool]:
        """Holds the right to submit; yields False at once when another process has it.

        The kernel takes it back from a process that was killed.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True


def _decoded(stored: dict[str, Any]) -> Progress:
    moments = {
        name: stored[name] and datetime.fromisoformat(stored[name])
        for name in ("at", "told", "retry_at")
    }
    return Progress(**{**stored, **moments})
