"""Titles and addresses in scripts whose letters are more, or wider, than those of English."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.api.asking import ask, titles
from tests.factories import make_category, make_live_role
from tests.views.reader import read

pytestmark = pytest.mark.django_db

# Hindi and Thai write vowels as marks on the letters; neither script has an ASCII form.
NAMES = [("शिक्षा", "शिक्षक"), ("การศึกษา", "ครูใหญ่"), ("Bildung", "Lehrkraft")]


@pytest.mark.parametrize(("category", "title"), NAMES)
def test_a_role_is_found_at_every_address_that_names_it(
    client: Client, category: str, title: str
) -> None:
    make_live_role("Tester")
    role = make_live_role(title, make_category(category), tags=(title,))
    address = f"/jobs/{role.category.slug}/{role.slug}"
    tag = role.tags.get().slug
    for form in ("", ".json", ".md", ".txt"):
        response = client.get(f"{address}{form}")
        assert (response.status_code, title in response.content.decode()) == (200, True)
    for listed in (
        *("/jobs", f"/jobs/{role.category.slug}", f"/tags/{tag}"),
        *(f"/jobs?category={role.category.slug}&education=", f"/tags/{tag}?letter="),
    ):
        assert title in "\n".join(read(client.get(listed, follow=True)).lines)
    assert titles(client, f"/api/v1/roles?tag={tag}&category={role.category.slug}") == [title]
    assert ask(client, f"/api/v1/roles/{role.category.slug}/{role.slug}")["role"]["title"] == title
    assert client.get("/api").status_code == 200


def test_long_titles_of_one_script_are_published_and_listed(client: Client) -> None:
    long_titles = {f"{ending}{'관리자' * 66}" for ending in "가나다"}
    for number, title in enumerate(sorted(long_titles)):
        make_live_role(title, slug=f"manager-{number}")
    assert set(titles(client, "/api/v1/roles?limit=1")) == long_titles
