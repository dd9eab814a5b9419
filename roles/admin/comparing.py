"""The page that shows the difference of any two versions of a role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from roles import comparing, people
from roles.admin.confirming import page
from roles.admin.versions import DRAFT, LIVE, comparison, version
from roles.models import Role

if TYPE_CHECKING:
    from django.http import HttpResponse


def compare(request: Any, pk: int) -> HttpResponse:
    """From what is live to the draft, unless the address names others."""
    role = get_object_or_404(Role.objects.with_content(), pk=pk)
    people.require(request.user, "view_role", role)
    before = version(request.user, role, request.GET.get("from", LIVE))
    after = version(request.user, role, request.GET.get("to", DRAFT))
    if after.record is None:
        raise Http404(f"Nothing of “{role}” is live.")
    query = {"from": before.token, "to": after.token}
    context = {
        "title": f"Compare two versions of “{role}”",
        "before": before,
        "after": after,
        "differences": comparing.compare(before.record, after.record),
        "swapped": comparison(role, after.token, before.token) if before.record else "",
        "choose": reverse("admin:roles_role_revisions", args=[pk], query=query),
    }
    return page(request, role, None, "admin/roles/compare.html", **context)
