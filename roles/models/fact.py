from __future__ import annotations

from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models.functions import Lower

from roles.enums import Facet


class FactKind(models.Model):
    """A label of "Role at a glance". Editors rename, reorder and extend the kinds."""

    label = models.CharField(
        max_length=100,
        help_text="Shown before the fact on every page, also on pages that are live now.",
    )
    position = models.PositiveSmallIntegerField(
        default=0, help_text="New roles list the standard kinds in this order, smallest first."
    )
    standard = models.BooleanField(
        "offered for every role",
        default=False,
        help_text="A new role's form starts with an empty row for each of these kinds.",
    )
    facet = models.CharField(
        "feeds the filter",
        max_length=20,
        choices=Facet.choices,
        blank=True,
        help_text="Which filter of the lists is derived from the text of these facts, if any.",
    )

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("label"),
                name="fact_kind_label_unique",
                violation_error_message="There is already a kind with this label.",
            ),
            models.CheckConstraint(condition=~models.Q(label=""), name="fact_kind_label_given"),
            models.CheckConstraint(
                condition=models.Q(facet__in=["", *Facet.values]), name="fact_kind_facet_known"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        # The receiver that writes the publication log runs in here: both are saved, or neither.
        with transaction.atomic():
            super().save(*args, **kwargs)


class Fact(models.Model):
    """One row of a role's "Role at a glance": a kind and free text."""

    role = models.ForeignKey("roles.Role", on_delete=models.CASCADE, related_name="facts")
    kind = models.ForeignKey(FactKind, on_delete=models.PROTECT, related_name="facts")
    text = models.TextField(
        help_text="As a reader should see it: a range, a list, a sentence, “Varies by role”."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["role", "kind"],
                name="fact_kind_once_per_role",
                violation_error_message="Each kind of fact can stand only once in a role.",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="fact_text_given"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"
