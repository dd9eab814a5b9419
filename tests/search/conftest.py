from collections.abc import Callable

import pytest

from roles import search
from tests.following.stepping import step


@pytest.fixture
def follow(db: None) -> Callable[[], None]:
    """Brings the index up with the log, as a server process does in a thread of its own."""
    return lambda: step(search.SearchIndex())
