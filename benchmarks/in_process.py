"""What is timed inside Django, printed as JSON: the admin's pages, import, export, bare inserts,
and the processor time of role pages that no page cache keeps.
"""

from __future__ import annotations

import json
import sys
from io import StringIO
from resource import RUSAGE_SELF, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

django.setup()

# Only now that Django is set up.
from django.contrib.auth.models import User

from roles.admin.role import RoleAdmin
from roles.models import Edition, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ADMIN = {
    "change list": "/admin/roles/role/",
    "change list, last page": "/admin/roles/role/?p=last",
    "search of the change list": "/admin/roles/role/?q=analyst",
    "form": "/admin/roles/role/{role}/change/",
}


def admin(rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds and queries of the pages an editor opens most."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.create_superuser("editor", password=None))
    role = Role.objects.latest("pk").pk
    pages = -(-Role.objects.count() // RoleAdmin.list_per_page)
    told = {}
    for name, address in ADMIN.items():
        path = address.format(role=role).replace("p=last", f"p={pages}")
        took = []
        for _ in range(rounds + 1):
            began = perf_counter()
            answer = client.get(path)
            took.append(perf_counter() - began)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status_code}")
        with CaptureQueriesContext(connection) as queries:
            size = len(client.get(path).content)
        told[name] = {"ms": median(took[1:]) * 1e3, "queries": len(queries), "bytes": size}
    return told


def cold(rounds: int) -> dict[str, float]:
    """Milliseconds of processor time that a role's page takes, and the view with one query."""
    site = get_wsgi_application()
    urlconf, middleware = settings.ROOT_URLCONF, settings.MIDDLEWARE
    from benchmarks import one_query  # sets the two for itself

    smallest = override_settings(ROOT_URLCONF=one_query.__name__)
    live = Edition.objects.live(timezone.now()).with_category().order_by("pk")[:200]
    pages = [edition.get_absolute_url() for edition in live]
    took: list[tuple[float, float]] = []
    with override_settings(ROOT_URLCONF=urlconf, MIDDLEWARE=middleware):
        for _ in range(rounds + 1):
            page = _processor_time(site, pages)
            with smallest:
                query = f"edition={live[0].pk}"
                one = _processor_time(one_query.application, ["/title"] * len(pages), query)
            took.append((page, one))
    timed = took[1:]
    return {
        "page": median(page for page, _ in timed),
        "one query": median(one for _, one in timed),
        "ratio": median(page / one for page, one in timed),
    }


def _processor_time(application: Any, paths: list[str], query: str = "") -> float:
    """Milliseconds, the median of all these requests."""
    took = []
    for path in paths:
        environ = RequestFactory(SERVER_NAME="127.0.0.1").get(path).environ
        environ["QUERY_STRING"] = query
        began = process_time()
        answer = application(environ, lambda *_: lambda _: None)
        b"".join(answer)
        answer.close()
        took.append(process_time() - began)
    return median(took) * 1e3


def interchange(path: str) -> dict[str, float]:
    """Seconds of importing a file into the empty site, of exporting it, and of its rows alone.

    `statements` are those by which the database writes what was planned; `megabytes` is what
    memory the import took at most.
    """
    statements = _Stopwatch()
    began = perf_counter()
    with connection.execute_wrapper(statements):
        call_command("import_roles", path, publish=True, stdout=StringIO(), stderr=StringIO())
    imported = perf_counter()
    megabytes = getrusage(RUSAGE_SELF).ru_maxrss / 2**10
    with TemporaryDirectory() as folder:
        exporting = perf_counter()
        call_command("export_roles", folder, format="jsonl", stderr=StringIO())
        exported = perf_counter()
    return {
        "roles": Role.objects.count(),
        "import": imported - began,
        "statements": statements.seconds,
        "megabytes": megabytes,
        "export": exported - exporting,
        "executemany": _executemany(),
    }


class _Stopwatch:
    """Adds up how long the database takes for the statements of transactions.

    An import plans before its own, and indexes after it.
    """

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        began = perf_counter()
        try:
            return execute(*arguments)
        finally:
            if connection.in_atomic_block:
                self.seconds += perf_counter() - began


def _executemany() -> float:
    """Seconds of inserting every row of the site again."""
    rows = list(_rows())
    with transaction.atomic():
        for model, _, _ in reversed(rows):
            model._base_manager.all()._raw_delete(using="default")
        began = perf_counter()
        for _, statement, values in rows:
            with connection.cursor() as cursor:
                cursor.executemany(statement, values)
        return perf_counter() - began


def _rows() -> Iterator[tuple[Any, str, list[tuple[Any, ...]]]]:
    """Every row an import writes, owners first, with the statement that inserts it."""
    named = ("Tag", "Category", "FactKind", "Role", "Revision", "Edition")
    models = [
        *apps.get_app_config("taggit").get_models(),
        *apps.get_app_config("roles").get_models(),
    ]
    models = [model for model in models if not model._meta.auto_created]
    models.sort(key=lambda model: named.index(model.__name__) if model.__name__ in named else 99)
    through = apps.get_model("roles", "Edition").tags.through
    for model in [*models, through]:
        table = connection.ops.quote_name(model._meta.db_table)
        columns = ", ".join(
            connection.ops.quote_name(f.column) for f in model._meta.concrete_fields
        )
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {table}")
            values = cursor.fetchall()
        marks = ", ".join(["%s"] * len(model._meta.concrete_fields))
        if values:
            yield model, f"INSERT INTO {table} ({columns}) VALUES ({marks})", values


def main() -> None:
    measure: dict[str, Any] = {"admin": admin, "cold": cold, "interchange": interchange}
    given = sys.argv[2]
    print(json.dumps(measure[sys.argv[1]](int(given) if given.isdecimal() else given)))


if __name__ == "__main__":
    main()
