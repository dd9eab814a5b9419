"""A posted form of a role as a record, and a record as a form that was posted.

Rows of facts, FAQs and related roles are posted as `facts-0-text`, `facts-1-text` … Those that the
database had when the form was opened come first, each with its id; the save of another editor may
have removed or replaced them since.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from taggit.utils import edit_string_for_tags

from roles.admin.ordering import in_order
from roles.drafting import PLAIN_FIELDS
from roles.models import FAQ, Category, Fact, RelatedRole, Role, Tag
from roles.records import Faq, GlanceFact, RoleRecord
from roles.records import RelatedRole as RelatedRoleRecord

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.db.models import Model
    from django.http import QueryDict

    Row = dict[str, str]

# The model of each kind of rows, and the fields that are typed; the first one names the row.
ROWS: Final[dict[str, tuple[type[Model], tuple[str, ...]]]] = {
    "facts": (Fact, ("kind", "text")),
    "faqs": (FAQ, ("question", "answer")),
    "related_roles": (RelatedRole, ("target",)),
}
STRUCTURES: Final = ("duties", "also_called", "qualifications")


def read(admin: ModelAdmin[Role], request: Any, role: Role, base: RoleRecord) -> RoleRecord | None:
    """What was typed into the posted form of `role`; None while it has errors.

    Args:
        role: fetched `with_content()`; afterwards its own fields say what was typed, so that it
            must not be saved.
        base: what the form showed at first. A structure whose text was not touched is taken from
            there: read anew, the same text may give another one.
    """
    data = request.POST
    form = admin.get_form(request, role, change=True)(data, instance=role)
    rows = {}
    for formset_class, _ in admin.get_formsets_with_inlines(request, role):
        prefix = formset_class.get_default_prefix()
        typed = _rows(data, prefix)
        # As rows of no role: what the database has by now is compared with later.
        of_none = [{name: row[name] for name in row if name not in ("id", "role")} for row in typed]
        formset = formset_class(_with_rows(data, prefix, of_none), instance=Role(), prefix=prefix)
        if not formset.is_valid():
            return None
        rows[prefix] = _in_typed_order(formset, [bool(row.get("id")) for row in typed])
    return _record(form, rows, base) if form.is_valid() else None


def write(data: QueryDict, record: RoleRecord, role: Role, admin_form: Any) -> QueryDict:
    """The form as it would be posted to make `role` say what `record` says.

    Args:
        data: a posted form; of it stays what is not part of the record.
        role: what the rows of the database belong to.
        admin_form: the class of the form, which knows how structures are typed.
    """
    written = data.copy()
    for name in PLAIN_FIELDS:
        written[name] = getattr(record, name)
    for name in STRUCTURES:
        written[name] = admin_form.base_fields[name].prepare_value(_stored(record, name))
    written["category"] = str(Category.objects.get(slug=record.category.slug).pk)
    written["tags"] = edit_string_for_tags([Tag(name=name) for name in record.tags])
    rows: dict[str, list[Row]] = {
        "facts": [{"kind": str(fact.kind), "text": fact.text} for fact in record.glance],
        "faqs": [{"question": faq.question, "answer": faq.answer} for faq in record.faqs],
        "related_roles": [{"target": str(other.role)} for other in record.related],
    }
    for prefix, wanted in rows.items():
        stored = _stored_rows(prefix, role)
        for place, row in enumerate(wanted, start=1):
            row["position"] = str(place)
        kept = _with_ids(prefix, wanted, stored)
        known = {row.get("id") for row in kept}
        gone = [{**row, "DELETE": "on"} for row in stored if row["id"] not in known]
        written = _with_rows(written, prefix, kept + gone)
    return written


def with_known_rows(data: QueryDict, role: Role) -> QueryDict:
    """The same form; rows that the database no longer has are new ones, or those of their name."""
    for prefix in ROWS:
        rows = _with_ids(prefix, _rows(data, prefix), _stored_rows(prefix, role))
        data = _with_rows(data, prefix, rows)
    return data


def _stored_rows(prefix: str, role: Role) -> list[Row]:
    """The rows of the database, as they are typed."""
    model, names = ROWS[prefix]
    rows = model._default_manager.filter(role=role).order_by("position", "pk")
    return [{name: str(value) for name, value in row.items()} for row in rows.values("id", *names)]


def _with_ids(prefix: str, rows: list[Row], stored: list[Row]) -> list[Row]:
    """The rows with the ids that they have in the database now."""
    _, (name, *_) = ROWS[prefix]
    ids = [row["id"] for row in stored]
    by_name = {row[name]: row["id"] for row in stored}
    found = [row["id"] if row.get("id") in ids else by_name.get(row.get(name, "")) for row in rows]
    return [
        {**row, "id": pk} if pk and pk not in found[:place] else _without_id(row)
        for place, (row, pk) in enumerate(zip(rows, found, strict=True))
    ]


def _without_id(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "id"}


def _rows(data: QueryDict, prefix: str) -> list[Row]:
    """What was typed into each row, by the names of its fields."""
    rows: dict[int, Row] = {}
    for key, value in data.items():
        if _is_of_a_row(key, prefix):
            number, _, name = key.removeprefix(f"{prefix}-").partition("-")
            rows.setdefault(int(number), {})[name] = str(value)
    return [rows[number] for number in sorted(rows)]


def _with_rows(data: QueryDict, prefix: str, rows: list[Row]) -> QueryDict:
    """The form with these rows in the place of its own; those with an id come first."""
    changed = data.copy()
    for key in [key for key in changed if _is_of_a_row(key, prefix)]:
        del changed[key]
    ordered = sorted(rows, key=lambda row: not row.get("id"))
    for place, row in enumerate(ordered):
        for name, value in row.items():
            changed[f"{prefix}-{place}-{name}"] = value
    changed[f"{prefix}-TOTAL_FORMS"] = str(len(ordered))
    changed[f"{prefix}-INITIAL_FORMS"] = str(sum(bool(row.get("id")) for row in ordered))
    return changed


def _is_of_a_row(key: str, prefix: str) -> bool:
    start, _, rest = key.partition("-")
    return start == prefix and rest.partition("-")[0].isdecimal()


def _in_typed_order(formset: Any, were_stored: list[bool]) -> list[dict[str, Any]]:
    """The cleaned data of the rows that are to stay, in the order their editor means."""
    rows, places = [], []
    for place, (form, was_stored) in enumerate(zip(formset.forms, were_stored, strict=True)):
        if form.has_changed() and not form.cleaned_data.get("DELETE"):
            rows.append(form.cleaned_data)
            places.append((place + 1 if was_stored else None, form.cleaned_data["position"]))
    return [rows[place] for place in in_order(places)]


def _record(form: Any, rows: dict[str, list[dict[str, Any]]], base: RoleRecord) -> RoleRecord:
    role: Role = form.instance
    untouched = {
        name: getattr(base, name)
        for name in STRUCTURES
        if not form.fields[name].has_changed(_stored(base, name), form.data.get(name))
    }
    return replace(
        role.record(),
        tags=tuple(sorted(form.cleaned_data["tags"], key=str.casefold)),
        # Who may not change rows of a kind has none of it in the form.
        glance=tuple(map(_fact, rows["facts"])) if "facts" in rows else base.glance,
        faqs=tuple(map(_faq, rows["faqs"])) if "faqs" in rows else base.faqs,
        related=tuple(map(_related, rows["related_roles"]))
        if "related_roles" in rows
        else base.related,
        **untouched,
    )


def _fact(row: dict[str, Any]) -> GlanceFact:
    return GlanceFact(row["kind"].label, row["text"], row["kind"].pk)


def _faq(row: dict[str, Any]) -> Faq:
    return Faq(row["question"], row["answer"])


def _related(row: dict[str, Any]) -> RelatedRoleRecord:
    return RelatedRoleRecord(row["target"].title, "", row["target"].pk)


def _stored(record: RoleRecord, name: str) -> list[Any]:
    """A structure of the record as the working copy stores it."""
    if name != "qualifications":
        return list(getattr(record, name))
    return [
        {"heading": group.heading, "text": group.text, "items": list(group.items)}
        for group in record.qualifications
    ]
