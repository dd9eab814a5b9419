from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class OpenForm(models.Model):
    """A form of a role that an editor has open, and what was typed there and not saved.

    Gone once the editor saves. Others learn who opened it when, never what was typed.
    """

    key = models.UUIDField(unique=True, help_text="Tells the forms of one editor apart.")

    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="open_forms"
    )
    role = models.ForeignKey(
        "roles.Role",
        null=True,
        on_delete=models.CASCADE,
        related_name="open_forms",
        help_text="Empty: the form of a new role.",
    )
    opened_at = models.DateTimeField()
    typed = models.TextField(blank=True, help_text="As a browser sends it, URL-encoded.")
    typed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["role", "opened_at"], name="open_form_by_role"),
        ]

    def __str__(self) -> str:
        return f"{self.editor} has {self.role or 'a new role'} open"
