"""What has to follow a save: changes beyond editions are logged, and the log is followed.

And what follows a migration: the site's feeds get their lasting name, and it gets its groups.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.apps import apps as installed_apps
from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.encoding import punycode

from roles import following, groups, publication_log
from roles.models import Category, FactKind, LogEntry, Tag

if TYPE_CHECKING:
    from django.apps import AppConfig
    from django.apps.registry import Apps


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
        publication_log.name_changed(f"tag:{instance.pk}", "counts", "lists")


@receiver(post_delete, sender=Tag)
def tag_deleted(instance: Tag, **kwargs: Any) -> None:
    publication_log.name_changed(f"tag:{instance.pk}", "counts", "lists")


@receiver(post_save, sender=LogEntry)
def log_entry_saved(instance: LogEntry, **kwargs: Any) -> None:
    transaction.on_commit(partial(following.announce, instance.position), robust=True)


@receiver(post_migrate)
def site_migrated(
    sender: AppConfig, using: str, apps: Apps = installed_apps, **kwargs: Any
) -> None:
    """Keeps the domain under which the site is first known to the public as its feeds' authority.

    In the database, which all hosts share and every backup holds, and never changed again.
    """
    domain = _public_domain(settings.SITE_URL)
    if sender.name != "roles" or not domain:
        return
    try:
        authorities = apps.get_model("roles", "FeedAuthority").objects.using(using)
    except LookupError:  # migrated to where there is no such table
        return
    name = f"{domain},{timezone.now().date()}"
    authorities.get_or_create(pk=1, defaults={"name": name})


@receiver(post_migrate)
def groups_migrated(
    sender: AppConfig, using: str, apps: Apps = installed_apps, **kwargs: Any
) -> None:
    if sender.name == "roles":
        with suppress(LookupError):  # migrated to where there are no such tables
            groups.give_defaults(apps, using)


def _public_domain(url: str) -> str:
    """The ASCII form of the domain in `url`; "" for an IP address or a host of this machine."""
    try:
        host = punycode(urlsplit(url).hostname or "")
    except ValueError:  # reported by the system check of SITE_URL
        return ""
    return host if "." in host and not host.endswith(".localhost") and not _is_ip(host) else ""


def _is_ip(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False
