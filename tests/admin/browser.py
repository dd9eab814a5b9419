"""Forms of a page as a browser would send them, filled in and posted by the Django test client."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

NOT_SENT = {"submit", "button", "image", "reset", "file"}


class _Fields(HTMLParser):
    """What the successful controls of one form hold (HTML 4.10.21.4), buttons apart."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.inside = False
        self.fields: dict[str, Any] = {}
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = values.get("id") == self.form_id
        if not self.inside:
            return
        name = values.get("name", "")
        if tag == "input" and values.get("type") not in NOT_SENT and name:
            box = values.get("type") in {"checkbox", "radio"}
            if not box or "checked" in values:
                self.fields[name] = values.get("value", "on" if box else "")
        elif tag == "select":
            # One that gets its options by script is listed as well, so that a test can choose.
            self.select, self.fields[name] = name, [] if "multiple" in values else ""
        elif tag == "option" and self.select and "selected" in values:
            chosen = values.get("value", "")
            if isinstance(self.fields[self.select], list):
                self.fields[self.select].append(chosen)
            else:
                self.fields[self.select] = chosen
        elif tag == "textarea":
            self.textarea = name
            self.fields[name] = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.fields[self.textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            # The line break right after the start tag is markup; a browser sends CRLF.
            text = self.fields[self.textarea].removeprefix("\r").removeprefix("\n")
            self.fields[self.textarea] = text.replace("\r\n", "\n").replace("\n", "\r\n")
            self.textarea = ""


def fields_of(response: HttpResponse, form_id: str) -> dict[str, Any]:
    parser = _Fields(form_id)
    parser.feed(response.content.decode())
    assert parser.fields, f"no form {form_id}"
    return parser.fields


def submit(client: Client, address: str, form_id: str, **typed: Any) -> HttpResponse:
    """Opens the page, types into its form (`__` in a name stands for "-") and sends it."""
    fields = fields_of(client.get(address), form_id)
    typed = {name.replace("__", "-"): value for name, value in typed.items()}
    unknown = typed.keys() - fields.keys() - {"_save", "_continue"}
    assert {name for name in unknown if not name.endswith("-DELETE")} == set()
    return client.post(address, {**fields, **typed})
