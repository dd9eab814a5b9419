"""Records as revisions and editions keep them in the database: the public object and the ids."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from roles.records.mapping import content_to_dict, read_content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from roles.records.record import RoleRecord

SCHEMA_VERSION = 1


def to_payload(record: RoleRecord) -> dict[str, Any]:
    """Return the record with the ids of fact kinds and related roles, without publication."""
    payload = content_to_dict(record)
    for row, fact in zip(payload["glance"], record.glance, strict=True):
        row["kind"] = fact.kind
    for row, other in zip(payload["related"], record.related, strict=True):
        row["role"] = other.role
    return {
        "schema": SCHEMA_VERSION,
        "title": record.title,
        "slug": record.slug,
        "category": {"name": record.category.name, "slug": record.category.slug},
        **payload,
    }


def from_payload(payload: Mapping[str, Any]) -> RoleRecord:
    """Undo `to_payload`; raises ValueError for anything `to_payload` did not write."""
    if payload.get("schema") != SCHEMA_VERSION:
        raise ValueError(f"payload of schema {payload.get('schema')!r}")
    record = read_content(payload, ids=True)
    if to_payload(record) != payload:
        raise ValueError("payload with missing or unknown keys")
    return record


def content_digest(payload: Mapping[str, Any], *, category_id: int, tag_ids: Iterable[int]) -> str:
    """Return the SHA-256, in hex, of what the role itself says.

    What it shares with others counts by identity: renaming a fact kind, a tag, a category or a
    related role changes no digest.
    """
    content = {key: value for key, value in payload.items() if key != "schema"} | {
        "category": category_id,
        "tags": sorted(tag_ids),
        "glance": [[_known(row["kind"], row["label"]), row["text"]] for row in payload["glance"]],
        "related": [_known(row["role"], row["url"]) for row in payload["related"]],
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def _known(number: int | None, name: str) -> int | str:
    return name if number is None else number
