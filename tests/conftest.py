"""Fixtures for what may be missing on a machine: a test that asks for it is skipped there."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
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


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright starts the browser: the system's chromium, never a download."""
    executable = available.chromium()
    if executable is None:
        pytest.skip("no chromium found")
    return {"executable_path": executable, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The text of axe-core, for `page.evaluate`."""
    script = available.axe_script()
    if script is None:
        pytest.skip("AXE_JS names no axe.min.js")
    return script.read_text()


@pytest.fixture(scope="session")
def html_checker() -> Path:
    """The Nu HTML checker's jar, for `java -jar`."""
    jar = available.html_checker()
    if jar is None:
        pytest.skip("VNU_JAR names no vnu.jar, or there is no java")
    return jar


@pytest.fixture(autouse=True)
def standard_kinds(request: pytest.FixtureRequest) -> None:
    """Before a test that commits: the last one emptied every table, also of the standard kinds."""
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        request.getfixturevalue("transactional_db")
        import_module("roles.migrations.0004_standard_fact_kinds").add_kinds(apps, None)
