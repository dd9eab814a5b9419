from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from roles.models.prepared import Slot


class LogMark(NamedTuple):
    """A place in the log; `at` tells it from the same position in the log of another database."""

    position: int
    at: datetime | None


LOG_START = LogMark(0, None)


class LogHead(models.Model):
    """The one row that says how long the log is.

    Writers lock it until they commit, so positions become visible in their order and without
    gaps: a follower that has read up to a position has missed nothing before it.
    """

    position = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="log_head_is_one_row"),
        ]

    def __str__(self) -> str:
        return f"Publication log at {self.position}"


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    def after(self, position: int) -> LogEntryQuerySet:
        """Entries past `position`, oldest first."""
        return self.filter(position__gt=position).order_by("position")

    def visible(self, at: datetime | Slot) -> LogEntryQuerySet:
        """Entries of what visitors see at `at`, the latest change first."""
        return self.filter(visible_from__lte=at).order_by("-visible_from")

    def head(self) -> LogMark:
        """The newest entry's place, or `LOG_START`."""
        newest = self.order_by("-position").values_list("position", "at").first()
        return LogMark(*newest) if newest else LOG_START

    def holds(self, mark: LogMark) -> bool:
        """Whether `mark` was taken from this log, and not from a database since replaced."""
        if mark.at is None:
            return mark == LOG_START
        return self.filter(position=mark.position, at=mark.at).exists()

    def append(
        self,
        *,
        action: str,
        keys: list[str],
        visible_from: datetime | None = None,
        **about: Any,
    ) -> LogEntry:
        """Adds one entry, inside the caller's transaction.

        Args:
            action: the verb, such as "publish".
            keys: purge keys of what the change touches, such as `role:12`, `lists`.
            visible_from: when visitors see the change; None is now.
            about: `role`, `edition`, `category`, `by`.

        Raises:
            TransactionManagementError: when called outside a transaction.
        """
        entry = self.model(action=action, keys=keys, **about)
        if visible_from:
            entry.visible_from = visible_from
        self._take_positions([entry])
        entry.save(using=self.db, force_insert=True)
        return entry

    def append_all(self, entries: Sequence[LogEntry]) -> None:
        """Adds several new entries at once, in their order; `append` says what each needs.

        Those who follow the log are told of the last one only.

        Raises:
            TransactionManagementError: when called outside a transaction.
        """
        if entries:
            self._take_positions(entries)
            self.bulk_create(entries[:-1])
            entries[-1].save(using=self.db, force_insert=True)  # its signal tells of all

    def _take_positions(self, entries: Sequence[LogEntry]) -> None:
        if not transaction.get_connection(using=self.db).in_atomic_block:
            raise transaction.TransactionManagementError(
                "An entry of the publication log belongs into the transaction of its change."
            )
        head, _ = LogHead.objects.using(self.db).select_for_update().get_or_create(pk=1)
        now = timezone.now()
        for position, entry in enumerate(entries, start=head.position + 1):
            entry.position, entry.at = position, now
            entry.visible_from = entry.visible_from or now
        head.position += len(entries)
        head.save(update_fields=["position"])


class LogEntry(models.Model):
    """One line of the publication log: what changed for visitors, and the purge keys it touched."""

    position = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    visible_from = models.DateTimeField()
    action = models.CharField(max_length=30)
    keys = models.JSONField()
    role = models.ForeignKey(
        "roles.Role", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    edition = models.ForeignKey(
        "roles.Edition", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    category = models.ForeignKey(
        "roles.Category", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects: ClassVar[models.Manager[LogEntry]] = models.Manager.from_queryset(LogEntryQuerySet)()

    class Meta:
        verbose_name_plural = "publication log"
        ordering: ClassVar = ["-position"]
        indexes: ClassVar = [models.Index(fields=["visible_from"], name="log_entry_by_moment")]

    def __str__(self) -> str:
        return f"{self.position}: {self.action}"

    @property
    def mark(self) -> LogMark:
        return LogMark(self.position, self.at)
