"""What static/paste.js asks the site."""

from typing import Any

import pytest
from django.test import Client

from roles.admin.pasting import LARGEST
from tests.admin.conftest import EDITOR, make_user

pytestmark = pytest.mark.django_db

PASTE = "/admin/roles/role/paste"
HTML = "<h2>About</h2><ul><li>One <b>two</b></li></ul><img src='x'>"


@pytest.mark.parametrize(
    ("section", "text", "removed"),
    [
        ("prose", "**About**\n\n- One **two**", ["an image", "headings, which are bold lines now"]),
        ("groups", "About:\n- One two", ["an image", "bold and italics"]),
        ("lines", "About\nOne two", ["an image", "bold and italics"]),
        ("text", "About\n\n- One two", ["an image", "bold and italics"]),
        ("line", "About One two", ["an image", "bold and italics"]),
    ],
)
def test_html_comes_back_in_the_form_of_the_section(
    section: str, text: str, removed: list[str], chief: Client
) -> None:
    answer = chief.post(PASTE, {"html": HTML, "section": section})
    assert answer.json() == {"text": text, "removed": removed}


@pytest.mark.parametrize(
    ("data", "status", "error"),
    [
        ({"html": "<p>a", "section": "novel"}, 400, "Nothing was pasted that can be read."),
        ({"section": "prose"}, 400, "Nothing was pasted that can be read."),
        ({"html": "é" * LARGEST, "section": "prose"}, 413, "It is larger than 2 MB."),
        (
            {"html": "<div>" * 1000, "section": "prose"},
            422,
            "It is too long or too deeply nested to be cleaned.",
        ),
    ],
)
def test_what_cannot_be_cleaned_is_refused_with_a_reason(
    data: dict[str, str], status: int, error: str, chief: Client
) -> None:
    answer = chief.post(PASTE, data)
    assert (answer.status_code, answer.json()) == (status, {"error": error})


def test_pasting_is_for_those_who_write_roles(client: Client, django_user_model: Any) -> None:
    data = {"html": HTML, "section": "line"}
    assert client.post(PASTE, data).status_code == 302
    client.force_login(make_user(django_user_model, "reader", "view_role"))
    assert client.post(PASTE, data).status_code == 403
    client.force_login(make_user(django_user_model, "editor", *EDITOR))
    assert client.post(PASTE, data).status_code == 200
    assert client.get(PASTE).status_code == 405


def test_pasting_needs_the_token_of_the_form(superuser: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(superuser)
    assert client.post(PASTE, {"html": HTML, "section": "line"}).status_code == 403
