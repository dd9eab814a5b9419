import pytest

from roles.enums import AiImpact, EducationLevel, Facet
from roles.facets import Years, ai_impact, education_level, experience_years, facet_for_label

POST_SECONDARY = (
    "Post-Secondary Certificate - awarded for training completed after high school (for example, "
    "in agriculture, computer services, or mechanic and repair technologies); Most of these "
    "occupations require a four-year bachelor's degree, but some do not."
)
POST_BACCALAUREATE = (
    "Post-Baccalaureate Certificate - designed for people who have completed a Baccalaureate "
    "degree but do not meet the requirements of degrees carrying the title of Master."
)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("None typically required", EducationLevel.NONE),
        ("No formal education; on-the-job training", EducationLevel.NONE),
        ("Less than a High School Diploma; Some college", EducationLevel.NONE),
        ("High School Diploma - or equivalent (for example, GED); a", EducationLevel.SECONDARY),
        ("High school diploma, bachelor's preferred", EducationLevel.SECONDARY),
        ("No degree required; high school diploma typical", EducationLevel.SECONDARY),
        ("Some College Courses; Most require graduate school.", EducationLevel.SECONDARY),
        (POST_SECONDARY, EducationLevel.VOCATIONAL),
        ("Training in vocational schools, or an associate's degree.", EducationLevel.VOCATIONAL),
        ("Associate's Degree (or other 2-year degree); more", EducationLevel.ASSOCIATE),
        ("Associate or bachelor's degree in nursing", EducationLevel.ASSOCIATE),
        ("Bachelor's degree in CS or related field; MS/PhD common", EducationLevel.BACHELOR),
        ("Bachelor’s degree (MBA a plus)", EducationLevel.BACHELOR),
        ("Bachelor's required and master's preferred", EducationLevel.BACHELOR),
        ("Master's preferred; bachelor's required", EducationLevel.BACHELOR),
        ("Bachelor's degree, or experience to match", EducationLevel.BACHELOR),
        ("Most require a four-year bachelor's degree, but some do not.", EducationLevel.BACHELOR),
        (POST_BACCALAUREATE, EducationLevel.BACHELOR),
        ("BS/MS in biology", EducationLevel.BACHELOR),
        ("Undergraduate degree", EducationLevel.BACHELOR),
        ("Most of these occupations require graduate school.", EducationLevel.MASTER),
        ("Master's or PhD in statistics", EducationLevel.MASTER),
        ("Post-Master's Certificate", EducationLevel.MASTER),
        ("MD or DO", EducationLevel.DOCTORATE),
        ("First Professional Degree - awarded after 2 years of college", EducationLevel.DOCTORATE),
        ("Post-Doctoral Training", EducationLevel.DOCTORATE),
    ],
)  # fmt: skip
def test_the_least_level_named_as_typical_counts(text: str, level: EducationLevel) -> None:
    assert education_level(text) == level


@pytest.mark.parametrize(
    "text",
    [
        *("", "Not specified", "None specified", "Varies by role", "Varies; bachelor's common"),
        *("No degree required", "Bachelor's degree not required", "Bachelor's or MBA preferred"),
        *("Degree in accounting", "Some may require a high school diploma or GED certificate."),
        "Strong portfolio",
    ],
)
def test_doubt_gives_no_level(text: str) -> None:
    assert education_level(text) is None


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("7-12 years", (7, 12)),
        ("7–12 years", (7, 12)),
        ("2 to 4 years", (2, 4)),
        ("two to four years", (2, 4)),
        ("5+ years", (5, None)),
        ("3-5+ years", (3, None)),
        ("At least 3 years", (3, None)),
        ("10 or more years", (10, None)),
        ("Over 10 years", (10, None)),
        ("Over 2 years, up to and including 4 years", (2, 4)),
        ("Over 6 months, up to and including 1 year", (0, 1)),
        ("Over 3 months, up to and including 6 months", (0, 1)),
        ("Over 1 month, up to and including 3 months", (0, 0)),
        ("Up to and including 1 month", (0, 0)),
        ("12-18 months", (1, 2)),
        ("Up to 3 years", (0, 3)),
        ("3 years", (3, 3)),
        ("3-5 years in sales, 2 years in management", (3, 5)),
        ("8 years (3-5 years in management)", (8, 8)),
        ("Entry level (0-2 years)", (0, 2)),
        ("None", (0, 0)),
        ("No prior experience required; 2 years preferred", (0, 0)),
        ("Varies (0-10 years)", (None, None)),
        ("Not specified", (None, None)),
        ("None specified", (None, None)),
        ("12-7 years", (None, None)),
        ("Extensive skill and experience are needed.", (None, None)),
        ("Leads 25 people", (None, None)),
        ("", (None, None)),
    ],
)
def test_years_are_read_from_the_first_statement(text: str, years: Years) -> None:
    assert experience_years(text) == years


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Strong tailwind — demand grows; supply does not", AiImpact.STRONG_TAILWIND),
        ("Tailwind – demand", AiImpact.TAILWIND),
        ("Mild tailwind - demand", AiImpact.TAILWIND),
        ("Mixed; routine work goes", AiImpact.MIXED),
        ("Mixed, but improving", AiImpact.MIXED),
        ("Little change. Hands are needed", AiImpact.NEUTRAL),
        ("Headwind", AiImpact.HEADWIND),
        ("Significant headwind — copy", AiImpact.STRONG_HEADWIND),
        ("Not a headwind", None),
        ("Mixed to tailwind — unclear", None),
        ("Positive", None),
        ("Demand has a strong tailwind", None),
        ("", None),
    ],
)
def test_the_verdict_stands_before_the_first_dash(text: str, verdict: AiImpact | None) -> None:
    assert ai_impact(text) == verdict


@pytest.mark.parametrize(
    ("label", "facet"),
    [
        ("Typical education", Facet.EDUCATION),
        ("TYPICAL EXPERIENCE", Facet.EXPERIENCE),
        ("AI impact (through 2032)", Facet.AI_IMPACT),
        ("AI impact", Facet.AI_IMPACT),
        ("On-the-job training", None),
        ("Growth outlook", None),
    ],
)
def test_standard_labels_tell_their_facet(label: str, facet: Facet | None) -> None:
    assert facet_for_label(label) == facet


def test_an_override_counts_instead_of_the_text() -> None:
    assert education_level("Bachelor's degree", "5") == EducationLevel.MASTER
    assert education_level("Bachelor's degree", "0") == EducationLevel.NONE
    assert education_level("Bachelor's degree", "none") is None
    assert experience_years("2 years", "3") == (3, 3)
    assert experience_years("2 years", "3-5") == (3, 5)
    assert experience_years("2 years", "10+") == (10, None)
    assert experience_years("2 years", "none") == (None, None)
    assert ai_impact("Mixed", "tailwind") == AiImpact.TAILWIND
    assert ai_impact("Mixed", "none") is None
