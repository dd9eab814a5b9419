"""The editors' pages: the stock Django admin in the words of the project."""

from django.apps import apps
from django.conf import settings
from django.contrib import admin

from roles.admin import category, facts, history, role, tags, users

__all__ = ["category", "facts", "history", "role", "tags", "users"]

admin.site.site_header = f"{settings.SITE_NAME}: editing"
admin.site.site_title = f"{settings.SITE_NAME} editing"
admin.site.index_title = "What would you like to edit?"
apps.get_app_config("taggit").verbose_name = "Tags"
