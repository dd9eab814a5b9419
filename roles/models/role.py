from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from roles.enums import AiImpact, EducationLevel
from roles.models.edition import Edition
from roles.models.revision import Revision
from roles.models.tagging import TaggableManager, names_of
from roles.records import (
    CategoryName,
    Faq,
    GlanceFact,
    QualificationGroup,
    RelatedRole,
    RoleRecord,
)
from roles.validators import validate_experience_override, validate_slug

NO_VALUE = ("none", "No value")


@dataclass(frozen=True, slots=True)
class RoleState:
    """What visitors see of a role, against what its editors have."""

    live_from: datetime | None
    scheduled_for: datetime | None
    was_published: bool
    has_unpublished_changes: bool

    def __str__(self) -> str:
        """The state in words, such as "Live, with unpublished changes"."""
        parts = [self._main()]
        if self.live_from and self.has_unpublished_changes:
            parts.append("with unpublished changes")
        if self.scheduled_for:
            moment = date_format(timezone.localtime(self.scheduled_for), "j F Y, H:i T")
            parts.append(f"next edition on {moment}" if self.live_from else f"goes live {moment}")
        return ", ".join(parts)

    def _main(self) -> str:
        if self.live_from:
            return "Live"
        if self.scheduled_for:
            return "Scheduled"
        return "Withdrawn" if self.was_published else "Draft"


class RoleQuerySet(models.QuerySet["Role"]):
    def with_state(self, at: datetime) -> RoleQuerySet:
        """Annotates what `Role.state` needs, so that a list of states costs no extra query."""
        editions = Edition.objects.filter(role=models.OuterRef("pk")).order_by()
        live = editions.live(at)  # one at most, so in no order, which would read more of its row
        newest = Revision.objects.filter(role=models.OuterRef("pk")).order_by("-number")
        # As a dictionary, because `Role` declares these names, with their types, itself.
        state: dict[str, Any] = {
            "head_digest": models.Subquery(newest.values("digest")[:1]),
            "live_digest": models.Subquery(live.values("digest")[:1]),
            "live_since": models.Subquery(live.values("live_from")[:1]),
            "next_live_from": models.Subquery(editions.scheduled(at).values("live_from")[:1]),
            "was_published": models.Exists(editions.begun(at)),
        }
        return self.annotate(**state)

    def note_unpublished(self, at: datetime) -> None:
        """Writes `unpublished_draft` anew, in one query.

        Called at the end of whatever saves a draft or changes editions, in its transaction.
        """
        newest = Revision.objects.filter(role=models.OuterRef("pk")).order_by("-number")
        head_digest = Revision.objects.filter(role=models.OuterRef("role")).order_by("-number")
        editions = Edition.objects.not_over(at).filter(role=models.OuterRef("pk")).order_by()
        others = editions.exclude(digest=models.Subquery(head_digest.values("digest")[:1]))
        published = models.Q(models.Exists(editions), ~models.Exists(others))
        saved = models.Subquery(newest.values("created_at")[:1])
        self.update(unpublished_draft=models.Case(models.When(published, then=None), default=saved))

    def with_content(self) -> RoleQuerySet:
        """Fetches all that `Role.record` reads, in a constant number of queries."""
        return self.select_related("category").prefetch_related(
            "facts__kind",
            "faqs",
            "tags",  # type: ignore[misc]  # taggit has no types
            "related_roles__target__category",
        )

    def locked_for_publishing(self) -> RoleQuerySet:
        """Keeps roles and categories as they are until the transaction ends.

        Fetches only what the publication of a revision needs beside it: the rest is long.
        """
        locked = self.select_for_update().select_related("category").order_by("pk")
        return locked.only("title", "slug", "summary", "category__name", "category__slug")


class Role(models.Model):
    """One job role: the editors' working copy, which no public page reads."""

    title = models.CharField(
        max_length=200, help_text="The job title in the singular and in its own casing."
    )
    slug = models.CharField(
        "address",
        max_length=150,
        blank=True,
        validators=[validate_slug],
        help_text=(
            "The last part of the page's address. Leave it empty to have it made from the title."
        ),
    )
    category = models.ForeignKey("roles.Category", on_delete=models.PROTECT, related_name="roles")
    summary = models.TextField(
        blank=True,
        help_text="Two or three plain sentences. Needed before the role can be published.",
    )
    seo_title = models.CharField(
        "search engine title",
        max_length=200,
        blank=True,
        help_text="Leave it empty to use the title.",
    )
    seo_description = models.TextField(
        "search engine description",
        blank=True,
        help_text="Leave it empty to use the beginning of the summary.",
    )
    tags = TaggableManager(
        blank=True, help_text="Skills and topics, separated by commas, such as sql, patient care."
    )
    also_called = models.JSONField(
        "alternative titles",
        default=list,
        blank=True,
        help_text="Other titles the role goes by, one per line.",
    )
    duties = models.JSONField(
        default=list,
        blank=True,
        help_text="One duty per line; bullets pasted from a document are removed.",
    )
    overview = models.TextField(
        blank=True,
        help_text="Markdown: paragraphs, lists, **strong**, *emphasis* and links.",
    )
    qualifications = models.JSONField(
        default=list,
        blank=True,
        help_text=(
            "A line ending in a colon is a heading; lines beginning with “- ” are its bullets; "
            "other lines are prose."
        ),
    )
    outlook = models.TextField(
        "career outlook",
        blank=True,
        help_text="Markdown: paragraphs, lists, **strong**, *emphasis* and links.",
    )
    cover_letter = models.TextField(
        "sample cover letter",
        blank=True,
        help_text="Plain paragraphs. Write what the reader fills in as [Company], [Your Name].",
    )
    education_override = models.CharField(
        "education filter",
        max_length=4,
        blank=True,
        choices=[NO_VALUE, *((str(value), label) for value, label in EducationLevel.choices)],
        help_text="Leave it empty to derive the value from “Typical education”.",
    )
    experience_override = models.CharField(
        "experience filter",
        max_length=10,
        blank=True,
        validators=[validate_experience_override],
        help_text=(
            "Years, as 3, 3-5 or 10+, or “none” for no value. Leave it empty to derive the years "
            "from “Typical experience”."
        ),
    )
    ai_impact_override = models.CharField(
        "AI impact filter",
        max_length=20,
        blank=True,
        choices=[NO_VALUE, *AiImpact.choices],
        help_text="Leave it empty to derive the verdict from “AI impact”.",
    )
    # When the newest draft was saved; empty when all editions live or yet to come say what it says.
    # Written by `RoleQuerySet.note_unpublished` alone. The clock only ever ends editions: a role
    # that is marked may need it no more, so lists ask once again; one without a mark needs none.
    unpublished_draft = models.DateTimeField(null=True, editable=False)

    # What `RoleQuerySet.with_state` annotates.
    head_digest: str | None
    live_digest: str | None
    live_since: datetime | None
    next_live_from: datetime | None
    was_published: bool

    objects: ClassVar[models.Manager[Role]] = models.Manager.from_queryset(RoleQuerySet)()

    class Meta:
        ordering: ClassVar = ["title"]
        permissions: ClassVar = [
            ("publish_role", "Can publish a role now"),
            ("publish_correction_role", "Can publish corrections of a role now"),
            ("schedule_role", "Can schedule a role and cancel a schedule"),
            ("withdraw_role", "Can withdraw a role"),
            ("check_role", "Can mark a role as checked"),
            ("rename_live_role", "Can change an address that is or was public"),
            ("force_publish_role", "Can publish a draft that nobody else worked on"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["title"], name="role_by_title"),
            models.Index(
                fields=["unpublished_draft"],
                name="role_by_unpublished_draft",
                condition=models.Q(unpublished_draft__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["category", "slug"],
                name="role_address_unique",
                violation_error_message="Another role of this category has this address.",
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="role_title_given"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="role_slug_given"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def path(self) -> str:
        """The address a publication of the working copy would have, after `/jobs/`."""
        return f"{self.category.slug}/{self.slug}"

    @property
    def head(self) -> Revision | None:
        """The newest revision: what the working copy says, once it has been saved."""
        return self.revisions.order_by("-number").first()

    @property
    def state(self) -> RoleState:
        """Reads the annotations of `with_state`, fetching the role anew when they are missing."""
        role = self if hasattr(self, "live_digest") else self._annotated()
        return RoleState(
            live_from=role.live_since,
            scheduled_for=role.next_live_from,
            was_published=role.was_published,
            has_unpublished_changes=role.live_digest != role.head_digest,
        )

    def _annotated(self) -> Role:
        return Role.objects.with_state(timezone.now()).get(pk=self.pk)

    def record(self) -> RoleRecord:
        """The working copy as a record; fetch roles `with_content()` when there are several."""
        return RoleRecord(
            title=self.title,
            slug=self.slug,
            category=CategoryName(self.category.name, self.category.slug),
            summary=self.summary,
            seo_title=self.seo_title,
            seo_description=self.seo_description,
            education_override=self.education_override,
            experience_override=self.experience_override,
            ai_impact_override=self.ai_impact_override,
            glance=tuple(
                GlanceFact(fact.kind.label, fact.text, fact.kind_id) for fact in self.facts.all()
            ),
            duties=tuple(self.duties),
            overview=self.overview,
            qualifications=tuple(
                QualificationGroup(group["heading"], group["text"], tuple(group["items"]))
                for group in self.qualifications
            ),
            outlook=self.outlook,
            cover_letter=self.cover_letter,
            faqs=tuple(Faq(faq.question, faq.answer) for faq in self.faqs.all()),
            tags=names_of(self.tags.all()),
            also_called=tuple(self.also_called),
            related=tuple(
                RelatedRole(row.target.title, f"/jobs/{row.target.path}", row.target_id)
                for row in self.related_roles.all()
            ),
        )
