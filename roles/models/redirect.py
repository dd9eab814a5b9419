from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models


class RedirectQuerySet(models.QuerySet["Redirect"]):
    def public(self, at: datetime) -> RedirectQuerySet:
        """The addresses that were public at `at` or before; not those a schedule reserves."""
        return self.filter(public_from__lte=at)

    def with_owner(self) -> RedirectQuerySet:
        return self.select_related("role", "category")


class Redirect(models.Model):
    """An address that is or was public, and the role or category it belongs to for good.

    `path` is what follows `/jobs/`: "artificial-intelligence" or
    "artificial-intelligence/ai-engineering-manager". Pointing to the owner rather than to
    another address makes every way one hop, and loops impossible.
    """

    path = models.CharField(max_length=260, unique=True)
    role = models.ForeignKey(
        "roles.Role", null=True, blank=True, on_delete=models.PROTECT, related_name="redirects"
    )
    category = models.ForeignKey(
        "roles.Category", null=True, blank=True, on_delete=models.PROTECT, related_name="redirects"
    )
    public_from = models.DateTimeField()

    objects: ClassVar[models.Manager[Redirect]] = models.Manager.from_queryset(RedirectQuerySet)()

    class Meta:
        ordering: ClassVar = ["path"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role__isnull=False, category__isnull=True)
                | models.Q(role__isnull=True, category__isnull=False),
                name="redirect_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"/jobs/{self.path}"
