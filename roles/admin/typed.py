"""What the posted form of a role says, valid or not, without saving any of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from roles.admin import posted
from roles.records import Faq, GlanceFact, RelatedRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.contrib.admin import ModelAdmin

    from roles.models import Role
    from roles.records import RoleRecord


@dataclass(frozen=True, slots=True)
class Typed:
    """`problems` are sentences; what they are about is in the record as it is saved."""

    record: RoleRecord
    problems: list[str]


def read(admin: ModelAdmin[Role], request: Any, role: Role) -> Typed:
    """Read the posted form of `role`.

    Args:
        role: fetched `with_content()`; afterwards its own fields say what was typed, so that it
            must not be saved.
    """
    request.POST = posted.with_known_rows(request.POST, role)
    form = admin.get_form(request, role, change=True)(request.POST, instance=role)
    problems = list(_problems_of(form))
    record = role.record()
    if "tags" in form.cleaned_data:
        tags = sorted(form.cleaned_data["tags"], key=str.casefold)
        record = replace(record, tags=tuple(tags))
    for formset_class, inline in admin.get_formsets_with_inlines(request, role):
        prefix = formset_class.get_default_prefix()
        # Who may not change rows of a kind has none of it in the form.
        if inline.has_change_permission(request, role):
            formset_class.form.only_shown = True
            kwargs = admin.get_formset_kwargs(request, role, inline, prefix)
            formset = formset_class(**kwargs)
            formset.full_clean()
            problems += _problems_of_rows(formset, str(inline.verbose_name_plural))
            record = replace(record, **_RECORD_OF_ROWS[prefix](formset.kept_in_order()))
    return Typed(record, problems)


def _problems_of(form: Any, where: str = "") -> Iterable[str]:
    for name, messages in form.errors.items():
        field = form.fields.get(name)
        label = str(field.label or name).capitalize() if field else ""
        place = ", ".join(part for part in (where, label) if part)
        yield from (f"{place}: {message}" if place else str(message) for message in messages)


def _problems_of_rows(formset: Any, name: str) -> Iterable[str]:
    for number, form in enumerate(formset.forms, 1):
        if not form.cleaned_data.get("DELETE"):
            yield from _problems_of(form, f"{name}, row {number}")
    yield from (f"{name}: {message}" for message in formset.non_form_errors())


def _glance(rows: list[Any]) -> dict[str, Any]:
    facts = [row.instance for row in rows if row.instance.kind_id and row.instance.text]
    return {"glance": tuple(GlanceFact(fact.kind.label, fact.text, fact.kind_id) for fact in facts)}


def _faqs(rows: list[Any]) -> dict[str, Any]:
    faqs = [row.instance for row in rows if row.instance.question]
    return {"faqs": tuple(Faq(faq.question, faq.answer) for faq in faqs)}


def _related(rows: list[Any]) -> dict[str, Any]:
    chosen = [row.instance.target_id for row in rows if row.instance.target_id]
    return {"related": tuple(RelatedRole("", "", target) for target in chosen)}


_RECORD_OF_ROWS: dict[str, Callable[[list[Any]], dict[str, Any]]] = {
    "facts": _glance,
    "faqs": _faqs,
    "related_roles": _related,
}
