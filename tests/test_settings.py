"""The settings as an operator meets them: a new process with these variables and no others."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHOW = "import json; from jobdesc import settings; print(json.dumps({}, default=str))"
LOAD = ["-c", "import jobdesc.settings"]
KEPT = ("PATH", "HOME", "LANG", "SYSTEMROOT")


def environment(data_dir: Path, variables: dict[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {"DATA_DIR": str(data_dir), **kept, **variables}


def run(
    arguments: list[str], data_dir: Path, variables: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(data_dir, variables),
        capture_output=True,
        text=True,
        check=False,
    )


def read(data_dir: Path, *names: str, **variables: str) -> list[object]:
    """What these settings are in a process with these variables."""
    wanted = ", ".join(f"settings.{name}" for name in names)
    done = run(["-c", SHOW.format(f"[{wanted}]")], data_dir, variables)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def refusal(data_dir: Path, **variables: str) -> str:
    """The last line of what a process says that refuses these variables."""
    done = run(LOAD, data_dir, variables)
    assert done.returncode != 0
    return done.stderr.strip().splitlines()[-1].partition("ImproperlyConfigured: ")[2]


def test_without_variables_the_site_is_private_and_on_sqlite(tmp_path: Path) -> None:
    names = ("DEBUG", "ALLOWED_HOSTS", "SITE_NAME", "SITE_URL", "TIME_ZONE")
    assert read(tmp_path, *names) == [
        False,
        ["localhost", "127.0.0.1", "[::1]"],
        "JobDesc",
        "",
        "UTC",
    ]
    (databases,) = read(tmp_path, "DATABASES")
    assert databases["default"]["NAME"] == str(tmp_path / "jobdesc.sqlite3")  # type: ignore[index]


def test_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    names = ("SITE_NAME", "TIME_ZONE", "LOG_LEVEL", "DEBUG", "REQUIRE_SECOND_PERSON")
    empty = dict.fromkeys([*names, "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS", "SECRET_KEY"], "")
    assert read(tmp_path, *names, **empty) == ["JobDesc", "UTC", "INFO", False, False]
    assert read(tmp_path, "REQUIRE_SECOND_PERSON", REQUIRE_SECOND_PERSON="1") == [True]


def test_the_secret_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    first = read(tmp_path, "SECRET_KEY")
    assert read(tmp_path, "SECRET_KEY") == first
    (kept,) = tmp_path.iterdir()
    assert [kept.read_text()] == first
    assert kept.stat().st_mode & 0o777 == 0o600


def test_processes_that_start_at_once_have_one_secret_key(tmp_path: Path) -> None:
    code = SHOW.format("settings.SECRET_KEY")
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=environment(tmp_path, {}),
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    keys = {process.communicate()[0] for process in started}
    assert len(keys) == 1
    assert keys != {b""}


@pytest.mark.parametrize("name", ["SECRET_KEY", "REDIS_URL"])
def test_a_secret_can_come_from_a_file_that_ends_in_a_newline(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("redis://cache:6379/0\n")
    assert read(tmp_path, name, **{f"{name}_FILE": str(tmp_path / "secret")}) == [
        "redis://cache:6379/0"
    ]


def test_a_secret_given_twice_is_refused(tmp_path: Path) -> None:
    assert (
        refusal(tmp_path, SECRET_KEY="x", SECRET_KEY_FILE="/a/file")
        == "Set either SECRET_KEY or SECRET_KEY_FILE, not both."
    )


def test_a_secret_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    assert (
        refusal(tmp_path, DATABASE_URL_FILE=str(tmp_path / "none"))
        == f"DATABASE_URL_FILE: cannot read {tmp_path}/none: No such file or directory."
    )


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///some/where.sqlite3", str(ROOT / "some/where.sqlite3")),
        ("sqlite:////some where/else#1.sqlite3", "/some where/else#1.sqlite3"),
        ("sqlite://:memory:", ":memory:"),
    ],
)
def test_a_sqlite_address_names_its_file(tmp_path: Path, url: str, name: str) -> None:
    (databases,) = read(tmp_path, "DATABASES", DATABASE_URL=url)
    assert databases["default"]["NAME"] == name  # type: ignore[index]


def test_a_postgresql_address_becomes_a_pool_with_its_options(tmp_path: Path) -> None:
    url = "postgres://editor:p%40ss@db:5433/jobs?sslmode=require"
    (databases,) = read(tmp_path, "DATABASES", DATABASE_URL=url)
    assert databases["default"] == {  # type: ignore[index]
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "jobs",
        "USER": "editor",
        "PASSWORD": "p@ss",
        "HOST": "db",
        "PORT": 5433,
        "OPTIONS": {"sslmode": "require", "pool": {"min_size": 1, "max_size": 8}},
        "CONN_HEALTH_CHECKS": True,
    }


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "DATABASE_URL must begin with sqlite:/// or postgres://"),
        ("mysql://a:hidden@b/c", "DATABASE_URL must begin with sqlite:/// or postgres://"),
        ("sqlite://var/jobdesc.sqlite3", "DATABASE_URL: write a SQLite file as sqlite:///"),
        ("sqlite:///", "DATABASE_URL: write a SQLite file as sqlite:///"),
        ("postgres://a:hidden@b:port/c", "DATABASE_URL: Port could not be cast"),
        ("postgres://a:hidden@b", "DATABASE_URL names no database"),
    ],
)
def test_a_bad_database_address_is_refused_without_its_password(
    tmp_path: Path, url: str, message: str
) -> None:
    done = run(LOAD, tmp_path, {"DATABASE_URL": url})
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {message}" in done.stderr
    assert "hidden" not in done.stderr


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"REDIS_URL": "cache:6379"}, "REDIS_URL must begin with redis://, rediss:// or unix://."),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be DEBUG, INFO, WARNING, ERROR or CRITICAL."),
        (
            {"HSTS_SECONDS": "a day", "SITE_URL": "https://a.example"},
            "HSTS_SECONDS must be a whole number.",
        ),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_variable(
    tmp_path: Path, variables: dict[str, str], message: str
) -> None:
    assert refusal(tmp_path, **variables) == message


def test_a_data_dir_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert (
        refusal(tmp_path / "file" / "below")
        == f"DATA_DIR: cannot make {tmp_path}/file/below: Not a directory."
    )


def test_commands_say_what_is_wrong_without_a_traceback(tmp_path: Path) -> None:
    done = run(["manage.py", "check"], tmp_path, {"REDIS_URL": "cache"})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "The settings are not right. REDIS_URL must begin with redis://, rediss:// or unix://.\n"
    )


def test_what_machines_are_told_is_nothing_until_the_operator_says_so(tmp_path: Path) -> None:
    names = ("SECURITY_CONTACT", "CONTENT_USAGE", "INDEXNOW_KEY")
    assert read(tmp_path, *names) == [[], "", ""]
    assert read(tmp_path, *names, **dict.fromkeys(names, "")) == [[], "", ""]
    contacts = "mailto:security@jobs.example.org, https://jobs.example.org/security"
    assert read(tmp_path, "SECURITY_CONTACT", SECURITY_CONTACT=contacts) == [contacts.split(", ")]


def test_an_https_address_makes_cookies_secure_and_its_host_allowed(tmp_path: Path) -> None:
    names = ("ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
    assert read(tmp_path, *names, SITE_URL="https://jobs.example.org/") == [
        ["jobs.example.org", "localhost", "127.0.0.1", "[::1]"],
        True,
        True,
    ]
    cookies = read(
        tmp_path, "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", SITE_URL="https://jobs.example.org"
    )
    assert cookies == ["__Host-jobdesc_session", "__Host-jobdesc_csrf"]


def test_a_plain_address_keeps_cookies_usable_without_tls(tmp_path: Path) -> None:
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "CSRF_TRUSTED_ORIGINS")
    assert read(tmp_path, *names, SITE_URL="http://localhost:8000") == [
        "jobdesc_session",
        "jobdesc_csrf",
        ["http://localhost:8000"],
    ]
