"""What the tests can use on this machine; run as a module, says what they could not run and why."""

import os
import shutil
import sys
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def chromium() -> str | None:
    """The browser of the browser tests: `CHROMIUM`, else the first one on the PATH."""
    names = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else CHROMIUM_NAMES
    return next((found for name in names if (found := shutil.which(name))), None)


def axe_script() -> Path | None:
    """axe-core's `axe.min.js`, which `AXE_JS` names: finds accessibility failures in a page."""
    return _file_named_by("AXE_JS")


def html_checker() -> Path | None:
    """The Nu HTML checker's `vnu.jar`, which `VNU_JAR` names; it needs Java."""
    return _file_named_by("VNU_JAR") if shutil.which("java") else None


def _file_named_by(variable: str) -> Path | None:
    path = Path(os.environ.get(variable) or "/nowhere")
    return path if path.is_file() else None


def not_run() -> list[str]:
    """One line for each kind of test that this machine cannot run, with the reason."""
    reasons = {
        "PostgreSQL (TEST_DATABASE_URL is not set)": os.environ.get("TEST_DATABASE_URL"),
        "Redis (TEST_REDIS_URL is not set)": os.environ.get("TEST_REDIS_URL"),
        "browser tests (no chromium found; CHROMIUM may name one)": chromium(),
        "accessibility of pages (AXE_JS names no axe.min.js)": chromium() and axe_script(),
        "validity of HTML (VNU_JAR names no vnu.jar, or there is no java)": html_checker(),
    }
    return [reason for reason, there in reasons.items() if not there]


if __name__ == "__main__":
    sys.stdout.writelines(f"Not run: {reason}.\n" for reason in not_run())
