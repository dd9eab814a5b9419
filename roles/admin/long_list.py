"""How long lists are read: by ids, from the nearer end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.views.main import ChangeList

if TYPE_CHECKING:
    from django.http import HttpRequest


class LongList(ChangeList):
    """Looks closely at the rows of the page alone: there may be thousands before it."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = self.root_queryset.filter(pk__in=self._page().values("pk"))
        self.result_list = self.apply_select_related(rows).order_by(*self.queryset.query.order_by)

    def _page(self) -> Any:
        """The rows of the page, those of the second half in reverse.

        A database passes by all rows on the way to them, so the fewer are taken.
        """
        # Of a list shown whole, the address may ask for a page that there is not.
        if self.result_list.query.is_sliced:
            page = self.paginator.page(self.page_num)
            before, after = page.start_index() - 1, self.result_count - page.end_index()
            if before > after:
                return self.queryset.reverse()[after : self.result_count - before]
        return self.result_list
