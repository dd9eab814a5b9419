"""The site's settings as the tests run them.

`TEST_DATABASE_URL` and `TEST_REDIS_URL` choose the database (default: a SQLite file, as `make
serve` has it) and the shared cache (default: none). What the site's own variables say is left out
of the tests. Every pytest-xdist worker has its own database, its own `DATA_DIR` and cache keys.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
SITE_VARIABLES = (
    "ALLOWED_HOSTS",
    "BEHIND_PROXY",
    "CONTENT_USAGE",
    "DATABASE_URL_FILE",
    "DEBUG",
    "HSTS_SECONDS",
    "INDEXNOW_ENDPOINT",
    "INDEXNOW_KEY",
    "LOG_LEVEL",
    "REDIS_URL_FILE",
    "REQUIRE_SECOND_PERSON",
    "SECRET_KEY_FILE",
    "SECURITY_CONTACT",
    "SITE_NAME",
    "SITE_URL",
    "TIME_ZONE",
)

if "TESTS_DIR" not in os.environ:
    os.environ["TESTS_DIR"] = tempfile.mkdtemp(prefix="jobdesc-tests-")
    atexit.register(shutil.rmtree, os.environ["TESTS_DIR"], ignore_errors=True)
for name in SITE_VARIABLES:
    os.environ.pop(name, None)
os.environ["DATA_DIR"] = str(Path(os.environ["TESTS_DIR"]) / WORKER)
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")
os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL", "")
os.environ["SECRET_KEY"] = "only-for-tests"

from jobdesc.settings import *  # noqa: F403
from jobdesc.settings import DATA_DIR, DATABASES, INSTALLED_APPS, MIDDLEWARE, REDIS_URL

(DATA_DIR / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing folder
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in production: in memory, two connections lock each other out in other ways.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "tests.sqlite3")}
DATABASES["default"]["OPTIONS"].pop("pool", None)
if REDIS_URL:
    CACHES["default"]["KEY_PREFIX"] = f"tests-{WORKER}"  # noqa: F405
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ZEAL_ALLOWLIST = [
    # django-taggit looks up each tag of a saved role by itself; a role has a handful of them.
    {"model": "taggit.*", "field": "get()"},
    # The page of a user looks up two: whom it is about, and who asks.
    {"model": "auth.User", "field": "get()"},
]
