"""What visitors see beyond editions changes by a plain save; each goes into the publication log."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from roles import publishing
from roles.models import Category, FactKind, Tag


@receiver(post_save, sender=Category)
def category_saved(instance: Category, created: bool, **kwargs: Any) -> None:
    if not created:
        publishing.record_category_change(instance)


@receiver(post_save, sender=FactKind)
def fact_kind_saved(instance: FactKind, created: bool, **kwargs: Any) -> None:
    if not created:
        publishing.record_name_change("fact-kinds")


@receiver(post_save, sender=Tag)
def tag_saved(instance: Tag, created: bool, **kwargs: Any) -> None:
    if not created:
        publishing.record_name_change(f"tag:{instance.pk}")


@receiver(post_delete, sender=Tag)
def tag_deleted(instance: Tag, **kwargs: Any) -> None:
    publishing.record_name_change(f"tag:{instance.pk}")
