"""A role as its page and its other forms show it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from django.db.models import BigIntegerField, CharField, DateTimeField, QuerySet, Value

from roles import search
from roles.models import Edition, FactKind, Prepared, Slot, Tag
from roles.reading.moments import LogState
from roles.reading.related import RELATED_SIZE, LinkedRole, as_related, related_roles
from roles.records import (
    CategoryName,
    Faq,
    QualificationGroup,
    RoleRecord,
    from_payload,
)
from roles.rendering import HTML_VERSION, RoleHtml, faq_ids, render

_AT: Final = Slot("at", DateTimeField())
_AT_ADDRESS: Final = Prepared(
    Edition.objects.live(_AT)
    .at_address(Slot("category", CharField()), Slot("role", CharField()))
    .with_category()
    .with_log_state(_AT)[:1]  # there is one at most, so that nothing has to be sorted
)
_KINDS: Final[QuerySet[Any, Any]] = FactKind.objects.filter(
    pk__in=[Slot("kinds", BigIntegerField())]
)
_TAGS: Final[QuerySet[Any, Any]] = Tag.objects.filter(editions=Slot("edition", BigIntegerField()))
_NAMES: Final = Prepared(
    _KINDS.order_by()
    .values_list(Value("kind"), "pk", "label", "facet")
    .union(_TAGS.order_by().values_list(Value("tag"), "pk", "name", "slug"), all=True)
)


class KindNow(NamedTuple):
    """A kind of fact as it is today; `facet` is the `Facet` it feeds, or ""."""

    label: str
    facet: str


class TagNow(NamedTuple):
    """A tag as it is today. It has no page without a slug."""

    pk: int
    name: str
    slug: str

    def get_absolute_url(self) -> str:
        return f"/tags/{quote(self.slug)}"


@dataclass(frozen=True, slots=True)
class RolePage:
    """A live edition with all its page shows; names and addresses are today's.

    `related` begins with the editors' choice, which `record` has too. `facts` are the texts at a
    glance that feed a filter, by `Facet`. `purge_keys` name all that the page depends on, for the
    page cache and those in front of it; `is_settled` tells whether what came from the search index
    is up with them.
    """

    edition: Edition
    record: RoleRecord
    html: RoleHtml
    tags: list[TagNow]
    related: list[LinkedRole]
    facts: dict[str, str] = field(default_factory=dict)
    purge_keys: frozenset[str] = frozenset()
    log: LogState = field(default_factory=LogState)
    is_settled: bool = True

    @property
    def groups(self) -> list[tuple[QualificationGroup, str]]:
        """Each qualification group with its prose as HTML."""
        return list(zip(self.record.qualifications, self.html["groups"], strict=True))

    @property
    def faqs(self) -> list[tuple[str, Faq, str]]:
        """Each FAQ with its id in the page and its answer as HTML."""
        faqs = self.record.faqs
        return list(zip(faq_ids(self.record), faqs, self.html["answers"], strict=True))


def role_page(
    category_slug: str, role_slug: str, at: datetime, *, fill_up_to: int = RELATED_SIZE
) -> RolePage | None:
    """The role live at this address, in three queries; None when there is none.

    Args:
        fill_up_to: as in `related_roles`; 0 for a form of the role that shows what editors wrote.
    """
    found = _AT_ADDRESS.fetch(at=at, category=category_slug, role=role_slug)
    edition = next(iter(found), None)
    if edition is None:
        return None
    log = LogState(*attrgetter("log_position", "last_change")(edition))
    # Asked before the index is: what it has not followed by then, the page may not show.
    has_followed = search.has_followed(log.position)
    page = _page_of(edition, at, fill_up_to)
    needs_index = len(page.record.related) < fill_up_to
    return replace(page, log=log, is_settled=has_followed or not needs_index)


def _page_of(edition: Edition, at: datetime, fill_up_to: int) -> RolePage:
    stored = from_payload(edition.payload)
    kinds, tags = _names_now(edition, stored)
    chosen, like = related_roles(
        stored,
        role=edition.role_id,
        category=edition.category_id,
        tags=[tag.pk for tag in tags],
        at=at,
        fill_up_to=fill_up_to,
    )
    record = replace(
        stored,
        category=CategoryName(edition.category.name, edition.category.slug),
        glance=tuple(
            replace(fact, label=kinds[fact.kind].label) if fact.kind in kinds else fact
            for fact in stored.glance
        ),
        tags=tuple(tag.name for tag in tags),
        related=as_related(chosen),
        publication=edition.publication(),
    )
    html = edition.html if edition.html_version == HTML_VERSION else render(stored)
    return RolePage(
        edition=edition,
        record=record,
        html=html,
        tags=tags,
        related=[*chosen, *like],
        facts=_facts(stored, kinds),
        purge_keys=_purge_keys(edition, stored, tags, [*chosen, *like]),
    )


def _facts(stored: RoleRecord, kinds: dict[int | None, KindNow]) -> dict[str, str]:
    """By `Facet`, the first text of a kind that feeds it: the one that was derived from."""
    known = [(kinds.get(fact.kind), fact.text) for fact in reversed(stored.glance)]
    return {kind.facet: text for kind, text in known if kind and kind.facet}


def _purge_keys(
    edition: Edition, stored: RoleRecord, tags: list[TagNow], related: list[LinkedRole]
) -> frozenset[str]:
    # The editors' choices that are not live count too: the page changes when one goes live.
    chosen = [choice.role for choice in stored.related if choice.role]
    roles = [edition.role_id, *chosen, *(other.role_id for other in related)]
    categories = [edition.category_id, *(other.category_id for other in related)]
    return frozenset(
        [
            "fact-kinds",
            *(f"role:{pk}" for pk in roles),
            *(f"category:{pk}" for pk in categories),
            *(f"tag:{tag.pk}" for tag in tags),
        ]
    )


def _names_now(
    edition: Edition, stored: RoleRecord
) -> tuple[dict[int | None, KindNow], list[TagNow]]:
    """The kinds of the edition's facts as they are today, by id, and its tags, in one query."""
    known_kinds = [fact.kind for fact in stored.glance if fact.kind]
    rows = _NAMES.fetch(kinds=known_kinds, edition=edition.pk)
    known = {pk: KindNow(*rest) for source, pk, *rest in rows if source == "kind"}
    named = [TagNow(*row) for source, *row in rows if source == "tag"]
    return known, sorted(named, key=lambda tag: tag.name.casefold())
