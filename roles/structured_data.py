"""What pages say of themselves in schema.org's words (release 30.0), as JSON-LD.

Nothing is said that the page does not show. A role is an Occupation, never a JobPosting: nobody is
hiring here. Without a `SITE_URL` addresses are relative, and read against the page's own (JSON-LD
1.1, section "Base IRI"; RFC 3986, section 5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from roles.enums import EducationLevel, Facet
from roles.text.markdown import to_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from roles.records import QualificationGroup, RoleRecord

Node = dict[str, Any]

LANGUAGE: Final = "en"
_SKILLS: Final = re.compile(r"\bskills?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Site:
    """The site: its name, and its address without a slash at the end, or ""."""

    name: str
    url: str

    def address(self, path: str) -> str:
        return f"{self.url}{path}"

    @property
    def node(self) -> Node:
        return {
            "@type": "WebSite",
            "@id": self.address("/#site"),
            "name": self.name,
            "url": self.address("/"),
        }


@dataclass(frozen=True, slots=True)
class Link:
    """The name and the path of a page of the site."""

    name: str
    path: str


def role_page(
    site: Site,
    record: RoleRecord,
    path: str,
    *,
    description: str,
    facts: Mapping[str, str],
    education: int | None,
    experience_from: int | None,
) -> Node:
    """A role's page: its dates, the occupation it is about, where it stands, its questions.

    Args:
        record: a published role.
        path: the page's address within the site.
        description: what the page's head says.
        facts: by `Facet`, the text at a glance that tells it.
        education: the `EducationLevel` derived from it, if one was.
        experience_from: years, if known.
    """
    page = site.address(path)
    trail = [Link("Jobs", "/jobs"), Link(record.category.name, f"/jobs/{record.category.slug}")]
    published = record.publication
    breadcrumb = _breadcrumb(site, [*trail, Link(record.title, path)])
    occupation = {
        "@id": f"{page}#occupation",
        **_occupation(site, record),
        "educationRequirements": _education(facts.get(Facet.EDUCATION, ""), education),
        "experienceRequirements": _experience(facts.get(Facet.EXPERIENCE, ""), experience_from),
    }
    questions = _questions(page, record)
    about = {
        "@type": "WebPage",
        "@id": page,
        "url": page,
        "headline": record.title,
        "description": description,
        "inLanguage": LANGUAGE,
        "datePublished": _moment(published.published),
        "dateModified": _moment(published.updated),
        "lastReviewed": _moment(published.checked),
        "keywords": list(record.tags),
        "isPartOf": _reference(site.node),
        "breadcrumb": _reference(breadcrumb),
        "mainEntity": _reference(occupation),
        "hasPart": _reference(questions),
    }
    return _graph(about, site.node, breadcrumb, occupation, questions)


def home_page(site: Site) -> Node:
    """The first page: the site, and how to search it."""
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": site.address("/search?q={q}")},
        "query-input": "required name=q",
    }
    return _graph({**site.node, "inLanguage": LANGUAGE, "potentialAction": search})


def list_page(site: Site, trail: list[Link], path: str, roles: Iterable[Link]) -> Node:
    """One page of a list of roles.

    Args:
        trail: the way to the list from the list of all roles on; the list itself comes last.
        path: the page's address within the site, with its query.
        roles: those on this page, in their order.
    """
    entries = [
        {"@type": "ListItem", "position": number, "name": role.name, "url": site.address(role.path)}
        for number, role in enumerate(roles, 1)
    ]
    address = site.address(path)
    breadcrumb = _breadcrumb(site, trail) if len(trail) > 1 else {}
    about = {
        "@type": "CollectionPage",
        "@id": address,
        "url": address,
        "name": trail[-1].name,
        "inLanguage": LANGUAGE,
        "isPartOf": _reference(site.node),
        "breadcrumb": _reference(breadcrumb),
        "mainEntity": {"@type": "ItemList", "itemListElement": entries},
    }
    return _graph(about, site.node, breadcrumb)


def _graph(*nodes: Node) -> Node:
    told = [_without_nothing(node) for node in nodes if node]
    return {"@context": "https://schema.org", "@graph": told}


def _reference(node: Node) -> Node:
    return {"@id": node["@id"]} if node else {}


def _without_nothing(node: Node) -> Node:
    """Leaves out what the page does not tell."""
    return {
        key: _without_nothing(value) if isinstance(value, dict) else value
        for key, value in node.items()
        if value not in (None, "", [], {})
    }


def _moment(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def _breadcrumb(site: Site, trail: Iterable[Link]) -> Node:
    links = [(link.name, site.address(link.path)) for link in trail]
    entries = [
        {"@type": "ListItem", "position": number, "name": name, "item": address}
        for number, (name, address) in enumerate(links, 1)
    ]
    *_, (_, page) = links
    return {"@type": "BreadcrumbList", "@id": f"{page}#breadcrumb", "itemListElement": entries}


def _occupation(site: Site, record: RoleRecord) -> Node:
    return {
        "@type": "Occupation",
        "name": record.title,
        "alternateName": list(record.also_called),
        "description": record.summary,
        "occupationalCategory": _category(site, record),
        "responsibilities": list(record.duties),
        "skills": _skills(record),
        "qualifications": [_told(group) for group in _groups(record, of_skills=False)],
    }


def _category(site: Site, record: RoleRecord) -> Node:
    slug = record.category.slug
    return {
        "@type": "CategoryCode",
        "name": record.category.name,
        "codeValue": slug,
        "url": site.address(f"/jobs/{slug}"),
    }


def _groups(record: RoleRecord, *, of_skills: bool) -> list[QualificationGroup]:
    """The qualification groups whose heading speaks of skills, or the other ones."""
    groups = record.qualifications
    return [group for group in groups if bool(_SKILLS.search(group.heading)) == of_skills]


def _skills(record: RoleRecord) -> list[str]:
    groups = _groups(record, of_skills=True)
    lines = (line for group in groups for line in (to_plain(group.text), *group.items))
    return [line for line in lines if line]


def _told(group: QualificationGroup) -> str:
    """A group as one text: what a list of it would lose is which heading a line stands under."""
    parts = [to_plain(group.text), "; ".join(group.items)]
    text = " ".join(part for part in parts if part)
    return ": ".join(part for part in (group.heading, text) if part)


def _education(text: str, level: int | None) -> Node | str:
    if not level:  # not known, or none asked for: there is no credential to name
        return text
    label = EducationLevel(level).label
    return {
        "@type": "EducationalOccupationalCredential",
        "credentialCategory": label,
        "description": text,
    }


def _experience(text: str, years: int | None) -> Node | str:
    if years is None:
        return text
    return {
        "@type": "OccupationalExperienceRequirements",
        "monthsOfExperience": 12 * years,
        "description": text,
    }


def _questions(page: str, record: RoleRecord) -> Node:
    if not record.faqs:
        return {}
    entries = [
        {
            "@type": "Question",
            "name": faq.question,
            "acceptedAnswer": {"@type": "Answer", "text": to_plain(faq.answer)},
        }
        for faq in record.faqs
    ]
    return {"@type": "FAQPage", "@id": f"{page}#faqs", "mainEntity": entries}
