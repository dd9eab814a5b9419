"""Editions, revisions, redirects and the publication log: read by many, changed by nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.urls import path, reverse
from django.utils.html import format_html

from roles.admin import confirming, preview, restoring, tools
from roles.admin.long_list import LongList
from roles.admin.scope import ScopedAdmin
from roles.admin.words import live_range, name_of
from roles.models import Edition, LogEntry, Redirect, Revision

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest
    from django.urls import URLPattern
    from django.utils.safestring import SafeString

    from roles.admin.tools import Tool


def link(to: Model | None) -> SafeString | str:
    """A link to the admin's page of a row; "–" for none."""
    if to is None:
        return "–"
    name = f"admin:{to._meta.app_label}_{to._meta.model_name}_change"
    return format_html('<a href="{}">{}</a>', reverse(name, args=[to.pk]), to)


class ReadOnlyAdmin(ScopedAdmin):
    """Rows that nobody adds, changes or deletes here, superusers included."""

    category = "role__category"
    actions = None
    heavy: tuple[str, ...] = ()  # columns that no page shows, and so are not fetched
    show_full_result_count = False
    change_form_template = "admin/roles/read_only.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer(*self.heavy)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[LongList]:
        return LongList

    def tools(self, request: Any, row: Any) -> list[Tool]:
        return []

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        context["tools"] = self.tools(request, context["original"])
        return super().render_change_form(request, context, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="role", ordering="role__title")
    def role_link(self, row: Any) -> SafeString | str:
        return link(row.role)


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    fields = (
        *("role_link", "number", "kind", "change_note", "live", "published", "updated", "checked"),
        *("checked_by", "title", "address", "category", "summary", "tag_names", "education"),
        *("experience_from", "experience_to", "ai_impact", "revision_link", "created_at", "maker"),
    )
    heavy = ("payload", "html")
    readonly_fields = ("role_link", "live", "address", "tag_names", "revision_link", "maker")
    list_display = ("edition", "role_link", "kind", "live", "updated", "maker")
    list_filter = ("kind",)
    list_select_related = ("role", "created_by")
    search_fields = ("title", "slug")
    ordering = ("-live_from", "-pk")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/page", view(preview.of_edition), name="roles_edition_preview"),
            path("<int:pk>/restore", view(confirming.restore), name="roles_edition_restore"),
            path("<int:pk>/undo", view(confirming.undo), name="roles_edition_undo"),
            path("<int:pk>/cancel", view(confirming.cancel_schedule), name="roles_edition_cancel"),
            path("<int:pk>/to-draft", view(restoring.of_edition), name="roles_edition_to_draft"),
            *super().get_urls(),
        ]

    def tools(self, request: Any, row: Edition) -> list[Tool]:
        return tools.for_edition(request.user, row)

    @admin.display(description="edition", ordering="number")
    def edition(self, edition: Edition) -> str:
        return str(edition)

    @admin.display(description="live", ordering="live_from")
    def live(self, edition: Edition) -> str:
        return live_range(edition)

    @admin.display(description="published by")
    def maker(self, edition: Edition) -> str:
        return name_of(edition.created_by)

    @admin.display(description="address")
    def address(self, edition: Edition) -> str:
        return edition.get_absolute_url()

    @admin.display(description="tags")
    def tag_names(self, edition: Edition) -> str:
        return ", ".join(tag.name for tag in edition.tags.all()) or "–"

    @admin.display(description="made of")
    def revision_link(self, edition: Edition) -> SafeString | str:
        return link(edition.revision)


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    fields = ("role_link", "number", "created_at", "maker", "note")
    heavy = ("payload",)
    readonly_fields = ("role_link", "maker")
    list_display = ("revision", "role_link", "created_at", "maker", "note")
    list_select_related = ("role", "created_by")
    search_fields = ("role__title",)
    ordering = ("-pk",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/page", view(preview.of_revision), name="roles_revision_preview"),
            path("<int:pk>/restore", view(restoring.of_revision), name="roles_revision_restore"),
            *super().get_urls(),
        ]

    def tools(self, request: Any, row: Revision) -> list[Tool]:
        return tools.for_revision(request.user, row)

    @admin.display(description="revision", ordering="number")
    def revision(self, revision: Revision) -> str:
        return str(revision)

    @admin.display(description="saved by")
    def maker(self, revision: Revision) -> str:
        return name_of(revision.created_by)


@admin.register(Redirect)
class RedirectAdmin(ReadOnlyAdmin):
    fields = ("address", "owner", "public_from")
    readonly_fields = ("address", "owner")
    list_display = ("address", "owner", "public_from")
    list_select_related = ("role", "category")
    search_fields = ("path",)
    ordering = ("path",)

    @admin.display(description="address", ordering="path")
    def address(self, row: Redirect) -> str:
        return str(row)

    @admin.display(description="belongs to")
    def owner(self, row: Redirect) -> SafeString | str:
        return link(row.role or row.category)


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    heavy = ("edition__payload", "edition__html")
    fields = (
        *("position", "at", "visible_from", "action", "role_link", "edition_link"),
        *("category_link", "maker", "keys"),
    )
    readonly_fields = ("role_link", "edition_link", "category_link", "maker")
    list_display = (
        *("position", "at", "visible_from", "action", "role_link", "edition_link"),
        *("category_link", "maker"),
    )
    list_select_related = ("role", "edition", "category", "by")
    ordering = ("-position",)

    @admin.display(description="edition")
    def edition_link(self, entry: LogEntry) -> SafeString | str:
        return link(entry.edition)

    @admin.display(description="category")
    def category_link(self, entry: LogEntry) -> SafeString | str:
        return link(entry.category)

    @admin.display(description="by")
    def maker(self, entry: LogEntry) -> str:
        return name_of(entry.by)
