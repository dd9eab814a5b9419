"""Categories: they have no draft, what is saved is public at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils import timezone

from roles import people
from roles.admin.forms import CategoryForm
from roles.models import Category, Redirect

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
        ("People", {"fields": ("owners",)}),
    )
    list_display = ("name", "slug", "live_roles", "owner_names")
    search_fields = ("name", "slug")
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012  typed by Django's stubs
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        categories = Category.objects.with_live_roles(timezone.now()).order_by("name")
        was_public = Exists(Redirect.objects.filter(category=OuterRef("pk")))
        return categories.annotate(was_public=was_public).prefetch_related("owners")

    @admin.display(description="live roles", ordering="live_roles")
    def live_roles(self, category: Category) -> int:
        return category.live_roles

    @admin.display(description="owners")
    def owner_names(self, category: Category) -> str:
        return ", ".join(user.get_username() for user in category.owners.all()) or "–"

    # --- Who may --------------------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        return _is_open(request.user, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        return _is_open(request.user, obj) and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Who manages users names the owners; and a new address moves every public role."""
        may_rename = request.user.has_perm("roles.rename_live_role")
        fixed = {
            "owners": not request.user.has_perm("auth.change_user"),
            "slug": obj is not None and obj.was_public and not may_rename,
        }
        return [name for name, is_fixed in fixed.items() if is_fixed]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Category | None = None) -> Any:
        return {} if obj else super().get_prepopulated_fields(request, obj)


def _is_open(user: Any, category: Category | None) -> bool:
    return category is None or category.pk not in people.closed_categories(user)
