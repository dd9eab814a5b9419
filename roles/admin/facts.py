"""Fact kinds, and "Role at a glance" inside the role's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.utils.functional import cached_property

from roles.admin.fields import KnownChoiceField, LineField
from roles.admin.ordering import FetchedOnceFormSet, OrderedForm, OrderedFormSet
from roles.models import Fact, FactKind

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class FactForm(OrderedForm):
    substance = ("text",)

    class Meta:
        field_classes: ClassVar = {"text": LineField}
        error_messages: ClassVar = {
            "text": {"required": "Write the fact, or tick “Delete?” to remove the row."}
        }


class FactFormSet(OrderedFormSet):
    """Offers an empty row for each standard kind the role has no fact of yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.instance.facts_shown = list(self.get_queryset())  # `filters.derived` reads them
            self.initial_extra = self._missing_kinds()
            self.extra = len(self.initial_extra)

    @cached_property
    def kinds(self) -> list[FactKind]:
        """All kinds, in one query for the choices of all rows."""
        return list(FactKind.objects.all())

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if kind := form.fields.get("kind"):
            kind.known = {known.pk: known for known in self.kinds}
            kind.widget.choices = [("", "---------"), *((k.pk, k.label) for k in self.kinds)]

    def _missing_kinds(self) -> list[dict[str, int]]:
        facts = [fact.kind for fact in self.get_queryset()]
        missing = [kind for kind in self.kinds if kind.standard and kind not in facts]
        # Each goes after the facts that stand before it in the order of the kinds.
        return [
            {"kind": kind.pk, "position": self._place(kind, facts) if facts else number}
            for number, kind in enumerate(missing, start=1)
        ]

    @staticmethod
    def _place(kind: FactKind, facts: list[FactKind]) -> int:
        before = [place for place, other in enumerate(facts, 1) if other.position <= kind.position]
        return max(before, default=0)


class FactInline(admin.TabularInline):  # type: ignore[type-arg]  # not generic at run time
    """One row for each fact, in the order of the places typed."""

    model = Fact
    form = FactForm
    formset = FactFormSet
    fields = ("kind", "text", "position")
    template = "admin/roles/rows.html"
    verbose_name_plural = "Role at a glance"
    help_text = (
        "A fact is shown as you write it: a range, a list, a sentence, “Varies by role”. Rows "
        "without a text are left out. Facts stand in the order of their places."
    )
    after = "The role"  # the fieldset below which the rows stand, as on the page

    def get_queryset(self, request: HttpRequest) -> QuerySet[Fact]:
        return super().get_queryset(request).select_related("kind")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "kind":
            kwargs["form_class"] = KnownChoiceField
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "kind":
            # The kinds have a page of their own; more icons in each row would hide the facts.
            field.widget.can_change_related = field.widget.can_view_related = False
            field.widget.can_delete_related = False
        elif db_field.name == "text":
            field.widget.attrs["rows"] = 2
        return field


class PlaceForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The place of one kind, in the list of all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].widget.attrs["aria-label"] = f"Position of {self.instance.label}"


@admin.register(FactKind)
class FactKindAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """The labels of "Role at a glance", in the order in which new roles list them."""

    list_display = ("label", "position", "standard", "facet")
    list_editable = ("position",)
    search_fields = ("label",)
    ordering = ("position", "pk")
    show_full_result_count = False

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{**kwargs, "form": PlaceForm})

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_formset(request, formset=FetchedOnceFormSet, **kwargs)
