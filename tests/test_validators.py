import pytest
from django.core.exceptions import ValidationError

from roles.validators import validate_experience_override, validate_slug


@pytest.mark.parametrize("slug", ["a", "c-sharp-2", "инженер", "प्रबंधक"])
def test_a_slug_is_letters_digits_and_hyphens(slug: str) -> None:
    validate_slug(slug)


@pytest.mark.parametrize("slug", ["", "A", "a b", "-a", "a-", "a_b", "a/b", "Инженер", "a.b"])
def test_anything_else_is_no_slug(slug: str) -> None:
    with pytest.raises(ValidationError):
        validate_slug(slug)


@pytest.mark.parametrize("slug", ["updates", "llms"])
def test_an_address_the_site_needs_itself_is_no_slug(slug: str) -> None:
    with pytest.raises(ValidationError, match="site needs"):
        validate_slug(slug)


@pytest.mark.parametrize("years", ["none", "0", "3", "3-5", "10+"])
def test_years_are_a_number_a_range_or_a_least_number(years: str) -> None:
    validate_experience_override(years)


@pytest.mark.parametrize("years", ["", "5-3", "3–5", "a", "100", "3-", "None", "3+-5"])
def test_anything_else_is_no_experience(years: str) -> None:
    with pytest.raises(ValidationError):
        validate_experience_override(years)
