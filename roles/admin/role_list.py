"""How the list of roles is read: by ids first, so that only what is shown is looked at closely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from django.contrib.admin.views.main import ORDER_VAR, ChangeList

from roles.admin.list_filters import RoleFilter

if TYPE_CHECKING:
    from django.http import HttpRequest


class RoleList(ChangeList):
    def get_results(self, request: HttpRequest) -> None:
        """Annotates the rows of the page alone: the last page has thousands of rows before it."""
        super().get_results(request)
        self.result_list = (
            self.root_queryset.filter(pk__in=self.result_list.values("pk"))
            .select_related("category")
            .order_by(*self.queryset.query.order_by)
        )

    def get_ordering(self, request: HttpRequest, queryset: Any) -> list[Any]:
        """As the editor clicked, or else as the chosen filter has it."""
        if order := self._filter_order():
            return [*order, "pk"]
        return list(super().get_ordering(request, queryset))

    def get_ordering_field_columns(self) -> dict[int, Literal["desc", "asc"]]:
        return {} if self._filter_order() else super().get_ordering_field_columns()

    def _filter_order(self) -> tuple[Any, ...]:
        if ORDER_VAR in self.params:
            return ()
        filters = [spec for spec in self.filter_specs if isinstance(spec, RoleFilter)]
        orders = (spec.order_of(spec.choice) for spec in filters if spec.choice)
        return next((order for order in orders if order), ())
