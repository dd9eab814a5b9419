from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.lookups import (
    GreaterThan,
    GreaterThanOrEqual,
    IsNull,
    LessThan,
    LessThanOrEqual,
)
from django.utils import timezone

from roles.enums import AiImpact, EducationLevel, Order, PublicationKind
from roles.facets import Chosen, band_years
from roles.models.list_position import DESCENDING, SORT_KEYS, ListPosition
from roles.models.prepared import Slot
from roles.models.publication_log import LogEntry, LogHead
from roles.models.tagging import Tag
from roles.records import Publication

# An open range ends here, so that the live query needs no OR. Not 9999: that overflows in a zone.
FAR_FUTURE = datetime(9000, 1, 1, tzinfo=UTC)

# Up to here it is quicker to look up a tag's editions than to walk a list (docs/lists.md).
FEW_EDITIONS = 10_000

# What the indexes of lists hold beside their order.
FILTERED = ("live_until", "live_from", "education", "experience_from", "ai_impact")


def _rows(position: ListPosition) -> tuple[models.Func, models.Func]:
    """The sort keys as a row, and the position's: an index answers (a, b) > (1, 2) with one seek.

    Written as "a > 1 or a = 1 and b > 2" it would read all rows that are alike in `a`.
    """
    columns = [models.F(key) for key in position.keys]
    values = [models.Value(value) for value in position.values]
    kind = models.BooleanField()  # the rows are only compared, never fetched
    return (
        models.Func(*columns, function="", output_field=kind),
        models.Func(*values, function="", output_field=kind),
    )


class EditionQuerySet(models.QuerySet["Edition"]):
    def live(self, at: datetime | Slot) -> EditionQuerySet:
        """What the public sees at `at`. The one definition of "public" for every page and form."""
        return self.filter(live_from__lte=at, live_until__gt=at)

    def scheduled(self, at: datetime) -> EditionQuerySet:
        """Editions that will go live after `at`, the next one first."""
        # What ends after it begins ends after `at`: said as well, because an index begins with it.
        pending = self.filter(live_from__gt=at, live_until__gt=at)
        return pending.filter(live_until__gt=models.F("live_from")).order_by("live_from")

    def begun(self, at: datetime) -> EditionQuerySet:
        """Editions that were live at `at` or before it, the latest first."""
        return (
            self.filter(live_from__lte=at)
            .exclude(live_until=models.F("live_from"))
            .order_by("-live_from")
        )

    def updates(self, at: datetime) -> EditionQuerySet:
        """What readers were told of: updates that are or were live, of roles live at `at`."""
        live = Edition.objects.live(at).filter(role=models.OuterRef("role"))
        updates = self.begun(at).filter(models.Exists(live), kind=PublicationKind.UPDATE)
        return updates.order_by("-updated", "-pk")

    def not_over(self, at: datetime) -> EditionQuerySet:
        """Live at `at`, or scheduled for later."""
        return self.filter(live_until__gt=at).exclude(live_until=models.F("live_from"))

    def with_category(self) -> EditionQuerySet:
        return self.select_related("category")

    def with_log_state(self, at: datetime | Slot) -> EditionQuerySet:
        """Annotates `log_position`, and `last_change`: when visitors last saw a change at `at`."""
        last = LogEntry.objects.visible(at).values("visible_from")[:1]
        head = LogHead.objects.values("position")[:1]
        return self.annotate(log_position=models.Subquery(head), last_change=models.Subquery(last))

    def for_list(self) -> EditionQuerySet:
        """Only the columns a list of roles shows."""
        return self.with_category().defer("payload", "html", "change_note")

    def in_order(self, order: Order, *, backwards: bool = False) -> EditionQuerySet:
        sign = "-" if (order in DESCENDING) != backwards else ""
        return self.order_by(*(f"{sign}{key}" for key in SORT_KEYS[order]))

    def after(self, position: ListPosition) -> EditionQuerySet:
        """What follows the position in a list of its order."""
        compare = LessThan if position.order in DESCENDING else GreaterThan
        return self.filter(compare(*_rows(position)))

    def up_to(self, position: ListPosition) -> EditionQuerySet:
        """What the position comes after, itself included, the nearest first."""
        descends = position.order in DESCENDING
        compare = GreaterThanOrEqual if descends else LessThanOrEqual
        return self.filter(compare(*_rows(position))).in_order(position.order, backwards=True)

    def matching(self, chosen: Chosen) -> EditionQuerySet:
        """Those with everything that a visitor has chosen."""
        wanted: dict[str, object] = {
            "category": chosen.category,
            "education": chosen.education,
            "ai_impact": chosen.ai_impact,
            "updated__gte": chosen.updated_since,
            "letter": chosen.letter,
        }
        if chosen.experience is not None:
            wanted["experience_from__gte"], wanted["experience_from__lt"] = band_years(
                chosen.experience
            )
        found = self.filter(**{name: value for name, value in wanted.items() if value is not None})
        return found if chosen.tag is None else found.tagged(chosen.tag)

    def tagged(self, tag: int) -> EditionQuerySet:
        """Those with the tag of this id; asks at once how many editions have it.

        A few are looked up and sorted. A common tag is looked for in each edition in the
        order of the list, until the page is full; a database without statistics (SQLite) would
        sort all of its editions for each page.
        """
        having = self.model.tags.through.objects.filter(tag=tag)
        if having[FEW_EDITIONS : FEW_EDITIONS + 1].exists():
            return self.filter(models.Exists(having.filter(edition=models.OuterRef("pk"))))
        # The limit cuts nothing off; it keeps PostgreSQL from walking the list all the same.
        return self.filter(pk__in=having.values("edition")[:FEW_EDITIONS])

    def without_roles(self, role_ids: Collection[int]) -> EditionQuerySet:
        return self.exclude(role__in=role_ids) if role_ids else self

    def at_address(self, category_slug: str | Slot, role_slug: str | Slot) -> EditionQuerySet:
        """Those of one role, by the address ledger: of live ones there is one at most."""
        return self.filter(category__slug=category_slug, slug=role_slug).order_by()


class Edition(models.Model):
    """Immutable published snapshot of a role, live while `live_from <= now < live_until`.

    Only `roles.publishing` writes it. Once inserted, only `live_until` (closing the range), the
    "checked" columns and, until it goes live, its dates ever change. An empty range is an edition
    that never went live: its schedule was cancelled, or another edition took its moment.

    The columns are what public pages filter and sort on; `payload` is the whole role, and `html`
    its prose rendered once. The database itself refuses two overlapping ranges of one role.
    """

    role = models.ForeignKey("roles.Role", on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey(
        "roles.Revision", on_delete=models.PROTECT, related_name="editions"
    )
    kind = models.CharField(max_length=20, choices=PublicationKind.choices)
    change_note = models.TextField(blank=True)

    title = models.CharField(max_length=200)
    sort_title = models.CharField(max_length=200)
    letter = models.CharField(max_length=1)
    slug = models.CharField(max_length=150)
    category = models.ForeignKey(
        "roles.Category", on_delete=models.PROTECT, related_name="editions"
    )
    summary = models.TextField()
    education = models.PositiveSmallIntegerField(choices=EducationLevel.choices, null=True)
    experience_from = models.PositiveSmallIntegerField(null=True, help_text="Years.")
    experience_to = models.PositiveSmallIntegerField(null=True, help_text="Years.")
    ai_impact = models.CharField(max_length=20, choices=AiImpact.choices, blank=True)
    tags = models.ManyToManyField(Tag, related_name="editions", blank=True)

    published = models.DateTimeField("first published")
    updated = models.DateTimeField("last updated")
    checked = models.DateTimeField("last checked", null=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(default=FAR_FUTURE)

    payload = models.JSONField()
    digest = models.CharField(max_length=64)
    html = models.JSONField()
    html_version = models.PositiveSmallIntegerField()

    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[models.Manager[Edition]] = models.Manager.from_queryset(EditionQuerySet)()

    class Meta:
        ordering: ClassVar = ["-number"]
        indexes: ClassVar = [
            models.Index(
                fields=["slug", "category", "live_until", "live_from"], name="edition_by_address"
            ),
            models.Index(fields=["live_from", "live_until", "role"], name="edition_by_live_from"),
            models.Index(fields=["live_until"], name="edition_by_live_until"),
            models.Index(
                fields=["category", "live_until", "live_from"], name="edition_live_by_category"
            ),
            # In the order of the lists, with all that tells whether a row is listed: docs/lists.md.
            models.Index(
                fields=["letter", "sort_title", "id", *FILTERED, "updated"], name="edition_a_to_z"
            ),
            models.Index(
                fields=["category", "letter", "sort_title", "id", *FILTERED, "updated"],
                name="edition_by_category",
            ),
            models.Index(fields=["updated", "id", *FILTERED], name="edition_by_updated"),
            models.Index(
                fields=["category", "updated", "id", *FILTERED], name="edition_by_category_updated"
            ),
            # With all that lists of working copies say of what is live: docs/lists.md.
            models.Index(
                fields=["role", "live_until", "live_from", "digest", "updated", "checked"],
                name="edition_by_role",
            ),
            # What was never checked comes first, of that what was updated longest ago.
            models.Index(
                "live_until",
                IsNull(models.F("checked"), False),
                "checked",
                "updated",
                "role",
                "live_from",
                name="edition_by_check",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role", "number"], name="edition_number_unique"),
            models.CheckConstraint(
                condition=models.Q(live_until__gte=models.F("live_from")),
                name="edition_range_runs_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(updated__gte=models.F("published")),
                name="edition_updated_after_published",
            ),
            models.CheckConstraint(
                condition=~models.Q(title="") & ~models.Q(slug="") & ~models.Q(summary=""),
                name="edition_title_slug_summary_given",
            ),
            models.CheckConstraint(
                condition=models.Q(experience_to__isnull=True)
                | models.Q(experience_to__gte=models.F("experience_from")),
                name="edition_experience_runs_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=PublicationKind.values), name="edition_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(ai_impact__in=["", *AiImpact.values]),
                name="edition_ai_impact_known",
            ),
            models.CheckConstraint(
                condition=models.Q(education__isnull=True)
                | models.Q(education__in=EducationLevel.values),
                name="edition_education_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Edition {self.number}"

    @property
    def path(self) -> str:
        """The role's part of a public address, as the address ledger holds it."""
        return f"{self.category.slug}/{self.slug}"

    def get_absolute_url(self) -> str:
        return f"/jobs/{self.path}"

    def publication(self) -> Publication:
        """Number, change note and dates, as every form of the role shows them."""
        return Publication(
            edition=self.number,
            change_note=self.change_note,
            published=self.published,
            updated=self.updated,
            checked=self.checked,
        )
