"""In which order the list of roles stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from django.contrib.admin.views.main import ORDER_VAR

from roles.admin.list_filters import RoleFilter
from roles.admin.long_list import LongList

if TYPE_CHECKING:
    from django.http import HttpRequest


class RoleList(LongList):
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
