"""The confirm page that brings an earlier revision or edition back into the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from roles import people, restoring
from roles.admin.confirming import page
from roles.comparing import compare
from roles.errors import NotAllowed, PublishingError
from roles.models import Edition, Revision, Role

if TYPE_CHECKING:
    from django.http import HttpResponse


class RestoreForm(forms.Form):
    """Only remembers which draft the page showed."""

    head = forms.IntegerField(required=False, widget=forms.HiddenInput)

    data: Any


def of_revision(request: Any, pk: int) -> HttpResponse:
    return _restore(request, Revision.objects.filter(pk=pk), "view_revision")


def of_edition(request: Any, pk: int) -> HttpResponse:
    editions = Edition.objects.filter(pk=pk).select_related("category")
    return _restore(request, editions, "view_edition")


def _restore(request: Any, versions: Any, permission: str) -> HttpResponse:
    version = get_object_or_404(versions)
    role = get_object_or_404(Role.objects.with_content(), pk=version.role_id)
    for codename in ("change_role", permission):
        people.require(request.user, codename, role)
    head = role.head
    form = RestoreForm(
        request.POST if request.method == "POST" else None,
        initial={"head": head.pk if head else None},
    )
    plan = restoring.plan(role, version)
    if form.is_bound and form.is_valid() and (done := _done(request, form, version)):
        for sentence in plan.losses:
            messages.warning(request, sentence)
        message = f"The draft says again what {str(version).lower()} said, as {str(done).lower()}."
        messages.success(request, message)
        return HttpResponseRedirect(reverse("admin:roles_role_change", args=[role.pk]))
    context = {
        "title": f"Restore {str(version).lower()} of “{role}” to the draft",
        "plan": plan,
        "differences": compare(role.record(), plan.record),
    }
    return page(request, role, form, "admin/roles/restore.html", **context)


def _done(request: Any, form: RestoreForm, version: Revision | Edition) -> Revision | None:
    """The new revision; None when it was refused, and the form then says why."""
    try:
        return restoring.restore_to_draft(
            version=version, by=request.user, head=form.cleaned_data["head"]
        )
    except NotAllowed:
        raise
    except PublishingError as refusal:
        form.add_error(None, str(refusal))
        # The page, shown again, is about the newest draft: a second confirmation is for that.
        form.data = {**form.data.dict(), "head": form.initial["head"]}
        return None
