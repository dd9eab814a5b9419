"""Rows for tests, made the way the site makes them."""

from datetime import timedelta
from typing import Any

from django.db.models import F

from roles import drafting, publishing
from roles.models import Category, Edition, LogEntry, Role
from roles.records import CategoryName, RoleRecord
from roles.text.slugs import slug_from


def make_category(name: str = "Engineering", **fields: Any) -> Category:
    category, _ = Category.objects.get_or_create(
        slug=fields.pop("slug", slug_from(name)), defaults={"name": name, **fields}
    )
    return category


def make_role(title: str = "Tester", category: Category | None = None, **fields: Any) -> Role:
    """A saved working copy with its first revision; `fields` are those of `RoleRecord`."""
    category = category or make_category()
    record = RoleRecord(
        title=title,
        category=CategoryName(category.name, category.slug),
        **{"slug": slug_from(title), "summary": f"What a {title} does.", **fields},
    )
    role = drafting.write_record(Role(category=category), record)
    drafting.save_revision(role, by=None)
    return role


def published(role: Role, change_note: str = "") -> Edition:
    return publishing.publish(role=role, by=publishing.OPERATOR, change_note=change_note)


def let_seconds_pass() -> None:
    """Afterwards all that visitors saw change happened some seconds ago."""
    ago = timedelta(seconds=5)
    LogEntry.objects.update(at=F("at") - ago, visible_from=F("visible_from") - ago)


def make_live_role(title: str = "Tester", category: Category | None = None, **fields: Any) -> Role:
    role = make_role(title, category, **fields)
    published(role)
    return role
