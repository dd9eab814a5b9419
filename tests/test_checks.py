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
    "SECURITY_CONTACT": ["mailto:security@jobs.example.org"],
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


@pytest.mark.parametrize(
    "contact", ["https://jobs.example.org/security", "tel:+1-201-555-0123", "mailto:a@b.example"]
)
def test_a_contact_is_a_web_address_a_mail_address_or_a_number(found: Any, contact: str) -> None:
    assert found(SECURITY_CONTACT=[contact]) == []


@pytest.mark.parametrize(
    "contact",
    ["security@jobs.example.org", "http://a.example", "", "tel:", "https://a\nExpires: x"],
)
def test_a_contact_that_security_txt_cannot_give_is_an_error(found: Any, contact: str) -> None:
    assert found(SECURITY_CONTACT=["https://a.example/s", contact]) == ["roles.E009"]


def test_a_public_site_without_a_contact_is_warned_of(found: Any) -> None:
    assert found(SECURITY_CONTACT=[]) == ["roles.W010"]
    assert found(SECURITY_CONTACT=[], SITE_URL="", ALLOWED_HOSTS=["localhost"]) == []


@pytest.mark.parametrize("usage", ["train-ai=n", "bots=y, train-ai=n", "*=y,train-genai=n"])
def test_a_preference_is_a_name_with_a_value(found: Any, usage: str) -> None:
    assert found(CONTENT_USAGE=usage) == []


@pytest.mark.parametrize("usage", ["no", "train-ai", "train-ai=n\nDisallow: /", "=n", "a=b;c"])
def test_a_preference_that_robots_txt_cannot_give_is_an_error(found: Any, usage: str) -> None:
    assert found(CONTENT_USAGE=usage) == ["roles.E011"]


@pytest.mark.parametrize("key", ["a" * 8, "B-9" * 42])
def test_an_indexnow_key_is_letters_digits_and_hyphens(found: Any, key: str) -> None:
    assert found(INDEXNOW_KEY=key) == []


@pytest.mark.parametrize(
    "key", ["a" * 7, "a" * 129, "with space", "under_score", "nul\0nul\0", "ключключ"]
)
def test_any_other_indexnow_key_is_an_error(found: Any, key: str) -> None:
    assert found(INDEXNOW_KEY=key) == ["roles.E012"]


def test_indexnow_without_a_site_address_is_warned_of(found: Any) -> None:
    found_here = found(INDEXNOW_KEY="a" * 8, SITE_URL="", ALLOWED_HOSTS=["localhost"])
    assert found_here == ["roles.W013"]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "indexnow.org", "https://", "http://[x"])
def test_an_indexnow_endpoint_off_the_web_is_an_error(found: Any, url: str) -> None:
    assert found(INDEXNOW_KEY="a" * 8, INDEXNOW_ENDPOINT=url) == ["roles.E014"]
    assert found(INDEXNOW_KEY="", INDEXNOW_ENDPOINT=url) == []
