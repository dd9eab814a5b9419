"""Asks a running server for every public page, so that visitors find them kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from tqdm import tqdm

from roles.reading.sections import section, sections

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable, Iterator

TIMEOUT_SECONDS: Final = 30
MOST_SHOWN: Final = 10


class Command(BaseCommand):
    help = (
        "Asks a running server for the home page, the lists and every live role, which fills its "
        "page cache after a start, and a CDN in front of it. Exits with 1 when a page fails."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "url",
            nargs="?",
            metavar="URL",
            default=settings.SITE_URL or "http://127.0.0.1:8000",
            help="where to ask, SITE_URL by default; a server's own address, such as "
            "http://127.0.0.1:8000, passes by the proxy or CDN in front",
        )
        parser.add_argument(
            "--connections",
            type=int,
            default=4,
            help="how many to ask over, each for every page (default: 4); each worker process "
            "keeps pages of its own, and several connections reach several workers",
        )

    def handle(self, *args: Any, url: str, connections: int, **options: Any) -> None:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise CommandError(f"“{url}” is no address to ask at; write http://127.0.0.1:8000.")
        if connections < 1:
            raise CommandError("--connections: ask over one at least.")
        paths = list(_paths())
        with (
            tqdm(total=len(paths) * connections, unit=" pages", disable=None, leave=False) as bar,
            ThreadPoolExecutor(connections) as pool,
        ):
            asking = [pool.submit(_ask, url, paths, bar.update) for _ in range(connections)]
            try:
                failed = {failure for asked in asking for failure in asked.result()}
            except (OSError, HTTPException) as error:
                raise CommandError(f"{url} does not answer: {error}") from error
        for failure in sorted(failed)[:MOST_SHOWN]:
            self.stderr.write(failure)
        if failed:
            raise CommandError(f"{len(failed)} of {len(paths)} pages did not answer with 200.")
        self.stdout.write(f"{len(paths)} pages are warm.")


def _paths() -> Iterator[str]:
    now = timezone.now()
    yield from ("/", "/jobs")
    for kind, number in sections(now):
        yield from (iri_to_uri(address.path) for address in section(kind, number, now))


def _ask(url: str, paths: list[str], on_page: Callable[[], object]) -> list[str]:
    """Asks for each path in turn; returns what answered other than with 200."""
    address, headers = urlsplit(url), _headers()
    connect = HTTPSConnection if address.scheme == "https" else HTTPConnection
    failed = []
    with closing(connect(str(address.hostname), address.port, timeout=TIMEOUT_SECONDS)) as server:
        for path in paths:
            server.request("GET", path, headers=headers)
            response = server.getresponse()
            response.read()
            on_page()
            if response.status != 200:
                failed.append(f"{response.status} {path}")
    return failed


def _headers() -> dict[str, str]:
    """Those by which the page cache tells addresses apart, as visitors' requests come with them."""
    headers = {"Accept-Encoding": "br"}
    if settings.SITE_URL:
        site = urlsplit(settings.SITE_URL)
        headers["Host"] = site.netloc
        if settings.SECURE_PROXY_SSL_HEADER and site.scheme == "https":
            name, value = settings.SECURE_PROXY_SSL_HEADER
            headers[name.removeprefix("HTTP_").replace("_", "-")] = value
    return headers
