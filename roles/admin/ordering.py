"""Rows of a role that editors put in order by typing the place of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.forms.models import BaseInlineFormSet, BaseModelFormSet, construct_instance

from roles.admin.fields import KnownChoiceField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

LARGEST_PLACE = 32_767  # of a PositiveSmallIntegerField


def in_order(places: Iterable[tuple[int | None, int | None]]) -> list[int]:
    """The indexes of rows in the order their editor means.

    Args:
        places: for each row the place it had (None for a new one) and the place typed (None for
            none: it goes to the end). Where two rows share a place, the one that moved up to it
            goes before, the one that moved down to it or is new goes after.
    """

    def key(row: tuple[int, tuple[int | None, int | None]]) -> tuple[int, int, int]:
        index, (old, new) = row
        if new is None:
            return LARGEST_PLACE + 1, 0, index
        direction = 1 if old is None else (new > old) - (new < old)
        return new, direction, index

    return [index for index, _ in sorted(enumerate(places), key=key)]


class OrderedForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """One row, whose field `position` is its place, counted from 1."""

    position = forms.IntegerField(
        label="Place", required=False, min_value=0, max_value=LARGEST_PLACE
    )
    # A new row in which none of these was filled in is no row, whatever it was offered with.
    substance: ClassVar[tuple[str, ...]] = ()
    # Set on the class that is made for one request: the row is shown, and never saved.
    only_shown: ClassVar[bool] = False

    def has_changed(self) -> bool:
        if self.instance.pk is None and not set(self.substance) & set(self.changed_data):
            return False
        return super().has_changed()

    def _post_clean(self) -> None:
        if self.only_shown:
            # Comparing each row with the database would take some queries a row.
            construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)
        else:
            super()._post_clean()  # type: ignore[misc]  # Django's stubs leave it out


class FetchedOnceFormSet(BaseModelFormSet):  # type: ignore[type-arg]  # not generic at run time
    """Rows of which, when they are posted, none is fetched a second time, in a query each."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        stock = form.fields.get("id")
        if isinstance(stock, forms.ModelChoiceField):
            form.fields["id"] = field = KnownChoiceField(
                stock.queryset, initial=stock.initial, required=False, widget=forms.HiddenInput
            )
            field.known = {row.pk: row for row in self.get_queryset()}


class OrderedFormSet(FetchedOnceFormSet, BaseInlineFormSet):  # type: ignore[type-arg]  # not generic at run time
    """Numbers the rows 1, 2, 3 … in the order their editor means; in one query beside the saves."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if index is not None and form.instance.pk:
            form.initial["position"] = index + 1
        # The cells of a table have no labels of their own.
        row = "new row" if index is None else f"row {index + 1}"
        for name, field in form.fields.items():
            # Around a choice of another row, Django wraps the links to add and change that one.
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs["aria-label"] = f"{field.label or name.capitalize()}, {row}"

    def save(self, commit: bool = True) -> list[Model]:
        rows = self.kept_in_order()
        for place, form in enumerate(rows, start=1):
            form.instance.position = place
        saved: list[Model] = super().save(commit=commit)
        untouched = [form.instance for form in rows if not form.has_changed()]
        self.get_queryset().bulk_update(untouched, ["position"])
        return saved

    def kept_in_order(self) -> list[Any]:
        """The forms of the rows that are to stay, with errors or without."""
        rows = [
            form
            for form in self.forms
            if (form.instance.pk or form.has_changed()) and not form.cleaned_data.get("DELETE")
        ]
        places = [
            (form.initial.get("position"), form.cleaned_data.get("position")) for form in rows
        ]
        return [rows[index] for index in in_order(places)]
