"""System checks: combinations of settings with which the site would run, but not well.

`manage.py check --deploy` runs them all; every command runs those that concern any start.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning


@register(Tags.urls)
def check_site_url(**kwargs: Any) -> Sequence[CheckMessage]:
    if settings.SITE_URL and _origin(settings.SITE_URL) is None:
        return [
            Error(
                f"SITE_URL is “{settings.SITE_URL}”, which is not the address of a site.",
                hint="Write scheme and host and nothing after them: https://jobs.example.org",
                id="roles.E001",
            )
        ]
    return []


@register(Tags.security)
def check_debug_is_private(**kwargs: Any) -> Sequence[CheckMessage]:
    public = [host for host in _hosts() if not _is_local(host)]
    if settings.DEBUG and public:
        return [
            CheckWarning(
                f"DEBUG is on, and the site answers for {', '.join(public)}: error pages show "
                "settings and source code to visitors.",
                hint="Unset DEBUG, or set ALLOWED_HOSTS to localhost.",
                id="roles.W002",
            )
        ]
    return []


@register(Tags.files)
def check_data_dir(**kwargs: Any) -> Sequence[CheckMessage]:
    if _is_writable_folder(Path(settings.DATA_DIR)):
        return []
    return [
        Error(
            f"DATA_DIR is {settings.DATA_DIR}, where this user may not write.",
            hint="Name another folder in DATA_DIR, or give the server's user the right to write.",
            id="roles.E003",
        )
    ]


@register(Tags.security)
def check_allowed_hosts(**kwargs: Any) -> Sequence[CheckMessage]:
    if settings.DEBUG or (settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS):
        return []
    return [
        CheckWarning(
            "ALLOWED_HOSTS lets in every host name: pages and mails may then carry an address "
            "that a stranger chose."
            if settings.ALLOWED_HOSTS
            else "ALLOWED_HOSTS is empty: every request is answered with 400.",
            hint="Name the hosts of the site, separated by commas: ALLOWED_HOSTS=jobs.example.org",
            id="roles.W004",
        )
    ]


@register(Tags.urls)
def check_site_url_is_allowed(**kwargs: Any) -> Sequence[CheckMessage]:
    origin = _origin(settings.SITE_URL)
    if origin is None or _matches(origin.hostname or "", settings.ALLOWED_HOSTS):
        return []
    return [
        CheckWarning(
            f"The site would refuse requests for its own address: {origin.hostname} is not among "
            "ALLOWED_HOSTS.",
            hint="Add it to ALLOWED_HOSTS, or unset ALLOWED_HOSTS, which then follows SITE_URL.",
            id="roles.W005",
        )
    ]


@register(Tags.urls, deploy=True)
def check_public_site_knows_its_url(**kwargs: Any) -> Sequence[CheckMessage]:
    if settings.SITE_URL or all(_is_local(host) for host in settings.ALLOWED_HOSTS):
        return []
    return [
        CheckWarning(
            "SITE_URL is not set: feeds, sitemaps and downloads give the address of whatever host "
            "a request named.",
            hint="Set it to the site's public address: SITE_URL=https://jobs.example.org",
            id="roles.W006",
        )
    ]


@register(Tags.security, deploy=True)
def check_proxy_is_trusted(**kwargs: Any) -> Sequence[CheckMessage]:
    if not settings.SITE_URL.startswith("https://") or settings.SECURE_PROXY_SSL_HEADER:
        return []
    return [
        CheckWarning(
            "SITE_URL is https, but requests look like plain HTTP behind a proxy that ends TLS: "
            "no HSTS header is sent.",
            hint=(
                "Set BEHIND_PROXY=1 when a proxy in front sets X-Forwarded-Proto itself and drops "
                "what clients send."
            ),
            id="roles.W007",
        )
    ]


@register(Tags.files)
def check_sqlite_folder(**kwargs: Any) -> Sequence[CheckMessage]:
    config = settings.DATABASES["default"]
    name = str(config["NAME"])
    if not config["ENGINE"].endswith("sqlite3") or ":memory:" in name:
        return []
    file = Path(name)
    if _is_writable_folder(file.parent) and (not file.exists() or os.access(file, os.W_OK)):
        return []
    return [
        Error(
            f"DATABASE_URL names the SQLite file {file}, where this user may not write.",
            hint="Make its folder, and give the server's user all of it: SQLite adds files there.",
            id="roles.E008",
        )
    ]


def _origin(url: str) -> SplitResult | None:
    """`url` taken apart when it is scheme, host and port alone (RFC 6454), else None."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return None
    extra = parts.path or parts.query or parts.fragment or "@" in parts.netloc or " " in url
    return parts if known and not extra else None


def _hosts() -> list[str]:
    origin = _origin(settings.SITE_URL)
    return [*settings.ALLOWED_HOSTS, *([origin.hostname or ""] if origin else [])]


def _is_local(host: str) -> bool:
    name = host.strip("[].").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _matches(host: str, allowed: Sequence[str]) -> bool:
    """Whether Django answers for `host`: "*" is any, ".example.org" is a domain with subdomains."""
    return any(
        pattern == "*"
        or pattern.strip("[]").lower() == host
        or (pattern.startswith(".") and f".{host}".endswith(pattern.lower()))
        for pattern in allowed
    )


def _is_writable_folder(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
