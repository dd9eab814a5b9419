"""The editors' pages: the stock Django admin in the words of the project."""

from django.apps import apps

from roles.admin import category, facts, history, role, tags, users

__all__ = ["category", "facts", "history", "role", "tags", "users"]

apps.get_app_config("taggit").verbose_name = "Tags"
