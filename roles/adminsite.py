"""The admin's site. Its first page is the editor's desk.

It stands beside `roles.admin`, not in it: Django makes the site when the first app registers a
page, and what is imported for that must not register pages itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin

from roles.models import Role

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.template.response import TemplateResponse


class EditorsSite(admin.AdminSite):
    """The stock admin in the words of the project, with a desk above the list of all pages."""

    site_header = f"{settings.SITE_NAME}: editing"
    site_title = f"{settings.SITE_NAME} editing"
    index_title = "What would you like to edit?"
    index_template = "admin/desk.html"

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The desk, for those who may see roles; the stock list of pages for all others."""
        from roles.admin import desk

        role_admin: Any = self.get_model_admin(Role)
        if not role_admin.has_view_permission(request):
            return super().index(request, extra_context)
        context = {
            "title": "Your desk",
            "desk": desk.filled(request.user, role_admin.get_queryset(request)),
            "may_add_role": role_admin.has_add_permission(request),
        }
        return super().index(request, context | (extra_context or {}))
