"""Users: whoever manages them cannot make themselves, or anybody, a superuser."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.forms import CheckboxSelectMultiple

# Permissions come from groups, and only superusers decide what those may.
BEYOND_GROUPS: Final = ("is_superuser", "user_permissions")

admin.site.unregister(User)


@admin.register(User)
class PeopleAdmin(UserAdmin):  # type: ignore[type-arg]  # not generic at run time
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ("user_permissions",)
    show_full_result_count = False

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Groups are few: boxes to tick show all that somebody is, and need no script."""
        if db_field.name == "groups":
            kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: Any, obj: User | None = None) -> bool:
        return _may_touch(request.user, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: Any, obj: User | None = None) -> bool:
        return _may_touch(request.user, obj) and super().has_delete_permission(request, obj)

    def get_fieldsets(self, request: Any, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return fieldsets
        return [
            (name, {**options, "fields": [f for f in options["fields"] if f not in BEYOND_GROUPS]})
            for name, options in fieldsets
        ]


def _may_touch(user: Any, other: User | None) -> bool:
    return user.is_superuser or other is None or not other.is_superuser
