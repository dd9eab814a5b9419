"""What the public may see, and nothing else: every page, form, feed and search hit comes from here.

Reads editions that are live at a moment, never a working copy, and writes nothing. Every function
takes `at`, the moment, with a time zone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import CharField, F, QuerySet, Subquery, Value

from roles.models import FAR_FUTURE, Category, Edition, FactKind, LogEntry, LogHead, Redirect, Tag
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

LIST_SIZE = 100
RECENT_SIZE = 10


@dataclass(frozen=True, slots=True)
class LogState:
    """How far the publication log has come, and when anything that visitors see last changed.

    One moment for all pages: what one page shows of others (names, related roles, lists) moves no
    date of its own, and a "not modified" must never keep an old page in use. `changed` is None
    while nothing ever did.
    """

    position: int = 0
    changed: datetime | None = None


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
    log: LogState = LogState()

    @property
    def groups(self) -> list[tuple[QualificationGroup, str]]:
        """Each qualification group with its prose as HTML."""
        return list(zip(self.record.qualifications, self.html["groups"], strict=True))

    @property
    def faqs(self) -> list[tuple[str, Faq, str]]:
        """Each FAQ with its id in the page and its answer as HTML."""
        faqs = self.record.faqs
        return list(zip(faq_ids(self.record), faqs, self.html["answers"], strict=True))


@dataclass(frozen=True, slots=True)
class RoleList:
    """One page of an A to Z list.

    `letters` are those that have roles; `next_after` is the `after` of the next page, or None.
    """

    editions: list[Edition]
    letters: list[str]
    next_after: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """The address belongs to what is now at `url`."""

    url: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The address was public; what it belongs to was withdrawn. `title` was its last name."""

    title: str


def role_page(category_slug: str, role_slug: str, at: datetime) -> RolePage | None:
    """The role live at this address, in three queries; None when there is none."""
    live = Edition.objects.live(at).at_address(category_slug, role_slug)
    edition = live.with_category().with_log_state(at).first()
    if edition is None:
        return None
    log = LogState(*attrgetter("log_position", "last_change")(edition))
    return replace(_page_of(edition, at), log=log)


def log_state(at: datetime) -> LogState:
    last = LogEntry.objects.visible(at).values("visible_from")[:1]
    head = LogHead.objects.annotate(changed=Subquery(last)).values_list("position", "changed")
    return LogState(*head[0]) if head else LogState()


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


def next_moment(at: datetime) -> datetime:
    """When something public changes next by the clock alone: a schedule begins or ends.

    Two look-ups in indexes, however many editions there are.
    """
    begins = Edition.objects.filter(live_from__gt=at).order_by("live_from")
    ends = Edition.objects.filter(live_until__gt=at).order_by("live_until")
    moments = [
        *begins.values_list("live_from", flat=True)[:1],
        *ends.values_list("live_until", flat=True)[:1],
    ]
    return min(moments, default=FAR_FUTURE)


def find_address(path: str, at: datetime) -> Moved | Gone | None:
    """Where an address that is not live itself leads: `path` is what follows `/jobs/`."""
    row = Redirect.objects.public(at).with_owner().filter(path=path).first()
    if row is None:
        return None
    if row.category:
        if Category.objects.public(at).filter(pk=row.category.pk).exists():
            return Moved(row.category.get_absolute_url())
        return Gone(row.category.name)
    editions = Edition.objects.filter(role=row.role).with_category()
    if live := editions.live(at).first():
        return Moved(live.get_absolute_url())
    last = editions.filter(live_from__lte=at).order_by("-live_from", "-number").first()
    return Gone(last.title) if last else None


def categories(at: datetime) -> QuerySet[Category]:
    """Categories with a page, by name, each with `live_roles`, the number of its live roles."""
    return Category.objects.public(at).order_by("name")


def category(slug: str, at: datetime) -> Category | None:
    return Category.objects.public(at).filter(slug=slug).first()


def recently_updated(at: datetime) -> QuerySet[Edition]:
    return Edition.objects.live(at).for_list().recently_updated()[:RECENT_SIZE]


def role_list(
    at: datetime, *, category: Category | None = None, letter: str = "", after: str = ""
) -> RoleList:
    """One page of the live roles, A to Z.

    Args:
        category: only its roles.
        letter: only titles under this letter ("A" to "Z", "#").
        after: `next_after` of the page before.
    """
    live = Edition.objects.live(at)
    if category:
        live = live.filter(category=category)
    rows = live.for_list().a_to_z()
    if letter:
        rows = rows.filter(letter=letter)
    page = list(rows.after(after)[: LIST_SIZE + 1])
    more = len(page) > LIST_SIZE
    return RoleList(
        editions=page[:LIST_SIZE],
        letters=sorted(live.order_by().values_list("letter", flat=True).distinct()),
        next_after=page[LIST_SIZE - 1].list_position if more else None,
    )
