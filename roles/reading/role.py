"""A role as its page and its other forms show it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import CharField, F, QuerySet, Value

from roles.models import Edition, FactKind, Tag
from roles.reading.moments import LogState
from roles.records import (
    CategoryName,
    Faq,
    GlanceFact,
    QualificationGroup,
    RelatedRole,
    RoleRecord,
    from_payload,
)
from roles.rendering import HTML_VERSION, RoleHtml, faq_ids, render


@dataclass(frozen=True, slots=True)
class RolePage:
    """A live edition with all its page shows; names and addresses are today's.

    `purge_keys` name all that the page depends on, for the page cache and those in front of it.
    """

    edition: Edition
    record: RoleRecord
    html: RoleHtml
    tags: list[Tag]
    purge_keys: frozenset[str]
    log: LogState = field(default_factory=LogState)

    @property
    def groups(self) -> list[tuple[QualificationGroup, str]]:
        """Each qualification group with its prose as HTML."""
        return list(zip(self.record.qualifications, self.html["groups"], strict=True))

    @property
    def faqs(self) -> list[tuple[str, Faq, str]]:
        """Each FAQ with its id in the page and its answer as HTML."""
        faqs = self.record.faqs
        return list(zip(faq_ids(self.record), faqs, self.html["answers"], strict=True))


def role_page(category_slug: str, role_slug: str, at: datetime) -> RolePage | None:
    """The role live at this address, in three queries; None when there is none."""
    live = Edition.objects.live(at).at_address(category_slug, role_slug)
    edition = live.with_category().with_log_state(at).first()
    if edition is None:
        return None
    log = LogState(*attrgetter("log_position", "last_change")(edition))
    return replace(_page_of(edition, at), log=log)


def _page_of(edition: Edition, at: datetime) -> RolePage:
    stored = from_payload(edition.payload)
    labels, tags = _names_now(edition, stored)
    related = live_related(stored, at)
    record = replace(
        stored,
        category=CategoryName(edition.category.name, edition.category.slug),
        glance=tuple(
            GlanceFact(labels.get(fact.kind, fact.label), fact.text, fact.kind)
            for fact in stored.glance
        ),
        tags=tuple(tag.name for tag in tags),
        related=as_related(related),
        publication=edition.publication(),
    )
    html = edition.html if edition.html_version == HTML_VERSION else render(stored)
    return RolePage(
        edition=edition,
        record=record,
        html=html,
        tags=tags,
        purge_keys=_purge_keys(edition, stored, tags, related),
    )


def _purge_keys(
    edition: Edition, stored: RoleRecord, tags: list[Tag], related: list[Edition]
) -> frozenset[str]:
    # Related roles that are not live count too: the page changes when one goes live. Those that
    # are show their category's address.
    roles = [edition.role_id, *(chosen.role for chosen in stored.related if chosen.role)]
    categories = [edition.category_id, *(other.category_id for other in related)]
    return frozenset(
        [
            "fact-kinds",
            *(f"role:{pk}" for pk in roles),
            *(f"category:{pk}" for pk in categories),
            *(f"tag:{tag.pk}" for tag in tags),
        ]
    )


def _names_now(edition: Edition, stored: RoleRecord) -> tuple[dict[int | None, str], list[Tag]]:
    """Today's labels of the edition's facts, by kind, and its tags, in one query."""
    kinds: QuerySet[Any, Any] = FactKind.objects.filter(
        pk__in=[fact.kind for fact in stored.glance]
    ).order_by()
    tags: QuerySet[Any, Any] = Tag.objects.filter(editions=edition).order_by()
    no_slug = Value("", output_field=CharField())
    rows = list(
        kinds.annotate(source=Value("kind"), name_now=F("label"), slug_now=no_slug)
        .values_list("source", "pk", "name_now", "slug_now")
        .union(
            tags.annotate(source=Value("tag"), name_now=F("name"), slug_now=F("slug")).values_list(
                "source", "pk", "name_now", "slug_now"
            )
        )
    )
    labels = {pk: name for source, pk, name, _ in rows if source == "kind"}
    named = [Tag(pk=pk, name=name, slug=slug) for source, pk, name, slug in rows if source == "tag"]
    return labels, sorted(named, key=lambda tag: tag.name.casefold())


def live_related(record: RoleRecord, at: datetime) -> list[Edition]:
    """The editors' choice of related roles where it is live, in their order."""
    ids = [related.role for related in record.related]
    live = {
        edition.role_id: edition
        for edition in Edition.objects.live(at).filter(role__in=ids).for_list()
    }
    return [live[pk] for pk in ids if pk in live]


def as_related(editions: list[Edition]) -> tuple[RelatedRole, ...]:
    """Related roles with today's titles and addresses."""
    return tuple(
        RelatedRole(edition.title, edition.get_absolute_url(), edition.role_id)
        for edition in editions
    )
