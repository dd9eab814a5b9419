"""What the public may see, and nothing else: every page, form, feed and search hit comes from here.

Reads editions that are live at a moment, never a working copy, and writes nothing. Every function
takes `at`, the moment, with a time zone, or rows that were taken at one.
"""

from typing import TYPE_CHECKING

from roles.reading.addresses import Gone, Moved, also_called, find_address
from roles.reading.changelog import Change, Changes, LogPlace, changes, log_place
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
from roles.reading.related import as_related, related_roles
from roles.reading.role import RolePage, TagNow, role_page
from roles.reading.tag_list import TagRow, tag_rows

if TYPE_CHECKING:
    # Whoever takes rows from here may say what they are, and no more.
    from roles.models import Category as Category
    from roles.models import Edition as Edition

__all__ = [
    "LIST_SIZE",
    "Change",
    "Changes",
    "Gone",
    "LogPlace",
    "LogState",
    "Moved",
    "RoleList",
    "RolePage",
    "TagNow",
    "TagRow",
    "also_called",
    "as_related",
    "categories",
    "category",
    "category_names",
    "changes",
    "find_address",
    "live_roles",
    "log_place",
    "log_state",
    "next_moment",
    "recently_updated",
    "related_roles",
    "role_list",
    "role_page",
    "tag",
    "tag_rows",
    "tags",
]
