"""Rendered public pages, served without Django while nothing they show has changed.

A view has its page kept by naming what the page shows: a `Surrogate-Key` header with purge keys
separated by spaces, such as `role:12 category:3 tag:5 fact-kinds` or `lists`. They are the keys
that entries of the publication log carry. Where a part of the page comes from what has yet to
follow that log, the view sets `KEPT_FOR_A_MOMENT` in the WSGI environment as well.

A page may vary by `Accept`: who names `text/markdown` there always gets the view's own answer, and
everybody else the page that was kept.
"""

from roles.pagecache.deployment import deployment
from roles.pagecache.file import PageFile
from roles.pagecache.layer import KEPT_FOR_A_MOMENT, PageCache
from roles.pagecache.store import PageStore

__all__ = ["KEPT_FOR_A_MOMENT", "PageCache", "PageFile", "PageStore", "deployment"]
