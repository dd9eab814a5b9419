"""Rendered public pages, served without Django while nothing they show has changed.

A view has its page kept by naming what the page shows: a `Surrogate-Key` header with purge keys
separated by spaces, such as `role:12 category:3 tag:5 fact-kinds` or `lists`. They are the keys
that entries of the publication log carry.
"""

from roles.pagecache.layer import PageCache
from roles.pagecache.store import PageStore

__all__ = ["PageCache", "PageStore"]
