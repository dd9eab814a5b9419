"""Update or correction, as the difference of two records proposes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from roles.comparing import compare
from roles.enums import PublicationKind
from roles.proposing import Proposal, propose
from roles.records import CategoryName, Faq, GlanceFact, QualificationGroup, RelatedRole, RoleRecord

UPDATE, CORRECTION = PublicationKind.UPDATE, PublicationKind.CORRECTION
ROLE = RoleRecord(
    title="Analyst",
    category=CategoryName("Finance", "finance"),
    slug="analyst",
    summary="An analyst reads numbers and tells people what they mean.",
    glance=(
        GlanceFact("Typical experience", "3 years in a bank", 1),
        GlanceFact("Key certifications", "None typically required", 2),
    ),
    duties=("Read the numbers of the month", "Tell managers what they mean"),
    overview="Analysts work in every trade.\n\nThey need patience, and recieve little thanks.",
    qualifications=(QualificationGroup("Education", "A degree is preferred.", ("Economics",)),),
    faqs=(Faq("Is it hard?", "It is, in the first year."),),
    tags=("sql",),
)


def proposed(**fields: Any) -> Proposal:
    return propose(compare(ROLE, replace(ROLE, **fields)))


def facts(experience: str, certifications: str) -> tuple[GlanceFact, ...]:
    return (
        GlanceFact("Typical experience", experience, 1),
        GlanceFact("Key certifications", certifications, 2),
    )


NONE = "None typically required"


@pytest.mark.parametrize(
    ("fields", "kind", "reason"),
    [
        (
            {"glance": facts("5 years in a bank", NONE)},
            UPDATE,
            "“3 years” became “5 years” in Typical experience",
        ),
        (
            {"glance": facts("3+ years in a bank", NONE)},
            UPDATE,
            "“3 years” became “3+ years” in Typical experience",
        ),
        (
            {"glance": facts("3 years in a bank", "A licence is required")},
            UPDATE,
            "“None typically” became “A licence is” in Key certifications",
        ),
        (
            {"glance": ROLE.glance[:1]},
            UPDATE,
            "“Key certifications: None typically required” was removed in role at a glance",
        ),
        (
            {"duties": (*ROLE.duties, "Plan the budget")},
            UPDATE,
            "“Plan the budget” was added in duties and responsibilities",
        ),
        (
            {"overview": ROLE.overview.replace("recieve", "receive")},
            CORRECTION,
            "“recieve” became “receive” in overview",
        ),
        (
            {"overview": ROLE.overview.replace("need patience", "must have patience")},
            UPDATE,
            "“need” became “must have” in overview",
        ),
        (
            {"overview": ROLE.overview.replace("patience,", "patience")},
            CORRECTION,
            "“patience,” became “patience” in overview",
        ),
        ({"overview": ""}, UPDATE, "The overview was removed"),
        ({"outlook": "Rosy."}, UPDATE, "The career outlook was added"),
        (
            {
                "qualifications": (
                    QualificationGroup("Education", "A degree is required.", ("Economics",)),
                )
            },
            UPDATE,
            "“preferred.” became “required.” in qualifications",
        ),
        (
            {
                "qualifications": (
                    QualificationGroup("Education", "A degree is preferred.", ("economics",)),
                )
            },
            CORRECTION,
            "“Economics” became “economics” in qualifications",
        ),
        (
            {"faqs": (Faq("Is it hard?", "It is, in the first two years."),)},
            UPDATE,
            "“year.” became “two years.” in frequently asked questions",
        ),
        (
            {"duties": ROLE.duties[::-1]},
            CORRECTION,
            "The order changed in duties and responsibilities",
        ),
        ({"title": "Senior Analyst"}, UPDATE, "“Analyst” became “Senior Analyst” in title"),
        ({"category": CategoryName("Data", "data")}, UPDATE, "The category changed"),
        ({"education_override": "4"}, UPDATE, "The education filter changed"),
        ({"slug": "x"}, CORRECTION, "The address changed, which readers need not be told"),
        ({"tags": ()}, CORRECTION, "The tags changed, which readers need not be told"),
        (
            {"related": (RelatedRole("Other", "/jobs/x/other", 3),)},
            CORRECTION,
            "The related roles changed, which readers need not be told",
        ),
    ],
)
def test_a_difference_proposes_a_kind_and_says_why(
    fields: dict[str, Any], kind: PublicationKind, reason: str
) -> None:
    assert proposed(**fields) == Proposal(kind, (reason,))


def test_one_update_among_corrections_decides_and_is_the_reason() -> None:
    found = proposed(
        overview=ROLE.overview.replace("recieve", "receive"),
        glance=facts("4 years in a bank", NONE),
        tags=(),
    )
    assert found == Proposal(UPDATE, ("“3 years” became “4 years” in Typical experience",))


def test_no_difference_is_a_correction_without_a_reason() -> None:
    assert propose([]) == Proposal(CORRECTION, ())


def test_texts_that_begin_alike_are_not_said_to_differ_in_spaces_alone() -> None:
    before = (
        "A site reliability engineer keeps online services available, quick and recoverable by "
        "treating operations as a software problem. The work is part programming, part "
        "investigation and part on-call duty, with the long-term aim that the same fault never "
        "has to be fixed by hand twice."
    )
    after = "A site reliability engineer keeps online services available and quick."
    proposal = propose(compare(replace(ROLE, summary=before), replace(ROLE, summary=after)))
    (reason,) = proposal.reasons
    assert proposal.kind == UPDATE
    assert reason.startswith("What follows “A site reliability engineer keeps online services")
    assert reason.endswith("…” became another text in summary")


def test_long_texts_are_quoted_in_short() -> None:
    (reason,) = proposed(duties=(*ROLE.duties, "word " * 100)).reasons
    assert len(reason) < 110
    assert "…" in reason
