"""The form of a role as a place to write in: the bar at its foot, and the pages beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib import admin
from django.urls import path
from django.utils.html import format_html

from roles.admin import pasting, preview, states
from roles.records import CategoryName, RoleRecord
from roles.rendering import head_description, head_title

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLPattern
    from django.utils.safestring import SafeString

# What search engines show of a page's title and description, in characters.
SHOWN_TITLE, SHOWN_DESCRIPTION = 60, 155
# Set by static/live_preview.js until the browser is closed.
PREVIEW_COOKIE: Final = "role_preview"


class Workplace(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """What helps to write, beside the fields."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        of_form = view(preview.of_form)
        return [
            path("paste", view(pasting.paste), name="roles_role_paste"),
            path("<int:pk>/preview-of-form", of_form, name="roles_role_preview_of_form"),
            *super().get_urls(),
        ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if shown := self._shown_length(db_field.name):
            field.widget.attrs["data-advised-length"] = shown
            field.help_text += f" Search engines show about {shown} characters."
        return field

    def _shown_length(self, name: str) -> int:
        """How much of a field search engines show, in characters; 0 for one that they do not."""
        title = SHOWN_TITLE - len(f" – {settings.SITE_NAME}")
        shown = {"summary": SHOWN_DESCRIPTION, "seo_description": SHOWN_DESCRIPTION}
        return {**shown, "seo_title": max(20, title)}.get(name, 0)

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        role = context.get("original")
        context["state_in_short"] = states.in_short(role) if role else "A new draft."
        context["preview_is_hidden"] = request.COOKIES.get(PREVIEW_COOKIE) == "hidden"
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="as search engines show it")
    def search_result(self, role: Any) -> SafeString:
        """The saved texts; static/search_result.js puts in what is typed."""
        about = RoleRecord(
            title=role.title,
            category=CategoryName(""),
            summary=role.summary,
            seo_title=role.seo_title,
            seo_description=role.seo_description,
        )
        address = f"/jobs/{getattr(role, 'category_slug', '…')}/{role.slug or '…'}"
        return format_html(
            '<div class="search-result" data-search-result>'
            '<p class="search-result-address">{}<span data-address>{}</span></p>'
            '<p class="search-result-title"><span data-title>{}</span> – {}</p>'
            '<p class="search-result-description" data-description>{}</p></div>',
            settings.SITE_URL,
            address,
            head_title(about) or "…",
            settings.SITE_NAME,
            head_description(about),
        )
