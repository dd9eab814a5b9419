"""Form fields between what editors type and the one form in which texts and lists are stored."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from roles.text import groups
from roles.text.bullets import decode_lines, encode_lines
from roles.text.normal import normal_line, normal_markdown, normal_text
from roles.text.pasting import Form

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import Model


class PastedIntoField(forms.Field):
    """Tells static/paste.js in which form the field takes what is pasted from a document."""

    section: Form

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        if isinstance(widget, forms.Textarea):
            attrs["data-paste"] = self.section.value
        return attrs


class LineField(PastedIntoField, forms.CharField):
    """Plain text of one line."""

    section = Form.LINE

    def to_python(self, value: Any) -> str:
        return normal_line(super().to_python(value) or "")


class PlainTextField(PastedIntoField, forms.CharField):
    """Plain text of several lines."""

    section = Form.TEXT

    def to_python(self, value: Any) -> str:
        return normal_text(super().to_python(value) or "")


class MarkdownField(PastedIntoField, forms.CharField):
    """Markdown, in which spaces at the beginning of a line have a meaning."""

    section = Form.PROSE

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        return normal_markdown(super().to_python(value) or "")


class KnownChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A choice among rows that were fetched once for all forms of a formset, by id."""

    known: Mapping[int, Model] = MappingProxyType({})

    def to_python(self, value: Any) -> Model | None:
        if str(value).isdecimal() and int(value) in self.known:
            return self.known[int(value)]
        chosen: Model | None = super().to_python(value)
        return chosen


class UsernamesField(forms.CharField):
    """Users, typed as their names: needs no script, and no list of thousands to choose from."""

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else ", ".join(_usernames(value))

    def clean(self, value: Any) -> Any:
        names = set(re.split(r"[\s,]+", super().clean(value))) - {""}
        users = list(User.objects.filter(username__in=names))
        if unknown := sorted(names - set(_usernames(users))):
            missing = ", ".join(f"“{name}”" for name in unknown)
            raise ValidationError(f"There is no user with the name {missing}.")
        return users

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


def _usernames(users: Iterable[User] | None) -> list[str]:
    return [user.get_username() for user in users or []]


class StructureField(PastedIntoField, forms.JSONField):
    """A stored structure that editors type as text; subclasses say how, in `encode` and `decode`.

    A text that was not touched never counts as a change, however the stored structure looks.
    """

    widget = AdminTextareaWidget
    empty_values = (None, "", [])

    def __init__(self, **kwargs: Any) -> None:
        # Django would repeat a structure with a default in a hidden field, to compare with.
        super().__init__(**{**kwargs, "show_hidden_initial": False})

    def encode(self, stored: Any) -> str:
        raise NotImplementedError

    def decode(self, text: str) -> Any:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        return self.decode(value or "") if isinstance(value, str | None) else value

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else self.encode(value or [])

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data

    def clean(self, value: Any) -> Any:
        return super().clean(value) or []

    def has_changed(self, initial: Any, data: Any) -> bool:
        shown = normal_markdown(self.prepare_value(initial))
        return not self.disabled and shown != normal_markdown(data or "")


class LinesField(StructureField):
    """A list of plain texts, one per line; bullets pasted before them are dropped."""

    section = Form.LINES

    def encode(self, stored: Any) -> str:
        return encode_lines(tuple(stored))

    def decode(self, text: str) -> list[str]:
        return list(decode_lines(text))


class TitlesField(LinesField):
    """Other titles of a role, one per line, each once in whatever casing and at most 200 long."""

    max_line = 200

    def decode(self, text: str) -> list[str]:
        return list({line.casefold(): line for line in reversed(super().decode(text))}.values())[
            ::-1
        ]

    def validate(self, value: Any) -> None:
        super().validate(value)
        for line in value:
            if len(line) > self.max_line:
                raise ValidationError(
                    f"“{line[:40]}…” is {len(line)} characters long; {self.max_line} are allowed."
                )


class QualificationsField(StructureField):
    """Qualification groups: `Heading:` lines, prose lines and `- ` bullets."""

    section = Form.GROUPS

    def encode(self, stored: Any) -> str:
        return groups.encode(
            (group["heading"], group["text"], tuple(group["items"])) for group in stored
        )

    def decode(self, text: str) -> list[dict[str, Any]]:
        return [
            {"heading": heading, "text": prose, "items": list(items)}
            for heading, prose, items in groups.decode(text)
        ]
