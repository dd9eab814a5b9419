from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given

from roles.records import (
    CategoryName,
    CategoryRecord,
    Faq,
    GlanceFact,
    Publication,
    QualificationGroup,
    RecordError,
    RelatedRole,
    RoleRecord,
    category_from_dict,
    category_to_dict,
    content_digest,
    from_dict,
    from_payload,
    normalised,
    overlaid,
    to_dict,
    to_payload,
)
from tests.interchange.strategies import records

OVER_100 = "is 101 characters long, 100 are allowed"
OVER_200 = "is 201 characters long, 200 are allowed"
DATE_EXPECTED = "expected a date like 2026-03-03T09:00:00+00:00"
MINIMAL = {"title": "Baker", "category": {"name": "Food"}}
BAKER = RoleRecord(
    title="Baker",
    slug="baker",
    category=CategoryName("Food", "food"),
    glance=(GlanceFact("Typical education", "None", 7), GlanceFact("Growth", "Flat")),
    related=(RelatedRole("Cook", "/jobs/food/cook", 9),),
    tags=("bread",),
)


def test_every_text_is_normalised() -> None:
    record = RoleRecord(
        title=" Baker\u00a0 II ",
        category=CategoryName("Food\n"),
        summary="a\r\nb",
        glance=(GlanceFact("Growth ", " Flat\n"), GlanceFact("Empty", " ")),
        duties=("- Bake", "", " Sell "),
        qualifications=(QualificationGroup("Education:", "", ("a ", "")), QualificationGroup()),
        faqs=(Faq("Why? ", " a\n\n\nb"), Faq("", "")),
        tags=("Bread", "bread", "", "cake"),
        also_called=("Pastry  Cook", "pastry cook"),
        related=(
            RelatedRole("Cook", "https://example.org/jobs/food/cook"),
            RelatedRole("Cook again", "/jobs/food/cook"),
        ),
    )
    assert normalised(record) == RoleRecord(
        title="Baker II",
        slug="baker-ii",
        category=CategoryName("Food", "food"),
        summary="a\nb",
        glance=(GlanceFact("Growth", "Flat"),),
        duties=("Bake", "Sell"),
        qualifications=(QualificationGroup("Education", "", ("a",)),),
        faqs=(Faq("Why?", " a\n\nb"),),
        tags=("Bread", "cake"),
        also_called=("Pastry Cook",),
        related=(RelatedRole("Cook", "/jobs/food/cook"),),
    )


@pytest.mark.parametrize(
    ("given_values", "message"),
    [
        ({"title": " "}, "title: is missing"),
        ({"title": "a" * 201}, "title: " + OVER_200),
        ({"title": "?"}, 'slug: cannot be made from "?"; give one'),
        ({"slug": "A b"}, 'slug: "A b" is not lower-case letters, digits and hyphens'),
        ({"seo_title": "a" * 201}, "seo_title: " + OVER_200),
        ({"category": {"name": "Food", "slug": "a" * 101}}, "category.slug: " + OVER_100),
        (
            {"faqs": [{"question": "a" * 501, "answer": "b"}]},
            "faqs[0].question: is 501 characters long, 500 are allowed",
        ),
        ({"slug": "a" * 151}, "slug: is 151 characters long, 150 are allowed"),
        ({"category": None}, "category: is missing"),
        ({"category": {"name": ""}}, "category.name: is missing"),
        ({"category": {"name": "a" * 101}}, "category.name: " + OVER_100),
        ({"category": {"name": "A", "id": 3}}, "category.id: unknown key"),
        ({"category": "Food"}, "category: expected an object, found text"),
        ({"also_called": ["a", "b" * 201]}, "also_called[1]: " + OVER_200),
        ({"tags": ["a" * 101]}, "tags[0]: " + OVER_100),
        ({"tags": "a, b"}, "tags: expected a list, found text"),
        ({"glance": [{"label": "a" * 101, "text": "b"}]}, "glance[0].label: " + OVER_100),
        (
            {"glance": [{"label": "A", "text": "b"}, {"label": "a", "text": "c"}]},
            'glance[1].label: "a" stands twice',
        ),
        ({"glance": [{"text": "b"}]}, "glance[0].label: is missing"),
        ({"glance": [{"label": "A", "text": "b", "kind": 3}]}, "glance[0].kind: unknown key"),
        (
            {"qualifications": [{}, {"items": [5]}]},
            "qualifications[1].items[0]: expected text, found number",
        ),
        ({"qualifications": [["a"]]}, "qualifications[0]: expected an object, found list"),
        ({"faqs": [{"answer": "a"}]}, "faqs[0].question: is missing"),
        ({"related": [{"url": "/jobs/a"}]}, "related[0].url: expected /jobs/<category>/<role>"),
        ({"related": [{"url": "/jobs/a/b", "role": 1}]}, "related[0].role: unknown key"),
        ({"schema": 2}, "schema: only 1 is known, found 2"),
        ({"salary": "high"}, "salary: unknown key"),
        ({"edition": "3"}, "edition: expected a whole number, found text"),
        ({"title": True}, "title: expected text, found true or false"),
        ({"experience_override": "lots"}, 'experience_override: "lots" is not one of its values'),
        ({"education_override": "9"}, 'education_override: "9" is not one of its values'),
        ({"ai_impact_override": "good"}, 'ai_impact_override: "good" is not one of its values'),
        ({"updated": "2026-03-03"}, f'updated: {DATE_EXPECTED}, found "2026-03-03"'),
        ({"updated": "soon"}, f'updated: {DATE_EXPECTED}, found "soon"'),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_by_its_path(
    given_values: dict[str, object], message: str
) -> None:
    with pytest.raises(RecordError) as refusal:
        from_dict(MINIMAL | given_values)
    assert str(refusal.value) == message


def test_only_title_and_category_are_required() -> None:
    assert from_dict(MINIMAL) == RoleRecord(
        title="Baker", slug="baker", category=CategoryName("Food", "food")
    )


def test_unknown_keys_without_a_value_are_no_loss() -> None:
    assert from_dict(MINIMAL | {"salary": None, "notes": "", "links": []}) == from_dict(MINIMAL)


def test_a_record_from_a_dict_knows_which_fields_were_spoken_of() -> None:
    record = from_dict(MINIMAL | {"url": "/x", "schema": 1, "summary": "", "updated": None})
    assert record.fields == {"title", "category", "summary", "publication"}


def test_the_address_is_made_of_the_slugs_and_ignored_on_the_way_in() -> None:
    assert to_dict(BAKER)["url"] == "/jobs/food/baker"
    absolute = to_dict(BAKER, site_url="https://jobs.example")
    assert absolute["url"] == "https://jobs.example/jobs/food/baker"
    assert absolute["related"][0]["url"] == "https://jobs.example/jobs/food/cook"
    assert from_dict(absolute) == BAKER
    assert from_dict(to_dict(BAKER) | {"url": "anything"}) == BAKER


def test_the_public_object_has_the_documented_keys_in_order() -> None:
    assert list(to_dict(BAKER)) == [
        *("schema", "title", "slug", "url", "category", "edition", "change_note", "published"),
        *("updated", "checked", "summary", "glance", "duties", "overview", "qualifications"),
        *("outlook", "cover_letter", "faqs", "tags", "also_called", "related"),
        *("seo_title", "seo_description"),
        *("education_override", "experience_override", "ai_impact_override"),
    ]


def test_the_public_object_holds_no_ids() -> None:
    assert to_dict(BAKER)["glance"][0] == {"label": "Typical education", "text": "None"}
    assert to_dict(BAKER)["related"] == [{"title": "Cook", "url": "/jobs/food/cook"}]


@given(records)
def test_a_record_survives_the_public_object(record: RoleRecord) -> None:
    again = from_dict(to_dict(record))
    assert again == record
    assert again.publication == record.publication


@given(records)
def test_a_normalised_record_is_normal(record: RoleRecord) -> None:
    assert normalised(record) == record


@given(records)
def test_a_record_survives_the_payload(record: RoleRecord) -> None:
    assert from_payload(to_payload(record)) == record


def test_the_payload_keeps_the_ids() -> None:
    again = from_payload(to_payload(BAKER))
    assert [fact.kind for fact in again.glance] == [7, None]
    assert [other.role for other in again.related] == [9]


@pytest.mark.parametrize("change", [{"schema": 2}, {"extra": 1}, {"summary": None}])
def test_a_payload_that_is_not_ours_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="payload"):
        from_payload(to_payload(BAKER) | change)


def digest(record: RoleRecord, category_id: int = 1, tag_ids: tuple[int, ...] = (1, 2)) -> str:
    return content_digest(to_payload(record), category_id=category_id, tag_ids=tag_ids)


def test_the_digest_does_not_move_when_shared_names_change() -> None:
    renamed = replace(
        BAKER,
        category=CategoryName("Food and drink", "food"),
        glance=(GlanceFact("Education", "None", 7), BAKER.glance[1]),
        related=(RelatedRole("Chef", "/jobs/food/chef", 9),),
        tags=("Other", "names"),
    )
    assert digest(renamed) == digest(BAKER)


@pytest.mark.parametrize(
    "changed",
    [
        replace(BAKER, title="Bakers"),
        replace(BAKER, glance=(GlanceFact("Typical education", "Some", 7), BAKER.glance[1])),
        replace(BAKER, glance=(BAKER.glance[0], GlanceFact("Outlook", "Flat"))),
        replace(BAKER, glance=BAKER.glance[::-1]),
        replace(BAKER, related=(RelatedRole("Cook", "/jobs/food/cook", 8),)),
    ],
)
def test_the_digest_moves_with_what_the_role_says(changed: RoleRecord) -> None:
    assert digest(changed) != digest(BAKER)


def test_the_digest_moves_with_the_category_and_the_tags_but_not_with_their_order() -> None:
    assert digest(BAKER, category_id=2) != digest(BAKER, category_id=1)
    assert digest(BAKER, tag_ids=(1, 3)) != digest(BAKER, tag_ids=(1, 2))
    assert digest(BAKER, tag_ids=(2, 1)) == digest(BAKER, tag_ids=(1, 2))


def test_a_question_without_an_answer_is_refused() -> None:
    with pytest.raises(RecordError, match=r"faqs\[0\]\.answer: is missing"):
        normalised(replace(BAKER, faqs=(Faq("Why?", " "),)))


def test_a_partial_record_leaves_other_fields_alone() -> None:
    partial = replace(
        normalised(RoleRecord(title="Baker II", category=BAKER.category, summary="New")),
        fields=frozenset({"title", "summary"}),
    )
    assert overlaid(BAKER, partial) == replace(BAKER, title="Baker II", summary="New")


def test_single_rows_of_the_glance_are_replaced_added_and_removed() -> None:
    partial = replace(
        BAKER,
        glance=(GlanceFact("typical education", "Some"), GlanceFact("New", "row")),
        fields=frozenset({"glance: typical education", "glance: New", "glance: Growth"}),
    )
    assert overlaid(BAKER, partial).glance == (
        GlanceFact("typical education", "Some"),
        GlanceFact("New", "row"),
    )


def test_a_whole_record_replaces_everything() -> None:
    assert overlaid(BAKER, from_dict(to_dict(BAKER))) == BAKER
    assert overlaid(BAKER, replace(BAKER, tags=())).tags == ()


def test_dates_keep_their_zone() -> None:
    moment = datetime(2026, 3, 3, 9, tzinfo=UTC)
    record = replace(BAKER, publication=Publication(edition=2, updated=moment))
    assert to_dict(record)["updated"] == "2026-03-03T09:00:00+00:00"
    assert from_dict(to_dict(record)).publication == record.publication


def test_a_category_survives_its_object() -> None:
    record = CategoryRecord(category=CategoryName("Food", "food"), introduction="*All* of it.")
    assert category_from_dict(category_to_dict(record)) == record
    assert list(category_to_dict(record)) == ["schema", "type", "category", "introduction"]
