"""Fixtures of all tests; one that asks for what is missing on a machine is skipped there."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import signals
from django.db import close_old_connections
from hypothesis import settings

from tests import available

# How long an example takes says more of the machine than of the code.
settings.register_profile("site", deadline=None)
settings.load_profile("site")

CHROMIUM_ARGS = [
    "--no-sandbox",  # as root in a container there is none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Marks tests by what they need: a browser, or the database.

    What uses no database need not be run again on another one.
    """
    if "browser" in item.path.parts:
        item.add_marker("browser")
    fixtures = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    if fixtures or item.get_closest_marker("django_db"):
        item.add_marker("database")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: their event loop stays, and Django refuses a database beside it."""
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright starts the browser: the system's chromium, never a download."""
    executable = available.chromium()
    if executable is None:
        pytest.skip("no chromium found")
    return {"executable_path": executable, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def faults_of() -> Callable[[Any], list[Any]]:
    """What axe-core finds wrong with a page that is open: each rule, and the HTML of its places."""
    script = available.axe_script()
    if script is None:
        pytest.skip("AXE_JS names no axe.min.js")
    source = script.read_text()

    def faults(page: Any) -> list[Any]:
        page.evaluate(source)
        found: list[Any] = page.evaluate(
            "async () => (await axe.run()).violations.map(({id, nodes}) =>"
            " [id, nodes.map(({html}) => html)])"
        )
        return found

    return faults


@pytest.fixture(scope="session")
def html_checker() -> Path:
    """The Nu HTML checker's jar, for `java -jar`."""
    jar = available.html_checker()
    if jar is None:
        pytest.skip("VNU_JAR names no vnu.jar, or there is no java")
    return jar


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> Path:
    """A folder of the test's own: nobody finds the search index that another test has left."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def standard_kinds(request: pytest.FixtureRequest) -> None:
    """Before a test that commits: the last one emptied every table, also of the standard kinds."""
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        request.getfixturevalue("transactional_db")
        import_module("roles.migrations.0004_standard_fact_kinds").add_kinds(apps, None)


@pytest.fixture
def open_connection() -> Iterator[None]:
    """As Django's own test client has it: the end of a request keeps the test's transaction."""
    ends = (signals.request_started, signals.request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)
