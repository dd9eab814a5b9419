"""Every setting, read from environment variables alone; README.md lists them for operators."""

import logging
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def _text(name: str, default: str = "") -> str:
    """The variable, or `default` when it is unset or empty, as compose files leave it."""
    return str(env.str(name, default="")) or default


def _number(name: str, default: int) -> int:
    try:
        return int(_text(name, str(default)))
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number.") from None


def _secret(name: str) -> str:
    """The variable `name`, or the content of the file that `name`_FILE names, without its newline.

    Raises:
        ImproperlyConfigured: when both are given, or the file cannot be read.
    """
    value, file = _text(name), _text(f"{name}_FILE")
    if not file:
        return value
    if value:
        raise ImproperlyConfigured(f"Set either {name} or {name}_FILE, not both.")
    try:
        return Path(file).read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE: cannot read {file}: {error.strerror}.") from None


def _data_dir() -> Path:
    folder = BASE_DIR / _text("DATA_DIR", "var")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"DATA_DIR: cannot make {folder}: {error.strerror}.") from None
    return folder


def _kept_secret_key(data_dir: Path) -> str:
    """A random key, made once and kept in `data_dir`, so that sessions outlive a restart."""
    kept = data_dir / "secret_key"
    fresh = data_dir / f"secret_key.{os.getpid()}"
    try:
        if not kept.exists():
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(50))
            # Of two processes that start at once, the second finds the first one's key.
            with suppress(FileExistsError):
                kept.hardlink_to(fresh)
            fresh.unlink()
        return kept.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"DATA_DIR: cannot keep a secret key in {data_dir}: {error.strerror}. Name a folder "
            "this user may write to, or set SECRET_KEY."
        ) from None


SQLITE_OPTIONS = {
    # A write transaction takes its lock at once, so that two writers queue, not fail.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;"
    ),
}


def _database(url: str, data_dir: Path) -> dict[str, Any]:
    """`url` as Django wants it, with the options each kind of database needs.

    Raises:
        ImproperlyConfigured: for any other form; the message never holds the URL's password.
    """
    scheme, _, rest = url.partition("://")
    if not url or scheme == "sqlite":
        is_file = rest.startswith("/") and rest != "/"
        if url and not is_file and rest != ":memory:":
            raise ImproperlyConfigured(
                "DATABASE_URL: write a SQLite file as sqlite:///relative/path.sqlite3 or "
                "sqlite:////absolute/path.sqlite3."
            )
        name = str(BASE_DIR / rest[1:]) if is_file else rest or str(data_dir / "jobdesc.sqlite3")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name,
            "OPTIONS": SQLITE_OPTIONS,
            # Opening the file and setting it up takes as long as all queries of a page.
            "CONN_MAX_AGE": None,
        }
    if scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            "DATABASE_URL must begin with sqlite:/// or postgres://, as in "
            "postgres://user:password@host:5432/name."
        )
    try:
        config: dict[str, Any] = env.db_url_config(url)
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL: {error}.") from None
    if not config["NAME"]:
        raise ImproperlyConfigured("DATABASE_URL names no database: postgres://user@host/name.")
    config["OPTIONS"] = {**config.get("OPTIONS", {}), "pool": {"min_size": 1, "max_size": 8}}
    # A connection that died with its server is replaced before a request meets it.
    config["CONN_HEALTH_CHECKS"] = True
    return config


def _host(url: str) -> list[str]:
    try:
        host = urlsplit(url).hostname
    except ValueError:  # reported by the system check of SITE_URL
        host = None
    return [host] if host else []


# --- The site -----------------------------------------------------------------------------------

DATA_DIR = _data_dir()
SITE_NAME = _text("SITE_NAME", "JobDesc")
SITE_URL = _text("SITE_URL").rstrip("/")
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = _secret("SECRET_KEY") or _kept_secret_key(DATA_DIR)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[]) or [
    *_host(SITE_URL),
    "localhost",
    "127.0.0.1",
    "[::1]",
]

# Whether somebody else has to publish what one person alone drafted.
REQUIRE_SECOND_PERSON = env.bool("REQUIRE_SECOND_PERSON", default=False)

# --- What machines are told ---------------------------------------------------------------------

# Addresses (https:, mailto:, tel:) for reports of vulnerabilities; without any, no security.txt.
SECURITY_CONTACT = [address.strip() for address in env.list("SECURITY_CONTACT", default=[])]
# What robots.txt says of the use of the content by machines; without, it says nothing.
CONTENT_USAGE = _text("CONTENT_USAGE")
# Public by its nature: every visitor may read it at /<key>.txt.
INDEXNOW_KEY = _text("INDEXNOW_KEY")
INDEXNOW_ENDPOINT = _text("INDEXNOW_ENDPOINT", "https://api.indexnow.org/indexnow")

# --- Django -------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "roles.apps.EditorsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "taggit",
    "roles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "jobdesc.headers.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "jobdesc.urls"
WSGI_APPLICATION = "jobdesc.wsgi.application"
# Public addresses have no trailing slash; roles.urls redirects the slash form itself.
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": _database(_secret("DATABASE_URL"), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if REDIS_URL := _secret("REDIS_URL"):
    if not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured("REDIS_URL must begin with redis://, rediss:// or unix://.")
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }

PAGE_CACHE_MB = _number("PAGE_CACHE_MB", 64)  # of memory in each process; 0 keeps no page
PAGE_FILE_MB = _number("PAGE_FILE_MB", 512)  # of disk for all processes of a host

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTHENTICATION_BACKENDS = ["jobdesc.permissions.PermissionsAtOnce"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "en"
TIME_ZONE = _text("TIME_ZONE", "UTC")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# A role may have 200 facts and 200 FAQs, each a handful of form fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

TAGGIT_CASE_INSENSITIVE = True

# --- Security -----------------------------------------------------------------------------------

# Django 6's name and shape, so that its own middleware can take over later.
SECURE_CSP = {
    "default-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Names of our own, so that another Django site on the same host does not sign our editors out.
SESSION_COOKIE_NAME = "jobdesc_session"
CSRF_COOKIE_NAME = "jobdesc_csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_HTTPONLY = True
if SITE_URL:
    CSRF_TRUSTED_ORIGINS = [SITE_URL]
if SITE_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # Browsers take a cookie with this prefix only over TLS and only from this very host.
    SESSION_COOKIE_NAME = f"__Host-{SESSION_COOKIE_NAME}"
    CSRF_COOKIE_NAME = f"__Host-{CSRF_COOKIE_NAME}"
    SECURE_HSTS_SECONDS = _number("HSTS_SECONDS", 3600)
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # jobdesc.headers sends X-Frame-Options
    "security.W005",  # HSTS for subdomains and
    "security.W021",  # preloading bind a whole domain: the choice of who owns it, made at the proxy
    "security.W008",  # whatever ends TLS redirects plain HTTP: the server here speaks nothing else
]

# --- Logging ------------------------------------------------------------------------------------

LOG_LEVEL = _text("LOG_LEVEL", "INFO").upper()
if LOG_LEVEL not in logging.getLevelNamesMapping():
    raise ImproperlyConfigured("LOG_LEVEL must be DEBUG, INFO, WARNING, ERROR or CRITICAL.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
}
