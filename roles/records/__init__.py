"""The one record between file formats, revisions, editions and pages: plain values, no database.

What comes in from outside passes `normalised`, so two records are equal exactly when a reader
sees the same role.
"""

from roles.records.mapping import category_from_dict, category_to_dict, from_dict, to_dict
from roles.records.normalise import RecordError, normalised, normalised_category, overlaid
from roles.records.payload import content_digest, from_payload, to_payload
from roles.records.record import (
    CategoryName,
    CategoryRecord,
    Faq,
    GlanceFact,
    Publication,
    QualificationGroup,
    RelatedRole,
    RoleRecord,
)

__all__ = [
    "CategoryName",
    "CategoryRecord",
    "Faq",
    "GlanceFact",
    "Publication",
    "QualificationGroup",
    "RecordError",
    "RelatedRole",
    "RoleRecord",
    "category_from_dict",
    "category_to_dict",
    "content_digest",
    "from_dict",
    "from_payload",
    "normalised",
    "normalised_category",
    "overlaid",
    "to_dict",
    "to_payload",
]
