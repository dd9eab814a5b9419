"""Tags, as their own page shows them; a tag is made by typing it into a role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from roles import people
from roles.models import Edition, Role, Tag

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

ROLES_SHOWN = 100

admin.site.unregister(Tag)


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "slug", "roles"),
                "description": "A tag has no draft: its new name shows on public pages at once.",
            },
        ),
    )
    readonly_fields = ("roles",)
    list_display = ("name", "slug", "role_count")
    search_fields = ("name",)
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012  typed by Django's stubs
    show_full_result_count = False
    # Deleting takes a tag off public pages: one at a time, and only where no edition has it.
    actions = None

    def get_queryset(self, request: HttpRequest) -> Any:
        tags = super().get_queryset(request)
        return tags.annotate(
            role_count=Count("taggit_taggeditem_items"),
            is_published=Exists(Edition.objects.filter(tags=OuterRef("pk"))),
        )

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        tag: Any = super().get_object(request, object_id, from_field)
        if tag:
            used_in = Role.objects.filter(tags=tag).order_by("title")
            tag.used_in = people.only_open(used_in, request.user, "category")
        return tag

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        published = obj is not None and obj.is_published
        return not published and super().has_delete_permission(request, obj)

    @admin.display(description="roles", ordering="role_count")
    def role_count(self, tag: Any) -> int:
        count: int = tag.role_count
        return count

    @admin.display(description="roles in which it is used")
    def roles(self, tag: Any) -> SafeString | str:
        used_in = getattr(tag, "used_in", Role.objects.none())
        links = format_html_join(
            ", ",
            '<a href="{}">{}</a>',
            (
                (reverse("admin:roles_role_change", args=[role.pk]), role.title)
                for role in used_in[:ROLES_SHOWN]
            ),
        )
        more = getattr(tag, "role_count", 0) - ROLES_SHOWN
        return format_html("{} and {} more", links, more) if more > 0 else links or "none yet"
