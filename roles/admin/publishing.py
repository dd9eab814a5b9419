"""The confirm page that publishes a role now or schedules it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from roles import people, publishing
from roles.admin import states
from roles.admin.changes import changed_parts
from roles.admin.confirming import page
from roles.admin.fields import PlainTextField
from roles.admin.words import day, moment
from roles.dates import edition_dates
from roles.drafting import imported_publication
from roles.enums import PublicationKind
from roles.errors import BadMoment, ChangeNoteMissing, NotAllowed, PublishingError, StaleRevision
from roles.models import Edition, Revision, Role
from roles.records import Publication, from_payload

if TYPE_CHECKING:
    from django.http import HttpResponse

NOW, LATER = "now", "later"
FIELD_OF_ERROR = {BadMoment: "at", ChangeNoteMissing: "change_note"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What publishing the newest draft of a role would mean at this moment."""

    role: Role
    head: Revision | None
    live: Edition | None
    previous: Edition | None
    scheduled: list[Edition]

    @classmethod
    def of(cls, role: Role) -> Plan:
        now = timezone.now()
        editions = role.editions.with_category()
        return cls(
            role=role,
            head=role.head,
            live=editions.live(now).first(),
            previous=editions.begun(now).first(),
            scheduled=list(editions.scheduled(now)),
        )

    @property
    def changed(self) -> list[str]:
        """What differs from the live edition, by the names of the form."""
        if self.live is None or self.head is None:
            return []
        return changed_parts(from_payload(self.live.payload), from_payload(self.head.payload))

    def obstacles(self, user: Any) -> list[str]:
        """Why this user cannot publish this draft, whatever they choose on the page."""
        reasons = (
            people.reason_not_to_rename(user, self.role, self.previous),
            people.reason_to_ask(user, self.role, self.previous),
        )
        return [reason for reason in reasons if reason]

    def last_updated(self, kind: PublicationKind) -> str:
        """The day visitors would read after "Last updated" if it went live today."""
        imported = imported_publication(self.head) if self.head else Publication()
        previous = self.previous.publication() if self.previous else None
        updated = edition_dates(previous, imported, kind, timezone.now()).updated
        return day(updated) if updated else ""

    @property
    def first_updated(self) -> str:
        return self.last_updated(PublicationKind.UPDATE)


class PublishForm(forms.Form):
    """Kind, change note and moment; of these, what the user may and the role needs."""

    kind = forms.ChoiceField(
        label="What kind of change is it?", widget=forms.RadioSelect, initial=PublicationKind.UPDATE
    )
    change_note = PlainTextField(
        label="Change note",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What changed, in a sentence for readers. Every update needs one.",
    )
    when = forms.ChoiceField(label="When?", widget=forms.RadioSelect)
    at = forms.DateTimeField(
        label="Day and time",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    data: Any

    def __init__(self, data: Any, *, plan: Plan, user: Any) -> None:
        super().__init__(data, initial={"revision": plan.head.pk if plan.head else None})
        self.plan, self.user = plan, user
        if plan.previous:
            kinds = self._kinds()
            self.fields["kind"].choices = [  # type: ignore[attr-defined]
                (kind.value, self._meaning(kind)) for kind in kinds
            ]
            self.fields["kind"].initial = kinds[0]
        else:
            del self.fields["kind"]
            self.fields["change_note"].help_text = "Leave it empty to say “First published”."
        now = people.may_publish_now(user, plan.role, was_published=plan.previous is not None)
        later = people.may(user, "schedule_role", plan.role)
        choices = [(NOW, "Publish now")] * now + [(LATER, "Schedule")] * later
        self.fields["when"].choices = choices  # type: ignore[attr-defined]
        self.fields["when"].initial = choices[0][0]
        self.fields["at"].help_text = (
            f"Only to schedule; in the time zone {timezone.get_current_timezone_name()}, where it "
            f"is now {moment(timezone.now())}."
        )

    def _kinds(self) -> list[PublicationKind]:
        every = ("publish_role", "schedule_role")
        if any(people.may(self.user, codename, self.plan.role) for codename in every):
            return list(PublicationKind)
        return [PublicationKind.CORRECTION]

    def _meaning(self, kind: PublicationKind) -> str:
        if kind == PublicationKind.CORRECTION:
            kept = self.plan.last_updated(kind)
            return f"Correction: “Last updated” stays {kept}"
        return "Update: “Last updated” becomes the day it goes live"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "at" in data and "when" in data:
            if data["when"] == LATER and data["at"] is None:
                self.add_error("at", "Choose the day and time at which it goes live.")
            if data["when"] == NOW and data["at"] is not None:
                self.add_error(
                    "at",
                    "A day and time are given, but “Publish now” is chosen. Clear this "
                    "field to publish now, or choose “Schedule”.",
                )
        is_update = data.get("kind") == PublicationKind.UPDATE and data.get("when") == NOW
        if is_update and not people.may(self.user, "publish_role", self.plan.role):
            self.add_error(
                "kind", "You may publish corrections only. Choose “Correction”, or “Schedule”."
            )
        return data

    def publish(self) -> Edition | None:
        """Does what was chosen; None when it was refused, and the form then says why."""
        typed = self.cleaned_data
        about: dict[str, Any] = {
            "role": self.plan.role,
            "by": self.user,
            "kind": PublicationKind(typed.get("kind", PublicationKind.UPDATE)),
            "change_note": typed["change_note"],
            "revision": typed["revision"],
        }
        try:
            if typed["when"] == LATER:
                return publishing.schedule(at=typed["at"], **about)
            return publishing.publish(**about)
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
    plan = Plan.of(role)
    form = PublishForm(
        request.POST if request.method == "POST" else None, plan=plan, user=request.user
    )
    if form.is_bound and form.is_valid() and (edition := form.publish()):
        messages.success(request, _done(edition))
        return HttpResponseRedirect(reverse("admin:roles_role_change", args=[role.pk]))
    about = {
        "title": f"Publish “{role}”",
        "plan": plan,
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
