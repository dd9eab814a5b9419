"""Who asks how long an answer took is told; nobody else is."""

import re
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from jobdesc.timing import ServerTiming

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_connection")]


def headers_of(path: str, **headers: str) -> dict[str, str]:
    begun: list[dict[str, str]] = []

    def start_response(status: str, headers: Any, exc_info: Any = None, /) -> Any:
        begun.append(dict(headers))

    environ = RequestFactory(SERVER_NAME="127.0.0.1", headers=headers).get(path).environ
    b"".join(ServerTiming(WSGIHandler())(environ, start_response))
    return begun[-1]


@pytest.mark.parametrize("prefer", ["server-timing", "wait=5, Server-Timing", "server-timing; a=1"])
def test_who_prefers_it_is_told_how_long_the_answer_took(prefer: str) -> None:
    headers = headers_of("/jobs", prefer=prefer)
    number = r"\d+\.\d{3}"
    queries = r"[1-9]\d* queries"
    form = f'total;dur=({number}), db;desc="{queries}";dur=({number})'
    told = re.fullmatch(form, headers["Server-Timing"])
    assert told, headers["Server-Timing"]
    total, in_database = (float(number) for number in told.groups())
    assert 0 < in_database < total
    assert headers["Preference-Applied"] == "server-timing"


@pytest.mark.parametrize("headers", [{}, {"prefer": "wait=5"}, {"prefer": "no-server-timing"}])
def test_nobody_else_is(headers: dict[str, str]) -> None:
    assert not {"Server-Timing", "Preference-Applied"} & headers_of("/jobs", **headers).keys()


def test_an_answer_without_a_query_says_so() -> None:
    assert 'desc="0 queries"' in headers_of("/healthz", prefer="server-timing")["Server-Timing"]
