"""The WSGI application the server loads, and the follower that every server process runs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobdesc.settings")
application: WSGIApplication = get_wsgi_application()

# Only now that Django is set up.
from django.conf import settings

from jobdesc.timing import ServerTiming
from roles import following, pagecache, reading

MEGABYTE = 1024 * 1024

consumers = following.stored_consumers()
# Not while templates are being edited: no entry of the log tells of that.
if settings.PAGE_CACHE_MB and not settings.DEBUG:
    pages = pagecache.PageStore(settings.PAGE_CACHE_MB * MEGABYTE)
    consumers.append(pages)
    file = None
    if settings.PAGE_FILE_MB:
        file = pagecache.PageFile(
            settings.DATA_DIR / "pages.sqlite3",
            settings.PAGE_FILE_MB * MEGABYTE,
            pagecache.deployment(),
        )
        consumers.append(file)
    application = pagecache.PageCache(application, pages, reading.next_moment, file)
application = ServerTiming(application)
following.start(consumers)
