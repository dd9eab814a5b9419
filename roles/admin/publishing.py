"""The confirm page that publishes a role now or schedules it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from roles import people, publishing
from roles.admin import states
from roles.admin.confirming import CHECK, page
from roles.admin.fields import PlainTextField
from roles.admin.impact import impact
from roles.admin.moments import WallClockField, moment_in_zone, zone_choices
from roles.admin.plans import Plan, plans_for
from roles.admin.words import moment
from roles.enums import LaterEditions, PublicationKind
from roles.errors import (
    BadMoment,
    CannotRebase,
    ChangeNoteMissing,
    NotAllowed,
    PublishingError,
    StaleRevision,
)
from roles.models import Edition, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

NOW, LATER = "now", "later"
FIELD_OF_ERROR: Final = {
    BadMoment: "at",
    ChangeNoteMissing: "change_note",
    CannotRebase: "later",
}
WHAT_BECOMES_OF_LATER: Final = {
    LaterEditions.KEEP: "Keep it: it goes live as it is, and replaces this one then",
    LaterEditions.REBASE: "Rebase it: at its moment, its own changes are made upon this one",
    LaterEditions.CANCEL: "Cancel it: what is published here stays live",
}


class MomentForm(forms.Form):
    """When it goes live, and what becomes of editions that are scheduled for later."""

    when = forms.ChoiceField(label="When?", widget=forms.RadioSelect)
    at = WallClockField(label="Day and time", required=False)
    zone = forms.ChoiceField(
        label="Time zone of this day and time", required=False, choices=zone_choices
    )
    later = forms.ChoiceField(
        label="What becomes of the edition that is scheduled already?", widget=forms.RadioSelect
    )

    data: Any

    def __init__(self, data: Any, *, plans: Sequence[Plan], user: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.user = user
        now = all(plan.may_publish_now(user) for plan in plans)
        later = all(people.may(user, "schedule_role", plan.role) for plan in plans)
        choices = [(NOW, "Publish now")] * now + [(LATER, "Schedule")] * later
        self._choices("when", choices)
        self.fields["when"].initial = choices[0][0] if choices else None
        self.fields[
            "at"
        ].help_text = (
            f"Only to schedule. In the zone of this site it is now {moment(timezone.now())}."
        )
        self.fields["zone"].initial = timezone.get_default_timezone_name()
        if any(plan.scheduled for plan in plans):
            self._ask_what_becomes_of_later()
        else:
            del self.fields["later"]

    def _ask_what_becomes_of_later(self) -> None:
        may_change = self.user.has_perm("roles.schedule_role")
        self._choices(
            "later",
            [
                (choice.value, meaning)
                for choice, meaning in WHAT_BECOMES_OF_LATER.items()
                if may_change or choice == LaterEditions.KEEP
            ],
        )

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not {"when", "at", "zone"} <= data.keys():
            return data
        if data["when"] == LATER and data["at"] is None:
            self.add_error("at", "Choose the day and time at which it goes live.")
        elif data["when"] == NOW and data["at"] is not None:
            self.add_error(
                "at",
                "A day and time are given, but “Publish now” is chosen. Clear this "
                "field to publish now, or choose “Schedule”.",
            )
        elif data["at"]:
            self._place_in_zone(data)
        return data

    def _place_in_zone(self, data: dict[str, Any]) -> None:
        try:
            name = data["zone"] or timezone.get_default_timezone_name()
            data["at"] = moment_in_zone(data["at"], name)
        except forms.ValidationError as refusal:
            self.add_error("at", refusal)

    @property
    def live_from(self) -> datetime:
        """When it would go live, as far as that is typed."""
        at = getattr(self, "cleaned_data", {}).get("at")
        return at if at and timezone.is_aware(at) else timezone.now()

    def do(self, **about: Any) -> Edition:
        """Publishes or schedules one role, as was chosen; raises what the verb raises."""
        about |= {"by": self.user, "later": LaterEditions(self.cleaned_data.get("later", "keep"))}
        if self.cleaned_data["when"] == LATER:
            return publishing.schedule(at=self.cleaned_data["at"], **about)
        return publishing.publish(**about)


class PublishForm(MomentForm):
    """Kind, change note and moment; of these, what the user may and the role needs."""

    kind = forms.ChoiceField(label="What kind of change is it?", widget=forms.RadioSelect)
    change_note = PlainTextField(
        label="Change note",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What changed, in a sentence for readers. Every update needs one.",
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ("kind", "change_note", "when", "at", "zone", "later")

    def __init__(self, data: Any, *, plan: Plan, user: Any) -> None:
        revision = plan.head.pk if plan.head else None
        super().__init__(data, plans=[plan], user=user, initial={"revision": revision})
        self.plan = plan
        if plan.previous:
            kinds = plan.kinds(user)
            self._choices("kind", [(kind.value, self._meaning(kind)) for kind in kinds])
            self.fields["kind"].initial = min(kinds, key=lambda kind: kind != plan.proposal.kind)
            self.fields["kind"].help_text = plan.why_so
        else:
            del self.fields["kind"]
            self.fields["change_note"].help_text = "Leave it empty to say “First published”."

    def _meaning(self, kind: PublicationKind) -> str:
        if kind == PublicationKind.CORRECTION:
            kept = self.plan.last_updated(kind, timezone.now())
            return f"Correction: “Last updated” stays {kept}"
        return "Update: “Last updated” becomes the day it goes live"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        is_update = data.get("kind") == PublicationKind.UPDATE and data.get("when") == NOW
        if is_update and not people.may(self.user, "publish_role", self.plan.role):
            self.add_error(
                "kind", "You may publish corrections only. Choose “Correction”, or “Schedule”."
            )
        return data

    @property
    def chosen_kind(self) -> str:
        typed: str = self["kind"].value() if "kind" in self.fields else ""
        return typed or self.plan.proposal.kind

    def publish(self) -> Edition | None:
        """Does what was chosen; None when it was refused, and the form then says why."""
        typed = self.cleaned_data
        try:
            return self.do(
                role=self.plan.role,
                kind=PublicationKind(typed.get("kind", PublicationKind.UPDATE)),
                change_note=typed["change_note"],
                revision=typed["revision"],
            )
        except NotAllowed:
            raise
        except PublishingError as refusal:
            self.add_error(FIELD_OF_ERROR.get(type(refusal)), str(refusal))
            if isinstance(refusal, StaleRevision):
                self._look_at_newest()
            return None

    def _look_at_newest(self) -> None:
        """The page, shown again, is about the newest draft: a second confirmation is for that."""
        self.data = {**self.data.dict(), "revision": self.initial["revision"]}


def publish(request: Any, pk: int) -> HttpResponse:
    """Shows what would happen on GET; publishes or schedules on POST."""
    role = get_object_or_404(states.with_admin_columns(Role.objects.all()), pk=pk)
    if not people.may_publish(request.user, role, was_published=role.was_published):
        people.require(request.user, "publish_role", role)
    if not (plans := plans_for([pk])):
        raise Http404  # deleted meanwhile
    plan = plans[0]
    form = PublishForm(
        request.POST if request.method == "POST" else None, plan=plan, user=request.user
    )
    is_meant = form.is_bound and form.is_valid() and CHECK not in request.POST
    if is_meant and (edition := form.publish()):
        messages.success(request, _done(edition))
        return HttpResponseRedirect(reverse("admin:roles_role_change", args=[role.pk]))
    about = {
        "title": f"Publish “{role}”",
        "plan": plan,
        "differences": plan.differences,
        "impact": impact(plan, form.chosen_kind, form.live_from),
        "state": states.sentences(role),
        "obstacles": plan.obstacles(request.user),
    }
    return page(request, role, form, "admin/roles/publish.html", **about)


def _done(edition: Edition) -> str:
    if edition.live_from > timezone.now():
        return (
            f"Edition {edition.number} of “{edition.title}” goes live {moment(edition.live_from)}."
        )
    return f"Edition {edition.number} of “{edition.title}” is live: visitors see it now."
