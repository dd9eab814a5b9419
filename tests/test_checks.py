from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

PUBLIC = ["jobs.example.org"]
SITE = "https://jobs.example.org"
GOOD: dict[str, Any] = {
    "ALLOWED_HOSTS": PUBLIC,
    "DEBUG": False,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "SITE_URL": SITE,
}


@pytest.fixture
def found(settings: Any) -> Any:
    """Our own checks' ids with a sound public site's settings, changed as given."""

    def ids(**changed: Any) -> list[str]:
        for name, value in {**GOOD, **changed}.items():
            setattr(settings, name, value)
        messages = run_checks(include_deployment_checks=True)
        ours = [message for message in messages if (message.id or "").startswith("roles.")]
        assert all(message.hint for message in ours)
        return sorted(str(message.id) for message in ours)

    return ids


def test_a_sound_public_site_is_left_in_peace(found: Any) -> None:
    assert found() == []


def test_a_private_site_without_an_address_is_left_in_peace(found: Any) -> None:
    local = ["localhost", "127.0.0.1", "[::1]", ".localhost"]
    assert found(SITE_URL="", ALLOWED_HOSTS=local, DEBUG=True) == []


@pytest.mark.parametrize(
    "url",
    [
        "jobs.example.org",
        "ftp://jobs.example.org",
        "https://",
        "https://jobs.example.org/roles",
        "https://jobs.example.org?x=1",
        "https://jobs.example.org#top",
        "https://editor@jobs.example.org",
        "https://jobs.example .org",
        "https://[jobs",
        "https://jobs.example.org:port",
    ],
)
def test_site_url_must_be_scheme_and_host_alone(found: Any, url: str) -> None:
    assert found(SITE_URL=url) == ["roles.E001"]


@pytest.mark.parametrize("url", ["https://jobs.example.org:8443", "http://jobs.example.org"])
def test_site_url_may_have_a_port_and_need_not_be_https(found: Any, url: str) -> None:
    assert found(SITE_URL=url) == []


def test_debug_on_a_public_host_is_warned_of(found: Any) -> None:
    assert found(DEBUG=True) == ["roles.W002"]
    assert found(DEBUG=True, ALLOWED_HOSTS=["localhost"], SITE_URL="https://a.example") == [
        "roles.W002",
        "roles.W005",
    ]


def test_a_data_dir_that_is_no_writable_folder_is_an_error(found: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert found(DATA_DIR=tmp_path) == []
    assert found(DATA_DIR=tmp_path / "file") == ["roles.E003"]
    assert found(DATA_DIR=tmp_path / "missing") == ["roles.E003"]


def test_hosts_that_let_everyone_or_no_one_in_are_warned_of(found: Any) -> None:
    assert found(ALLOWED_HOSTS=["*"]) == ["roles.W004"]
    assert found(ALLOWED_HOSTS=[], SITE_URL="") == ["roles.W004"]


def test_a_site_that_would_refuse_its_own_address_is_warned_of(found: Any) -> None:
    assert found(ALLOWED_HOSTS=["other.example.org"]) == ["roles.W005"]
    assert found(ALLOWED_HOSTS=[".example.org"]) == []


def test_a_public_site_without_its_address_is_warned_of(found: Any) -> None:
    assert found(SITE_URL="") == ["roles.W006"]


def test_https_without_a_trusted_proxy_is_warned_of(found: Any) -> None:
    assert found(SECURE_PROXY_SSL_HEADER=None) == ["roles.W007"]
    assert found(SECURE_PROXY_SSL_HEADER=None, SITE_URL="http://jobs.example.org") == []


def test_a_sqlite_file_in_a_missing_folder_is_an_error(
    found: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    for file, expected in [
        (tmp_path / "site.sqlite3", []),
        (tmp_path / "missing" / "site.sqlite3", ["roles.E008"]),
    ]:
        monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(file))
        assert found() == expected
