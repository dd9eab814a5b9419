from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.interchange import text
from roles.records import (
    CategoryName,
    CategoryRecord,
    Faq,
    GlanceFact,
    Publication,
    QualificationGroup,
    RoleRecord,
    normalised,
)
from roles.text.markdown import from_plain, to_plain
from tests.interchange.reading import CORPUS, only, role, shown

SEED = Path(__file__).parents[2].parent / "shared" / "seed" / "ai-engineering-manager.txt"
UPDATED = Publication(updated=datetime(2026, 3, 3, tzinfo=UTC))

PILOT = RoleRecord(
    title="Harbour Pilot",
    slug="harbour-pilot",
    category=CategoryName("Shipping", "shipping"),
    summary=(
        "Harbour pilots bring ships in and out of port. They know every <b>shoal</b>, every "
        "current and every *other* pilot.\n\nThey earn trust: one ship at a time."
    ),
    glance=(
        GlanceFact(
            "Typical education",
            "Master mariner's certificate (unlimited, or limited to 3,000 tons), or a state's own",
        ),
        GlanceFact("Typical experience", "Not specified"),
        GlanceFact("Key certifications", "Typical experience"),
        GlanceFact("Tools carried", "Radio, tablet (charts, tides), life jacket"),
        GlanceFact(
            "AI impact (through 2030)",
            "Mixed — routing tools help; the last mile is not automated",
        ),
    ),
    duties=(
        "Board moving ships by rope ladder: at night, in rain, in swell",
        "Plan the passage with the master, the tugs [two or more] and the port",
        "Keep under_keel_clearance above 10%",
    ),
    overview=(
        "Boarding: a pilot climbs aboard at sea. It is the riskiest minute of the day.\n\n"
        "1\\. is not the number of a list here, and # is not a heading.\n\n"
        "Several things count:\n\nA port's depth, its traffic & its weather."
    ),
    qualifications=(
        QualificationGroup(
            "Education",
            "",
            (
                "A master mariner's certificate",
                "A pilot's licence for the port (two years, in most places)",
            ),
        ),
        QualificationGroup(
            "Experience benchmarks",
            "Most pilots come from the bridge:- a few from tugs.",
            ("Ten years at sea",),
        ),
        QualificationGroup("", "Some ports train their own.", ("A year of trips beside a pilot",)),
    ),
    outlook="Steady. Ships grow; ports do not.",
    cover_letter=(
        "Dear [Harbour Master],\n\nI have piloted at [Company] for nine years.\n\n[Your Name]"
    ),
    faqs=(
        Faq("Do pilots steer the ship?", "No. They advise; the master commands."),
        Faq(
            "How does one become a pilot",
            "By years at sea, and an apprenticeship. See all berths first.",
        ),
    ),
)


@pytest.mark.parametrize("file", ["harbour-pilot.txt", "harbour-pilot.compact.txt"])
def test_both_renditions_of_a_page_give_the_same_role(file: str) -> None:
    record = role("txt", file)
    assert record == PILOT
    assert record.publication == UPDATED


def test_a_page_is_written_as_it_was_read() -> None:
    page = (CORPUS / "harbour-pilot.txt").read_bytes()
    assert text.encode(role("txt", page), "Jobs of the Coast") == page


def test_line_ends_spaces_and_headings_of_other_programs_are_read() -> None:
    record = role("txt", "plumber.windows.txt")
    assert record.publication == UPDATED
    assert record == RoleRecord(
        title="Plumber",
        slug="plumber",
        category=CategoryName("Trades", "trades"),
        summary="Plumbers mend pipes,\nalso at 3  am.",
        glance=(GlanceFact("Typical experience", "3–7 years"),),
        duties=("Mend pipes of every size", "Lay pipes"),
        outlook="Water will flow.",
    )


def test_the_older_template_is_read_without_its_adverts() -> None:
    decoded = only("txt", "lighthouse-keeper.older.txt")
    assert decoded.record == RoleRecord(
        title="Lighthouse Keeper",
        slug="lighthouse-keeper",
        category=CategoryName("Coast", "coast"),
        summary="Lighthouse keepers look after the light, the fog horn and the log.",
        duties=(
            *("Light the lamp at dusk", "Wind the clockwork, polish the lens"),
            "and write the log",
        ),
        overview="Few lights still have a keeper; those that do are worth the climb.",
        qualifications=(
            QualificationGroup("Education", "High school diploma or equivalent", ()),
            QualificationGroup("Experience", "", ("One winter on a rock",)),
        ),
        outlook="Declining since 1900.",
    )
    assert decoded.warnings == (
        (13, "left out as advertising: Advertisement"),
        (15, "left out as advertising: Hire a keeper in three days!"),
        (17, "left out as advertising: Post this job on 40 boards"),
        (25, "left out as advertising: Sponsored"),
        (26, "left out as advertising: Ropes and ladders, half price"),
    )
    assert isinstance(decoded.record, RoleRecord)
    assert decoded.record.publication == Publication(updated=datetime(2024, 3, 14, tzinfo=UTC))


def test_answers_may_have_several_paragraphs() -> None:
    assert role("txt", "answers.txt").faqs == (
        Faq("Is it early work?", "Yes.\n\nVery early: most bakers\\\nbegin at three."),
        Faq(
            "Does it pay?",
            "Enough. Ask yourself: does bread?\n\n"
            "\\- not much at first\\\n\\- more with a shop of your own",
        ),
    )


def test_answers_of_several_paragraphs_are_written_apart() -> None:
    record = role("txt", "answers.txt")
    assert text.encode(record).decode().partition("questions\n\n")[2] == (
        "Is it early work?\n\nYes.\n\nVery early: most bakers\nbegin at three.\n\n"
        "Does it pay?\n\nEnough. Ask yourself: does bread?\n\n"
        "- not much at first\n- more with a shop of your own\n\nSee all Baking jobs →\n"
    )
    assert role("txt", text.encode(record)) == record


def page(body: str = "", above: str = "Food\nBaker\nLast updated\n\n") -> bytes:
    return (above + body).encode()


def test_lines_of_a_paragraph_stay_lines() -> None:
    record = role("txt", page("a\nb\n\nc\n\nOverview\n\nd\ne\n\nf"))
    assert (record.summary, record.overview) == ("a\nb\n\nc", "d\\\ne\n\nf")


@pytest.mark.parametrize(
    "line",
    ["Last updated 3 March 2026", "Last updated: 03/03/2026", "LAST UPDATED Mar 3, 2026",
     "Last updated\nMarch 3, 2026", "Last updated\n\n2026-03-03", "Last updated on 3 Mar 2026"],
)  # fmt: skip
def test_the_date_stands_on_the_line_or_below_it(line: str) -> None:
    record = role("txt", page(above=f"Food\n\nBaker\n\n{line}\n\nBakes."))
    assert (record.publication, record.summary) == (UPDATED, "Bakes.")


def test_a_page_without_a_date_has_none() -> None:
    assert role("txt", page("Bakes.")).publication == Publication()


@pytest.mark.parametrize(
    "closing", ["See all Food jobs →", "see all food jobs", "See all Food jobs >"]
)
@pytest.mark.parametrize("gap", ["\n\n", "\n", " ", ""])
def test_the_closing_line_is_no_content(gap: str, closing: str) -> None:
    body = f"Career outlook\n\nGrows.{gap}{closing}\n\n"
    assert role("txt", page(body)).outlook == "Grows."


def test_a_closing_line_elsewhere_is_content() -> None:
    body = "Overview\n\nSee all Food jobs →\n\nCareer outlook\n\nGrows."
    assert role("txt", page(body)).overview == "See all Food jobs →"


def test_a_heading_is_one_only_where_it_stands_alone_and_first() -> None:
    body = (
        "Overview\n\nQualifications\n\nOverview:\n\n- a\n\nCareer outlook:\n\n- b\n\n"
        "Career outlook\n\none\nSample cover letter\ntwo\n\nOverview"
    )
    record = role("txt", page(body))
    assert record.qualifications == (
        QualificationGroup("Overview", "", ("a",)),
        QualificationGroup("Career outlook", "", ("b",)),
    )
    assert record.outlook == "one\\\nSample cover letter\\\ntwo\n\nOverview"


def test_an_advert_needs_a_line_of_its_own() -> None:
    body = "Duties and responsibilities\n\n- Post this job on the wall\n- Sell advertisement"
    assert role("txt", page(body)).duties == (*("Post this job on the wall", "Sell advertisement"),)


def test_duties_without_bullets_are_one_a_line() -> None:
    body = "Duties and responsibilities\n\nKnead\n\nBake: slowly\n"
    assert role("txt", page(body)).duties == ("Knead", "Bake: slowly")


def test_facts_keep_a_dash_unless_all_lines_have_one() -> None:
    assert role("txt", page("Role at a glance\n\nGrowth\n- 3 %")).glance == (
        GlanceFact("Growth", "- 3 %"),
    )


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ("Food\n\nBaker\n", 'f:1: no line "Last updated" below the category and the title'),
        ("Last updated\n\na", 'f:1: no category and no title above "Last updated"'),
        ("\nBaker\nLast updated\n", 'f:2: no category above the title "Baker"'),
        (
            "a\nb\nc\nd\nLast updated\n",
            'f:4: 4 lines above "Last updated"; expected site, category and title',
        ),
        (
            "Food\nBaker\nLast updated soon\n",
            'f:3: cannot read "soon" as a date; write it like "3 March 2026"',
        ),
        ("Food\nBaker\nLast updated 2026-02-30\n", 'f:3: there is no day "2026-02-30"'),
        (
            "Food\nBaker\nLast updated\nRole at a glance\n- a\n- b\n- c\n",
            'f:7: expected pairs of label and text; "c" is alone',
        ),
        (
            "Food\nBaker\nLast updated\nRole at a glance\n- a\n- b\n- A\n- c\n",
            'f:4: glance[1].label: "A" stands twice',
        ),
        (
            f"Food\n{'a' * 201}\nLast updated\n",
            "f:2: title: is 201 characters long, 200 are allowed",
        ),
    ],
)
def test_a_page_is_refused_with_its_line(content: str, refusal: str) -> None:
    assert shown("txt", content.encode()) == [refusal]


def test_a_category_has_no_page_of_text() -> None:
    with pytest.raises(TypeError):
        text.encode(CategoryRecord(category=CategoryName("Food", "food")))


def test_a_bare_role_is_a_short_page() -> None:
    bare = RoleRecord(title="Baker", slug="baker", category=CategoryName("Food", "food"))
    assert text.encode(bare) == b"Food\n\nBaker\n\nLast updated\n\nSee all Food jobs \xe2\x86\x92\n"
    assert role("txt", text.encode(bare)) == bare


words = st.text("ab _*[]<>&#`~\\(){}|.,–—é漢", max_size=12).map(lambda inner: f"w{inner}w")
lists = st.lists(words, max_size=2).map(tuple)
prose = st.lists(st.lists(words, min_size=1, max_size=2).map("\n".join), max_size=3).map(
    "\n\n".join
)


@given(
    summary=prose,
    facts=lists,
    duties=lists,
    overview=prose,
    groups=st.lists(st.tuples(words, prose, lists), max_size=3),
    letter=prose,
    faqs=st.lists(st.tuples(words, prose.filter(bool)), max_size=3),
)
def test_what_a_reader_sees_survives(
    summary: str,
    facts: tuple[str, ...],
    duties: tuple[str, ...],
    overview: str,
    groups: list[tuple[str, str, tuple[str, ...]]],
    letter: str,
    faqs: list[tuple[str, str]],
) -> None:
    record = normalised(
        replace(
            PILOT,
            summary=summary,
            glance=tuple(GlanceFact(f"{n}", fact) for n, fact in enumerate(facts)),
            duties=duties,
            overview=from_plain(overview),
            qualifications=tuple(
                QualificationGroup(heading, from_plain(body), items)
                for heading, body, items in groups
            ),
            cover_letter=letter,
            faqs=tuple(Faq(f"{question}?", from_plain(answer)) for question, answer in faqs),
        )
    )
    assert role("txt", text.encode(record, "Site")) == record


@pytest.mark.skipif(not SEED.exists(), reason="the seed file is not beside the repository")
def test_the_seed_is_written_as_it_was_read() -> None:
    seed = SEED.read_bytes()
    record = role("txt", seed)
    assert text.encode(record, "JobDescription.org") == seed + b"\n"
    dated = text.encode(replace(record, publication=UPDATED), "JobDescription.org")
    assert dated == seed.replace(b"Last updated\n", b"Last updated 3 March 2026\n") + b"\n"
    assert to_plain(record.overview).encode() in seed
