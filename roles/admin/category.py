"""Categories: they have no draft, what is saved is public at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils import timezone

from roles.admin.forms import CategoryForm
from roles.models import Category

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    form = CategoryForm
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "slug", "introduction"),
                "description": "A category has no draft: visitors see what you save at once.",
            },
        ),
    )
    list_display = ("name", "slug", "live_roles")
    search_fields = ("name", "slug")
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012  typed by Django's stubs
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return Category.objects.with_live_roles(timezone.now()).order_by("name")

    @admin.display(description="live roles", ordering="live_roles")
    def live_roles(self, category: Category) -> int:
        return category.live_roles
