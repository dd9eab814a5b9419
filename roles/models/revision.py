from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class Revision(models.Model):
    """Append-only snapshot of a role's working copy, one for every save that changed something."""

    role = models.ForeignKey("roles.Role", on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    payload = models.JSONField()
    digest = models.CharField(max_length=64)
    # What an imported file said of its own publication; the first edition made of it keeps that.
    imported_publication = models.JSONField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty: saved by an operator's command.",
    )

    class Meta:
        ordering: ClassVar = ["-number"]
        indexes: ClassVar = [
            # The newest draft of a role, and what a user wrote, without the payloads on the way.
            models.Index(
                fields=["role", "number", "digest", "created_at"], name="revision_by_role"
            ),
            models.Index(fields=["created_by", "role", "number"], name="revision_by_author"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role", "number"], name="revision_number_unique"),
        ]

    def __str__(self) -> str:
        return f"Revision {self.number}"
