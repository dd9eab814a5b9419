"""The site's settings as the tests run them; `TEST_DATABASE_URL` chooses the database."""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="jobdesc-tests-"))
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "sqlite://:memory:")

from jobdesc.settings import *  # noqa: E402, F403
from jobdesc.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE  # noqa: E402

DATABASES["default"]["OPTIONS"].pop("pool", None)
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
