from collections.abc import Callable

import pytest

from roles import search
from tests.following.stepping import step


@pytest.fixture
def follow(db: None) -> Callable[[], None]:
    """Brings the search index up with the publication log."""
    return lambda: step(search.SearchIndex())
