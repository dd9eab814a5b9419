"""The tables: fields, constraints and querysets. No rendering, no cache, no HTTP."""

from roles.models.category import Category
from roles.models.edition import FAR_FUTURE, Edition, EditionQuerySet
from roles.models.fact import Fact, FactKind
from roles.models.faq import FAQ
from roles.models.feed_authority import FeedAuthority
from roles.models.inserting import insert_all
from roles.models.list_position import ListPosition
from roles.models.open_form import OpenForm
from roles.models.prepared import Prepared, Slot
from roles.models.publication_log import LOG_START, LogEntry, LogHead, LogMark
from roles.models.redirect import Redirect
from roles.models.related_role import RelatedRole
from roles.models.revision import Revision
from roles.models.role import Role, RoleState
from roles.models.standard_group import StandardGroup
from roles.models.tagging import Tag
from roles.models.withdrawal import Withdrawal

__all__ = [
    "FAQ",
    "FAR_FUTURE",
    "LOG_START",
    "Category",
    "Edition",
    "EditionQuerySet",
    "Fact",
    "FactKind",
    "FeedAuthority",
    "ListPosition",
    "LogEntry",
    "LogHead",
    "LogMark",
    "OpenForm",
    "Prepared",
    "Redirect",
    "RelatedRole",
    "Revision",
    "Role",
    "RoleState",
    "Slot",
    "StandardGroup",
    "Tag",
    "Withdrawal",
    "insert_all",
]
