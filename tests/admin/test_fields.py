import pytest
from django.core.exceptions import ValidationError

from roles.admin.fields import (
    LineField,
    LinesField,
    MarkdownField,
    PlainTextField,
    QualificationsField,
    TitlesField,
)

GROUPS = [
    {"heading": "", "text": "Before any heading.", "items": []},
    {"heading": "Education", "text": "Prose.", "items": ["A", "B: with a colon"]},
    {"heading": "Alone", "text": "", "items": []},
]


def test_text_comes_out_in_its_one_normal_form() -> None:
    assert LineField().clean(" One\u00a0 two\r\n") == "One two"
    assert PlainTextField().clean(" One\u00a0two \r\n\r\n\r\n  three") == "One two\n\nthree"
    assert MarkdownField().clean("One \r\n\r\n    code") == "One\n\n    code"


def test_a_required_line_of_spaces_alone_is_missing() -> None:
    with pytest.raises(ValidationError, match="required"):
        LineField().clean(" \u00a0 ")


def test_lines_are_shown_one_per_line_and_read_without_bullets() -> None:
    field = LinesField(required=False)
    assert field.prepare_value(["One", "Two"]) == "One\nTwo"
    assert field.clean("• One\r\n\r\n  - Two\r\n") == ["One", "Two"]
    assert field.clean("") == []


def test_groups_are_shown_as_text_and_read_back_the_same() -> None:
    field = QualificationsField(required=False)
    assert field.clean(field.prepare_value(GROUPS).replace("\n", "\r\n")) == GROUPS


def test_a_structure_counts_as_changed_only_when_its_text_is() -> None:
    field = QualificationsField(required=False)
    shown = field.prepare_value(GROUPS)
    assert not field.has_changed(GROUPS, shown.replace("\n", "\r\n") + "\r\n")
    assert field.has_changed(GROUPS, shown + "\r\n- C")
    assert not LinesField().has_changed([], "")
    assert not LinesField().has_changed(["• Marked"], "• Marked")


def test_what_was_typed_is_shown_again_as_it_was() -> None:
    field = LinesField()
    assert field.prepare_value(field.bound_data("• One", ["Two"])) == "• One"


def test_each_title_stands_once_in_any_casing_and_has_a_limit() -> None:
    field = TitlesField(required=False)
    assert field.clean("iOS Developer\nIOS developer\nSwift Developer") == [
        "iOS Developer",
        "Swift Developer",
    ]
    with pytest.raises(ValidationError, match="201 characters long; 200 are allowed"):
        field.clean("x" * 201)
