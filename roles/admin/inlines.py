"""FAQs and related roles inside the role's form."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from roles import people
from roles.admin.fields import KnownChoiceField, LineField, MarkdownField
from roles.admin.ordering import OrderedForm, OrderedFormSet
from roles.models import FAQ, RelatedRole, Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import ForeignKey, QuerySet
    from django.forms import ModelChoiceField
    from django.http import HttpRequest


class FAQForm(OrderedForm):
    substance = ("question", "answer")

    class Meta:
        field_classes: ClassVar = {"question": LineField, "answer": MarkdownField}


class FAQInline(admin.StackedInline):  # type: ignore[type-arg]  # not generic at run time
    model = FAQ
    form = FAQForm
    formset = OrderedFormSet
    fields = ("question", "answer", "position")
    extra = 1
    verbose_name_plural = "Frequently asked questions"
    after = "Sample cover letter"


class KnownRoleSelect(AutocompleteSelect):
    """An autocomplete box that knows the roles chosen in all rows, and so asks for none itself."""

    known: Mapping[int, Role] = MappingProxyType({})

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list[Any]:
        chosen = [self.known[int(pk)] for pk in value if pk.isdecimal() and int(pk) in self.known]
        options = [
            self.create_option(name, role.pk, str(role), True, index)
            for index, role in enumerate(chosen)
        ]
        return [(None, options or [self.create_option(name, "", "", True, 0)], 0)]


class RelatedRoleForm(OrderedForm):
    substance = ("target",)

    def clean_target(self) -> Role:
        # Django leaves a constraint that names the parent of an inline row to the database.
        target: Role = self.cleaned_data["target"]
        if target.pk == self.instance.role_id:
            raise ValidationError("A role cannot be related to itself.")
        return target


class RelatedRoleFormSet(OrderedFormSet):
    """Fetches the roles that are chosen, or were typed, in all rows with one query."""

    choices: QuerySet[Role]

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if target := form.fields.get("target"):
            self.choices = target.queryset
            target.known = target.widget.widget.known = self.known

    @cached_property
    def known(self) -> dict[int, Role]:
        """Those chosen before, also of categories that are closed by now, and those chosen now."""
        known = {row.target_id: row.target for row in self.get_queryset()}
        if not self.is_bound:
            return known
        names = (f"{self.add_prefix(row)}-target" for row in range(self.total_form_count()))
        typed = {int(pk) for name in names if (pk := self.data.get(name, "")).isdecimal()}
        return known | self.choices.in_bulk(typed - known.keys())


class RelatedRoleInline(admin.TabularInline):  # type: ignore[type-arg]  # not generic at run time
    model = RelatedRole
    form = RelatedRoleForm
    formset = RelatedRoleFormSet
    fk_name = "role"
    fields = ("target", "position")
    extra = 0
    template = "admin/roles/rows.html"
    verbose_name_plural = "Related roles"
    help_text = "Shown below the page, in the order of their places, while they are live."
    after = "Tags and other titles"

    def get_queryset(self, request: HttpRequest) -> QuerySet[RelatedRole]:
        return super().get_queryset(request).select_related("target")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        if db_field.name == "target":
            kwargs["widget"] = KnownRoleSelect(db_field, self.admin_site)
            kwargs["form_class"] = KnownChoiceField
            kwargs["queryset"] = people.only_open(Role.objects.all(), request.user, "category")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
