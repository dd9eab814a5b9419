"""What an edition stores ready-made of its record: prose as safe HTML, and columns to filter by."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, TypedDict

from django.utils.text import Truncator

from roles.enums import Facet
from roles.facets import ai_impact, education_level, experience_years
from roles.records import RoleRecord
from roles.text.html import plain_to_html
from roles.text.markdown import to_html
from roles.text.slugs import slug_from
from roles.text.sorting import first_letter, sort_key

# Raise it when the same Markdown gives other HTML: older stored HTML is then rendered anew on read.
HTML_VERSION = 1


class RoleHtml(TypedDict):
    """Safe HTML by section; `groups` and `answers` in the order of the record's."""

    overview: str
    groups: list[str]
    outlook: str
    cover_letter: str
    answers: list[str]


def render(record: RoleRecord) -> RoleHtml:
    return RoleHtml(
        overview=to_html(record.overview),
        groups=[to_html(group.text) for group in record.qualifications],
        outlook=to_html(record.outlook),
        cover_letter=plain_to_html(record.cover_letter),
        answers=[to_html(faq.answer) for faq in record.faqs],
    )


def head_title(record: RoleRecord) -> str:
    """The title of the page for search engines and browser tabs, without the site's name."""
    return record.seo_title or record.title


def head_description(record: RoleRecord) -> str:
    """The description of the page for search engines: of a long summary its beginning."""
    return record.seo_description or Truncator(record.summary).chars(200)


def derived_columns(record: RoleRecord, facet_of_kind: Mapping[int, str]) -> dict[str, Any]:
    """The columns of an edition that follow from its record, by column name.

    Args:
        facet_of_kind: which fact kinds (by id) feed which `Facet`.
    """
    return {
        "title": record.title,
        "sort_title": sort_key(record.title),
        "letter": first_letter(record.title),
        "slug": record.slug,
        "summary": record.summary,
        "html": render(record),
        "html_version": HTML_VERSION,
        **_facets(record, facet_of_kind),
    }


def _facets(record: RoleRecord, facet_of_kind: Mapping[int, str]) -> dict[str, Any]:
    texts = {facet_of_kind.get(fact.kind or 0, ""): fact.text for fact in reversed(record.glance)}
    experience = experience_years(texts.get(Facet.EXPERIENCE, ""), record.experience_override)
    return {
        "education": education_level(texts.get(Facet.EDUCATION, ""), record.education_override),
        "experience_from": experience[0],
        "experience_to": experience[1],
        "ai_impact": ai_impact(texts.get(Facet.AI_IMPACT, ""), record.ai_impact_override) or "",
    }


def faq_ids(record: RoleRecord) -> list[str]:
    """An id for each FAQ, made of its question, so that links to it outlive a new order.

    >>> faq = Faq("Is it hard?", "No.")
    >>> faq_ids(RoleRecord(title="", category=CategoryName(""), faqs=(faq, faq)))
    ['faq-is-it-hard', 'faq-is-it-hard-2']
    """
    seen: Counter[str] = Counter()
    ids = []
    for faq in record.faqs:
        base = f"faq-{slug_from(faq.question)}"
        seen[base] += 1
        ids.append(base if seen[base] == 1 else f"{base}-{seen[base]}")
    return ids
