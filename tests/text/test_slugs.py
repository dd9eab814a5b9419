import pytest
from hypothesis import given

from roles.text.slugs import MAX_LENGTH, slug_from
from roles.validators import is_slug
from tests.text.strategies import nasty


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("AI Engineering Manager", "ai-engineering-manager"),
        ("C++ Developer", "c-plus-plus-developer"),
        ("C# Developer", "c-sharp-developer"),
        (".NET Developer", "dot-net-developer"),
        ("ASP.NET Developer", "aspnet-developer"),
        ("Node.js Developer", "nodejs-developer"),
        ("R&D Engineer", "r-and-d-engineer"),
        ("Café Manager", "cafe-manager"),
        ("Straßenbauer – Łódź", "strassenbauer-lodz"),
        ("AI/ML Engineer", "ai-ml-engineer"),
        ("Sheriff's Officer", "sheriffs-officer"),
        ("Teachers, Postsecondary", "teachers-postsecondary"),
        ("Инженер Данных", "инженер-данных"),
        ("प्रबंधक", "प्रबंधक"),
        ("AI エンジニア", "ai-エンジニア"),
        ("???", ""),
    ],
)
def test_a_title_gives_its_slug(title: str, slug: str) -> None:
    assert slug_from(title) == slug


def test_a_long_title_is_cut_at_a_word() -> None:
    assert slug_from("abcd " * 40) == "-".join(["abcd"] * 30)
    assert slug_from("a" * 151) == "a" * MAX_LENGTH


@given(nasty)
def test_a_slug_is_valid_and_its_own_slug(title: str) -> None:
    slug = slug_from(title)
    assert slug == "" or is_slug(slug)
    assert slug_from(slug) == slug
