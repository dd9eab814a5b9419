"""The form of a role, so that no work is lost: kept before it is read, merged before saving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.db import transaction
from django.urls import path

from roles.admin import merging, posted, unsaved
from roles.admin.scope import ScopedAdmin

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.urls import URLPattern

    from roles.models import Role


class NoLostWork(ScopedAdmin):
    """What the form of a role does beside showing and saving its fields."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("autosave", view(unsaved.autosave), name="roles_role_autosave"),
            path("unsaved/<int:pk>/discard", view(unsaved.discard), name="roles_role_discard"),
            *map(_keeping, super().get_urls()),
        ]

    def changeform_view(
        self, request: Any, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        saves = request.method == "POST" and self.has_change_permission(request)
        if object_id is None or not saves:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            request.merged = merging.with_saved(self, request, object_id)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.typed = self._typed(request, obj)
        form.merged = getattr(request, "merged", None)
        return form

    def get_formset_kwargs(self, request: Any, obj: Any, inline: Any, prefix: str) -> Any:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if typed := self._typed(request, obj if obj.pk else None):
            kwargs["data"] = typed
        return kwargs

    def _typed(self, request: Any, role: Role | None) -> QueryDict | None:
        """What the editor typed and did not save, when that is asked for."""
        if request.method != "GET" or unsaved.UNSAVED not in request.GET:
            return None
        if not hasattr(request, "typed"):
            request.typed = self._newest_typed(request, role)
        return cast("QueryDict | None", request.typed)

    def _newest_typed(self, request: Any, role: Role | None) -> QueryDict | None:
        forms = request.user.open_forms.filter(role=role).exclude(typed_at=None)
        wanted = request.GET[unsaved.UNSAVED]
        if wanted.isdecimal():
            forms = forms.filter(pk=int(wanted))
        form = forms.order_by("-typed_at").first()
        if form is None:
            return None
        typed = unsaved.typed_of(form)
        return posted.with_known_rows(typed, role) if role else typed

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        unsaved.saved(request)
        if merged := getattr(request, "merged", None):
            self.message_user(
                request,
                f"While you were writing, {merged.authors} saved this role; what was changed there "
                f"stands beside yours: {', '.join(merged.changed) or 'nothing that differs'}.",
                messages.INFO,
            )

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        role = context.get("original")
        may_save = self.has_change_permission(request, role) if role else True
        if may_save:
            context.update(self._about_the_form(request, role))
        return super().render_change_form(request, context, *args, **kwargs)

    def _about_the_form(self, request: Any, role: Any) -> dict[str, Any]:
        """What the page needs so that nobody loses work; who opens it is remembered."""
        pk = role.pk if role else None
        typed = self._typed(request, role)
        data = request.POST if request.method == "POST" else typed
        if data is None:
            data = {unsaved.KEY: unsaved.opened(request.user, pk).key.hex}
        kept, others = unsaved.open_forms(pk, request.user)
        key = data.get(unsaved.KEY, "")
        merged = getattr(request, "merged", None)
        return {
            "form_key": key,
            "base": data.get(merging.BASE, (role and role.head_id) or ""),
            "kept": [form for form in kept if form.key.hex != key],
            "is_unsaved": typed is not None,
            "others": others,
            "merged": merged,
            "conflicts": [(merging.heading_of(each), each) for each in merged.conflicts]
            if merged
            else [],
        }


def _keeping(pattern: URLPattern) -> URLPattern:
    if pattern.name in unsaved.FORMS:
        pattern.callback = unsaved.keeping(pattern.callback)
    return pattern
