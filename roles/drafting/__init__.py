"""Writes working copies and their revisions; several new roles as well as one."""

from roles.drafting.revisions import (
    Draft,
    imported_publication,
    save_first_revisions,
    save_revision,
)
from roles.drafting.working_copies import (
    PLAIN_FIELDS,
    free_slug,
    tag_ids,
    write_new,
    write_record,
    write_related,
)

__all__ = [
    "PLAIN_FIELDS",
    "Draft",
    "free_slug",
    "imported_publication",
    "save_first_revisions",
    "save_revision",
    "tag_ids",
    "write_new",
    "write_record",
    "write_related",
]
