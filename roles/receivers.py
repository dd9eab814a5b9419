"""What has to follow a save: changes beyond editions are logged, and the log is followed."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from roles import following, publication_log
from roles.models import Category, FactKind, LogEntry, Tag


@receiver(post_save, sender=Category)
def category_saved(instance: Category, created: bool, **kwargs: Any) -> None:
    if not created:
        publication_log.category_changed(instance)


@receiver(post_save, sender=FactKind)
def fact_kind_saved(instance: FactKind, created: bool, **kwargs: Any) -> None:
    if not created:
        publication_log.name_changed("fact-kinds")


@receiver(post_save, sender=Tag)
def tag_saved(instance: Tag, created: bool, **kwargs: Any) -> None:
    if not created:
        publication_log.name_changed(f"tag:{instance.pk}", "lists")


@receiver(post_delete, sender=Tag)
def tag_deleted(instance: Tag, **kwargs: Any) -> None:
    publication_log.name_changed(f"tag:{instance.pk}", "lists")


@receiver(post_save, sender=LogEntry)
def log_entry_saved(instance: LogEntry, **kwargs: Any) -> None:
    transaction.on_commit(partial(following.announce, instance.position), robust=True)
