"""System checks: combinations of settings with which the site would run, but not well.

`manage.py check --deploy` runs them all; every command runs those that concern any start.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning

# A URI without white space (RFC 9116, 2.5.3), and not plain HTTP, which it forbids.
_CONTACT = re.compile(r"(https://|mailto:|tel:)[!-~]+")
# A dictionary of preferences, as the drafts of the IETF's working group AIPREF have it.
_USAGE = re.compile(r"[a-z*][a-z0-9_.*-]*=[a-z0-9]+(, ?[a-z*][a-z0-9_.*-]*=[a-z0-9]+)*")
# indexnow.org/documentation
_KEY = re.compile(r"[A-Za-z0-9-]{8,128}")


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


@register(Tags.urls)
def check_security_contact(**kwargs: Any) -> Sequence[CheckMessage]:
    bad = [contact for contact in settings.SECURITY_CONTACT if not _CONTACT.fullmatch(contact)]
    if not bad:
        return []
    return [
        Error(
            f"SECURITY_CONTACT holds {', '.join(f'“{contact}”' for contact in bad)}, which "
            "security.txt cannot give (RFC 9116).",
            hint=(
                "Write addresses separated by commas: mailto:security@jobs.example.org, "
                "https://jobs.example.org/security or tel:+1-201-555-0123"
            ),
            id="roles.E009",
        )
    ]


@register(Tags.security, deploy=True)
def check_security_contact_is_given(**kwargs: Any) -> Sequence[CheckMessage]:
    if settings.SECURITY_CONTACT or all(_is_local(host) for host in settings.ALLOWED_HOSTS):
        return []
    return [
        CheckWarning(
            "SECURITY_CONTACT is not set: who finds a vulnerability does not know whom to tell.",
            hint="Name an address: SECURITY_CONTACT=mailto:security@jobs.example.org",
            id="roles.W010",
        )
    ]


@register(Tags.urls)
def check_content_usage(**kwargs: Any) -> Sequence[CheckMessage]:
    if not settings.CONTENT_USAGE or _USAGE.fullmatch(settings.CONTENT_USAGE):
        return []
    return [
        Error(
            f"CONTENT_USAGE is “{settings.CONTENT_USAGE}”, which is no list of preferences.",
            hint="Write names and values, separated by commas: CONTENT_USAGE=train-ai=n",
            id="roles.E011",
        )
    ]


@register(Tags.urls)
def check_indexnow(**kwargs: Any) -> Sequence[CheckMessage]:
    if not settings.INDEXNOW_KEY:
        return []
    messages: list[CheckMessage] = []
    if not _KEY.fullmatch(settings.INDEXNOW_KEY):
        messages.append(
            Error(
                "INDEXNOW_KEY is not 8 to 128 letters, digits and hyphens.",
                hint="Make one: python3 -c 'import secrets; print(secrets.token_hex(16))'",
                id="roles.E012",
            )
        )
    if not settings.SITE_URL:
        messages.append(
            CheckWarning(
                "INDEXNOW_KEY is set, but nothing is submitted: SITE_URL is not set.",
                hint="Set it to the site's public address: SITE_URL=https://jobs.example.org",
                id="roles.W013",
            )
        )
    if not _is_web_address(settings.INDEXNOW_ENDPOINT):
        messages.append(
            Error(
                f"INDEXNOW_ENDPOINT is “{settings.INDEXNOW_ENDPOINT}”, which is no web address.",
                hint="Unset it, or write https://, a host and a path.",
                id="roles.E014",
            )
        )
    return messages


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


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
