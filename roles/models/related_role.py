from __future__ import annotations

from typing import ClassVar

from django.db import models


class RelatedRole(models.Model):
    """An editor's choice of a related role; the target shows only while it is live."""

    role = models.ForeignKey("roles.Role", on_delete=models.CASCADE, related_name="related_roles")
    target = models.ForeignKey("roles.Role", on_delete=models.CASCADE, related_name="related_from")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["role", "target"],
                name="related_role_once",
                violation_error_message="Each related role can be chosen only once.",
            ),
            models.CheckConstraint(
                condition=~models.Q(role=models.F("target")),
                name="related_role_is_another",
                violation_error_message="A role cannot be related to itself.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.target)
