"""The history of a role, the comparison of its versions, and who wrote what."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from roles import drafting, publishing
from roles.models import Revision, Role
from roles.publishing import OPERATOR
from roles.records import Faq, GlanceFact
from tests.admin.conftest import make_user
from tests.factories import make_live_role, make_role

pytestmark = pytest.mark.django_db


def change(role: Role, by: Any = None, note: str = "", **fields: Any) -> Revision:
    Role.objects.filter(pk=role.pk).update(**fields)
    return drafting.save_revision(role, by=by, note=note)


def role_with_history(revisions: int = 3) -> Role:
    """Live as edition 1, and changed since."""
    role = make_live_role("Analyst", duties=("Ask questions", "Write reports"))
    for number in range(2, revisions + 1):
        change(role, summary=f"Summary {number}.")
    return role


def revision(role: Role, number: int) -> Revision:
    return role.revisions.get(number=number)


def compare_page(role: Role, before: str, after: str) -> str:
    return f"/admin/roles/role/{role.pk}/compare?from={before}&to={after}"


PAGES: dict[str, tuple[Callable[[Role], str], set[str]]] = {
    "history": (lambda role: f"/admin/roles/role/{role.pk}/revisions", {"view_revision"}),
    "blame": (lambda role: f"/admin/roles/role/{role.pk}/blame", {"view_revision"}),
    "draft and live": (lambda role: f"/admin/roles/role/{role.pk}/compare", set()),
    "revision": (
        lambda role: compare_page(role, f"r{revision(role, 1).pk}", "draft"),
        {"view_revision"},
    ),
    "edition": (
        lambda role: compare_page(role, f"e{role.editions.get().pk}", "draft"),
        {"view_edition"},
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_only_those_who_may_see_what_a_page_shows_may_open_it(
    name: str, client: Client, django_user_model: Any
) -> None:
    address, needed = PAGES[name]
    role = role_with_history()
    every = {"view_role", *needed}
    client.force_login(make_user(django_user_model, "reader", *every))
    assert client.get(address(role)).status_code == 200
    for missing in every:
        user = make_user(django_user_model, f"without_{missing}", *(every - {missing}))
        client.force_login(user)
        assert client.get(address(role)).status_code == 403


def test_the_history_tells_who_saved_when_and_why(chief: Client, superuser: Any) -> None:
    role = role_with_history(1)
    saved = change(role, superuser, "Asked for by the reader", summary="New.")
    Revision.objects.filter(pk=saved.pk).update(
        created_at=timezone.now().replace(year=2026, month=3, day=3, hour=14, minute=5)
    )
    lines = chief.get(f"/admin/roles/role/{role.pk}/revisions").context["lines"]
    assert [(line.name, line.by) for line in lines] == [
        ("The draft", ""),
        ("What is live", ""),
        ("Revision 2", "chief"),
        ("Edition 1", "a command"),
        ("Revision 1", "a command"),
    ]
    assert (lines[2].when, lines[2].notes) == (
        "3 March 2026, 14:05 UTC",
        ("Asked for by the reader",),
    )
    assert lines[4].notes == ("Published as edition 1",)


def test_each_line_leads_to_its_page_its_comparisons_and_its_return(chief: Client) -> None:
    role = role_with_history(2)
    one, two = revision(role, 1), revision(role, 2)
    edition = role.editions.get()
    lines = chief.get(f"/admin/roles/role/{role.pk}/revisions").context["lines"]
    tools = {line.name: {tool.label: tool.address for tool in line.tools} for line in lines}
    assert tools["Revision 2"] == {
        "Compare with the one before": (
            f"/admin/roles/role/{role.pk}/compare?from=r{one.pk}&to=r{two.pk}"
        ),
        "Compare with live": f"/admin/roles/role/{role.pk}/compare?from=live&to=r{two.pk}",
        "See as a page": f"/admin/roles/revision/{two.pk}/page",
        "Restore to the draft…": f"/admin/roles/revision/{two.pk}/restore",
    }
    assert "Compare with the one before" not in tools["Revision 1"]
    assert tools["Edition 1"]["Restore to the draft…"] == (
        f"/admin/roles/edition/{edition.pk}/to-draft"
    )
    for addresses in tools.values():
        for address in addresses.values():
            assert chief.get(address).status_code == 200


def test_a_long_history_has_pages_and_remembers_what_was_chosen(chief: Client) -> None:
    role = role_with_history(52)
    address = f"/admin/roles/role/{role.pk}/revisions"
    chosen = f"r{revision(role, 50).pk}"
    response = chief.get(address, {"page": "2", "from": chosen, "to": "live"})
    names = [line.name for line in response.context["lines"]]
    assert names == ["The draft", "What is live", "Revision 2", "Edition 1", "Revision 1"]
    assert [line.name for line in response.context["elsewhere"]] == ["Revision 50"]
    content = response.content.decode()
    assert f'name="from" value="{chosen}" checked' in content
    assert 'name="to" value="live" checked' in content
    first = chief.get(address).context["lines"]
    assert first[-1].name == "Revision 3"
    assert first[-1].tools[0].address == compare_page(
        role, f"r{revision(role, 2).pk}", f"r{revision(role, 3).pk}"
    )


@pytest.mark.parametrize("query", ["from=r999999999&to=x", "from=é", "page=x", "from=r9&to=e9"])
def test_odd_choices_do_not_break_the_history(query: str, chief: Client) -> None:
    role = role_with_history()
    assert chief.get(f"/admin/roles/role/{role.pk}/revisions?{query}").status_code == 200


def test_the_draft_is_compared_with_what_is_live_unless_others_are_named(chief: Client) -> None:
    role = role_with_history(2)
    change(role, summary="Newest.")
    context = chief.get(f"/admin/roles/role/{role.pk}/compare").context
    assert (context["before"].name, context["after"].name) == ("What is live", "The draft")
    assert [field.label for field in context["differences"]] == ["summary"]
    pair = f"r{revision(role, 3).pk}", f"r{revision(role, 2).pk}"
    context = chief.get(compare_page(role, *pair)).context
    assert (context["before"].name, context["after"].name) == ("Revision 3", "Revision 2")


def test_all_of_a_role_that_was_never_live_is_new(chief: Client) -> None:
    role = make_role("Analyst", duties=("Ask questions",))
    response = chief.get(f"/admin/roles/role/{role.pk}/compare")
    assert "nothing: visitors see no page of this role" in response.content.decode()
    assert "duties" in [field.name for field in response.context["differences"]]
    assert chief.get(compare_page(role, "draft", "live")).status_code == 404


@pytest.mark.parametrize("word", ["r", "r0", "e0", "x1", "r1 ", "r-1", "r" + "9" * 30, "draft2"])
def test_what_a_role_does_not_have_is_not_found(word: str, chief: Client) -> None:
    role = role_with_history()
    assert chief.get(compare_page(role, word, "draft")).status_code == 404
    assert chief.get(compare_page(role, "draft", word)).status_code == 404


def test_versions_of_another_role_are_not_found(chief: Client) -> None:
    role, other = role_with_history(), make_live_role("Other")
    for word in (f"r{other.revisions.get().pk}", f"e{other.editions.get().pk}"):
        assert chief.get(compare_page(role, word, "draft")).status_code == 404


def test_what_editors_typed_is_text_in_a_difference_and_never_markup(chief: Client) -> None:
    role = make_live_role(
        "Analyst",
        duties=("<b>Old</b> duty",),
        faqs=(Faq("<i>Why</i>?", "<script>old()</script>"),),
        glance=(GlanceFact("<u>Label</u>", "<u>fact</u>"),),
    )
    change(role, note="<em>note</em>", summary="<script>new()</script>", duties=["<b>New</b> duty"])
    for name in ("compare", "revisions", "blame"):
        content = chief.get(f"/admin/roles/role/{role.pk}/{name}").content.decode()
        for markup in ("<script>new", "<script>old", "<b>", "<i>Why", "<u>", "<em>note"):
            assert markup not in content
    assert (
        "&lt;script&gt;new()" in chief.get(f"/admin/roles/role/{role.pk}/compare").content.decode()
    )


def test_a_difference_is_told_to_those_who_see_no_colours(chief: Client) -> None:
    role = make_live_role("Analyst", duties=("Ask questions", "Write weekly reports", "Read"))
    change(role, duties=["Read", "Ask questions", "Write weekly letters"])
    content = chief.get(f"/admin/roles/role/{role.pk}/compare").content.decode()
    assert '<del><span class="visually-hidden">removed: </span>reports' in content
    assert '<ins><span class="visually-hidden">added: </span>letters' in content
    assert "Moved from place 3 to 1" in content


def test_blame_names_author_day_note_and_change_note(
    chief: Client, superuser: Any, django_user_model: Any
) -> None:
    role = make_live_role("Analyst", duties=("Ask questions", "Write reports"))
    anna = make_user(django_user_model, "anna")
    change(role, anna, "Reports were missing", duties=["Ask questions", "Write long reports"])
    publishing.publish(role=role, by=OPERATOR, change_note="Says how long reports are")
    change(role, superuser, duties=["Read", "Ask questions", "Write long reports"])
    response = chief.get(f"/admin/roles/role/{role.pk}/blame")
    (duties,) = [field for field in response.context["fields"] if field.name == "duties"]
    told = [
        (block.texts, block.origin.author, block.origin.note, block.publication)
        for block in duties.blocks
    ]
    assert [(texts, author, note) for texts, author, note, _ in told] == [
        (("Read",), "chief", ""),
        (("Ask questions",), "a command", ""),
        (("Write long reports",), "anna", "Reports were missing"),
    ]
    assert told[0][3] is None
    assert (told[2][3].edition, told[2][3].change_note) == (2, "Says how long reports are")
    assert "Not published yet" in response.content.decode()


def test_what_visitors_have_not_seen_is_not_called_published(chief: Client) -> None:
    role = role_with_history(2)
    soon = timezone.now() + timedelta(days=1)
    publishing.schedule(role=role, by=OPERATOR, at=soon, change_note="Later")
    fields = chief.get(f"/admin/roles/role/{role.pk}/blame").context["fields"]
    (summary,) = [field for field in fields if field.name == "summary"]
    assert summary.blocks[0].publication is None


def test_the_form_of_a_role_leads_to_its_history(chief: Client) -> None:
    role = role_with_history(2)
    tools = chief.get(f"/admin/roles/role/{role.pk}/change/").context["tools"]
    addresses = {tool.label: tool.address for tool in tools}
    base = f"/admin/roles/role/{role.pk}"
    assert addresses["Compare with live"] == f"{base}/compare?from=live&to=draft"
    assert addresses["History"] == f"{base}/revisions"
    assert addresses["Who wrote what"] == f"{base}/blame"
