"""The confirm page that publishes many roles at once, all of them or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import BoundField
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from roles import people
from roles.admin.confirming import CHECK
from roles.admin.fields import LineField, PlainTextField
from roles.admin.plans import Plan, plans_for
from roles.admin.publishing import MomentForm
from roles.admin.words import moment
from roles.enums import PublicationKind
from roles.errors import NotAllowed, PublishingError, StaleRevision
from roles.models import Edition, Role

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST: Final = 100  # roles on one page
PERMISSIONS: Final = ("publish_role", "publish_correction_role", "schedule_role")


@dataclass(frozen=True, slots=True)
class Row:
    """One role of the page, with its own fields."""

    plan: Plan
    kind: BoundField | None
    note: BoundField
    revision: BoundField

    @property
    def heading(self) -> str:
        """The id of its heading."""
        return f"role-{self.plan.role.pk}"

    @property
    def redirect(self) -> str:
        """The old address, when it will lead to a new one."""
        previous = self.plan.previous
        return previous.path if previous and previous.path != self.plan.role.path else ""


class BulkForm(MomentForm):
    """One moment and one change note for all, and for each role a kind and a note of its own."""

    change_note = PlainTextField(
        label="Change note for all updates",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What changed, in a sentence for readers. A role’s own note goes before it.",
    )
    field_order = ("change_note", "when", "at", "zone", "later")

    def __init__(self, data: Any, *, plans: list[Plan], user: Any) -> None:
        refusals = [(plan, _refusal(plan, user)) for plan in plans]
        self.plans = [plan for plan, reason in refusals if not reason]
        self.refused = [(plan.role, reason) for plan, reason in refusals if reason]
        super().__init__(data, plans=self.plans, user=user)
        for plan in self.plans:
            self._add_fields(plan)
        self.rows = [self._row(plan) for plan in self.plans]

    def _add_fields(self, plan: Plan) -> None:
        pk, title = plan.role.pk, plan.role.title
        if plan.previous:
            self.fields[f"kind_{pk}"] = forms.ChoiceField(
                label="Kind",
                choices=[(kind.value, kind.label) for kind in plan.kinds(self.user)],
                initial=plan.proposal.kind,
                widget=forms.Select(attrs={"aria-label": f"Kind of change of {title}"}),
            )
        self.fields[f"note_{pk}"] = LineField(
            label="Its own change note",
            required=False,
            widget=forms.TextInput(attrs={"aria-label": f"Change note of {title}"}),
        )
        self.fields[f"revision_{pk}"] = forms.IntegerField(
            required=False,
            initial=plan.head.pk if plan.head else None,
            widget=forms.HiddenInput,
        )

    def _row(self, plan: Plan) -> Row:
        pk = plan.role.pk
        kind = self[f"kind_{pk}"] if f"kind_{pk}" in self.fields else None
        return Row(plan, kind, self[f"note_{pk}"], self[f"revision_{pk}"])

    @property
    def shared_fields(self) -> list[BoundField]:
        return [self[name] for name in self.field_order if name in self.fields]

    def clean(self) -> dict[str, Any]:
        for role, _ in self.refused:
            if f"revision_{role.pk}" in self.data:
                self.add_error(
                    None, f"“{role}” can no longer be published, and was left out. Look again."
                )
        return super().clean()

    def publish(self) -> list[Edition]:
        """Publishes all, or none and says beside each role why it was refused."""
        with transaction.atomic():
            # In one order, so that two who do this at once do not wait for each other for good.
            made = [self._publish(plan) for plan in sorted(self.plans, key=lambda p: p.role.pk)]
            editions = [edition for edition in made if edition]
            if len(editions) < len(made):
                transaction.set_rollback(True)
                self.add_error(None, "Nothing was published, because some roles were refused.")
                return []
        return editions

    def _publish(self, plan: Plan) -> Edition | None:
        pk, typed = plan.role.pk, self.cleaned_data
        try:
            return self.do(
                role=plan.role,
                kind=PublicationKind(typed.get(f"kind_{pk}", PublicationKind.UPDATE)),
                change_note=typed[f"note_{pk}"] or typed["change_note"],
                revision=typed[f"revision_{pk}"],
            )
        except NotAllowed:
            raise
        except PublishingError as refusal:
            self.add_error(f"note_{pk}", str(refusal))
            if isinstance(refusal, StaleRevision) and plan.head:
                # A second confirmation is for the draft that the page shows now.
                self.data = {**self.data.dict(), f"revision_{pk}": plan.head.pk}
            return None


def may_open(user: Any) -> bool:
    """Whether the page is there for this user, who may not be allowed to publish every role."""
    return any(user.has_perm(f"roles.{codename}") for codename in PERMISSIONS)


def ask(request: HttpRequest, roles: Any) -> HttpResponse | None:
    """From the list to the confirm page for these roles; None when there are too many."""
    ids = list(roles.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        messages.error(request, f"Choose at most {MOST} roles at once. Nothing was published.")
        return None
    chosen = ",".join(map(str, ids))
    return HttpResponseRedirect(reverse("admin:roles_role_publish_many", query={"ids": chosen}))


def publish(request: Any) -> HttpResponse:
    """Shows what would happen to the roles in `ids` on GET; publishes them on POST."""
    if not may_open(request.user):
        raise PermissionDenied
    plans = plans_for(_ids(request.GET.get("ids", "")))
    for plan in plans:
        people.require_open(request.user, plan.role.category_id)
    form = BulkForm(
        request.POST if request.method == "POST" else None, plans=plans, user=request.user
    )
    is_meant = form.is_bound and form.is_valid() and CHECK not in request.POST
    if is_meant and (editions := form.publish()):
        messages.success(request, _done(editions))
        return HttpResponseRedirect(reverse("admin:roles_role_changelist"))
    context = {
        **admin.site.each_context(request),
        "opts": Role._meta,
        "title": "Publish several roles",
        "form": form,
        "back": reverse("admin:roles_role_changelist"),
    }
    return TemplateResponse(request, "admin/roles/publish_many.html", context)


def _refusal(plan: Plan, user: Any) -> str:
    """Why `user` cannot publish the role on this page; empty when they can."""
    if not plan.kinds(user):
        return "You may not publish it."
    return plan.problem or " ".join(plan.obstacles(user))


def _ids(typed: str) -> list[int]:
    ids = [int(pk) for pk in typed.split(",") if pk.isdecimal() and len(pk) < 19]
    if not ids or len(ids) > MOST:
        raise Http404("Choose roles in the list first.")
    return ids


def _done(editions: list[Edition]) -> str:
    first = editions[0]
    roles = f"{len(editions)} roles" if len(editions) > 1 else f"“{first.title}”"
    verb = "go" if len(editions) > 1 else "goes"
    if first.live_from > timezone.now():
        return f"{roles} {verb} live {moment(first.live_from)}."
    return f"{roles} {verb} live now: visitors see the new editions."
