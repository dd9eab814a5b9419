"""What static/paste.js asks: pasted HTML in the form of the section it is pasted into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.views.decorators.http import require_POST

from roles.models import Role
from roles.text.pasting import Form, cleaned

if TYPE_CHECKING:
    from django.http import HttpRequest

LARGEST: Final = 2 * 1024 * 1024  # bytes of HTML in UTF-8


class PasteForm(forms.Form):
    html = forms.CharField(strip=False)
    section = forms.TypedChoiceField(
        choices=[(form.value, form.name) for form in Form], coerce=Form
    )


@require_POST
def paste(request: HttpRequest) -> JsonResponse:
    """Answers `{"text": str, "removed": [str, ...]}`, or `{"error": str}` with 400, 413 or 422."""
    model_admin: Any = admin.site.get_model_admin(Role)
    if not (model_admin.has_change_permission(request) or model_admin.has_add_permission(request)):
        raise PermissionDenied
    form = PasteForm(request.POST)
    if not form.is_valid():
        return _refused(400, "Nothing was pasted that can be read.")
    if len(form.cleaned_data["html"].encode(errors="replace")) > LARGEST:
        return _refused(413, "It is larger than 2 MB.")
    result = cleaned(form.cleaned_data["html"], form.cleaned_data["section"])
    if result is None:
        return _refused(422, "It is too long or too deeply nested to be cleaned.")
    return JsonResponse({"text": result.text, "removed": result.removed})


def _refused(status: int, why: str) -> JsonResponse:
    return JsonResponse({"error": why}, status=status)
