from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roles import search
from tests.following.stepping import step


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> Path:
    """A place for the search index of the test's own."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def follow(db: None) -> Callable[[], None]:
    """Brings the search index up with the publication log."""
    return lambda: step(search.SearchIndex())
