"""Rows of categories that have other owners: neither listed nor opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin

from roles import people

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class ScopedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Rows of which each belongs to a category; see `roles.people`."""

    category: ClassVar[str]  # the way from a row to its category, such as "role__category"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return people.only_open(super().get_queryset(request), request.user, self.category)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """As Django does, but "not yours" is not told as "does not exist"."""
        row = super().get_object(request, object_id, from_field)
        if row is None and object_id.isdecimal():
            rows = self.model._default_manager.filter(pk=int(object_id))
            for category in rows.values_list(self.category, flat=True):
                people.require_open(request.user, category)
        return row
