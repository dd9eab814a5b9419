"""What the public may see, and nothing else: every page, form, feed and search hit comes from here.

Reads editions that are live at a moment, never a working copy, and writes nothing. Every function
takes `at`, the moment, with a time zone, or rows that were taken at one.
"""

from roles.reading.addresses import Gone, Moved, find_address
from roles.reading.lists import (
    LIST_SIZE,
    RoleList,
    categories,
    category,
    category_names,
    live_roles,
    recently_updated,
    role_list,
    tag,
    tags,
)
from roles.reading.moments import LogState, log_state, next_moment
from roles.reading.role import RolePage, as_related, live_related, role_page

__all__ = [
    "LIST_SIZE",
    "Gone",
    "LogState",
    "Moved",
    "RoleList",
    "RolePage",
    "as_related",
    "categories",
    "category",
    "category_names",
    "find_address",
    "live_related",
    "live_roles",
    "log_state",
    "next_moment",
    "recently_updated",
    "role_list",
    "role_page",
    "tag",
    "tags",
]
