"""Records full of texts that break parsers."""

from datetime import UTC, timedelta, timezone

from hypothesis import strategies as st

from roles.enums import AiImpact
from roles.records import (
    CategoryName,
    Faq,
    GlanceFact,
    Publication,
    QualificationGroup,
    RelatedRole,
    RoleRecord,
    normalised,
)
from tests.text.strategies import nasty

lines = nasty.map(lambda text: text[:60])
names = lines.map(lambda text: f"N{text}")
slugs = st.text("abc-1", max_size=5).map(lambda text: f"s{text}e")
moments = st.none() | st.datetimes(
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))])
)


def tuples(entries: st.SearchStrategy, max_size: int = 3) -> st.SearchStrategy:
    return st.lists(entries, max_size=max_size).map(tuple)


records = st.builds(
    RoleRecord,
    title=names,
    category=st.builds(CategoryName, names, slugs),
    slug=slugs,
    summary=nasty,
    seo_title=lines,
    seo_description=lines,
    education_override=st.sampled_from(["", "none", "0", "4"]),
    experience_override=st.sampled_from(["", "none", "3", "3-5", "10+"]),
    ai_impact_override=st.sampled_from(["", "none", *AiImpact.values]),
    glance=st.lists(st.builds(GlanceFact, names, lines), max_size=3).map(
        lambda facts: tuple(
            GlanceFact(f"{number}{fact.label}", fact.text) for number, fact in enumerate(facts)
        )
    ),
    duties=tuples(lines),
    overview=nasty,
    qualifications=tuples(st.builds(QualificationGroup, lines, nasty, tuples(lines))),
    outlook=nasty,
    cover_letter=nasty,
    faqs=tuples(st.builds(Faq, names, nasty.map(lambda text: f"A{text}"))),
    tags=tuples(lines),
    also_called=tuples(lines),
    related=tuples(
        st.builds(
            lambda title, category, role: RelatedRole(title, f"/jobs/{category}/{role}"),
            *(lines, slugs, slugs),
        )
    ),
    publication=st.builds(
        Publication,
        edition=st.none() | st.integers(1, 99),
        change_note=nasty,
        published=moments,
        updated=moments,
        checked=moments,
    ),
).map(normalised)
