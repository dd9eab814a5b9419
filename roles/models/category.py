from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Coalesce, Lower

from roles.models.edition import Edition
from roles.validators import validate_slug


class CategoryQuerySet(models.QuerySet["Category"]):
    def with_live_roles(self, at: datetime) -> CategoryQuerySet:
        """With `live_roles`, how many roles of each are live at `at`."""
        live = Edition.objects.live(at).filter(category=models.OuterRef("pk")).order_by()
        count = live.values("category").annotate(count=models.Count("*")).values("count")
        # As a dictionary, because `Category` declares the name, with its type, itself.
        counts: dict[str, Any] = {"live_roles": Coalesce(models.Subquery(count), 0)}
        return self.annotate(**counts)

    def public(self, at: datetime) -> CategoryQuerySet:
        """The categories that have a page at `at`: those with a live role."""
        return self.filter(
            models.Exists(Edition.objects.live(at).filter(category=models.OuterRef("pk")))
        )


class Category(models.Model):
    """A field of work; one level, one per role. It has no draft: a save is live."""

    name = models.CharField(max_length=100, help_text="The name visitors see, in its own casing.")
    slug = models.CharField(
        "address",
        max_length=100,
        unique=True,
        validators=[validate_slug],
        help_text=(
            "The last part of the category's address. When it changes, every old address keeps "
            "working and leads to the new one."
        ),
    )
    introduction = models.TextField(
        blank=True,
        help_text=(
            "One or two paragraphs at the top of the category's page. Markdown: paragraphs, lists, "
            "**strong**, *emphasis* and links."
        ),
    )

    owners = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="owned_categories",
        help_text=(
            "The people who work on the roles of this category; to others its drafts are closed, "
            "except to those who may enter any category. Leave it empty to open it to everybody."
        ),
    )

    # What `CategoryQuerySet.with_live_roles` annotates.
    live_roles: int

    objects = models.Manager.from_queryset(CategoryQuerySet)()

    class Meta:
        verbose_name_plural = "categories"
        ordering: ClassVar = ["name"]
        permissions: ClassVar = [
            ("enter_any_category", "Can work in categories that others own"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                name="category_name_unique",
                violation_error_message="There is already a category with this name.",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="category_name_given"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="category_slug_given"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        # The receiver that writes the publication log runs in here: both are saved, or neither.
        with transaction.atomic():
            super().save(*args, **kwargs)

    @property
    def path(self) -> str:
        """The category's part of a public address, as the address ledger holds it."""
        return self.slug

    def get_absolute_url(self) -> str:
        return f"/jobs/{self.slug}"
