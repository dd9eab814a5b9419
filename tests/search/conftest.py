from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roles import search
from roles.models import LogEntry
from tests.following.stepping import step


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> Path:
    """An index of the test's own."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def indexed(db: None) -> Callable[[], None]:
    """Brings the index up with the log, as a server process does in its own thread."""
    return lambda: step(search.SearchIndex())
