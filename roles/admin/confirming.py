"""The confirm pages: a GET says what will happen, and only the POST of its button does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from roles import people, publishing
from roles.admin.fields import PlainTextField
from roles.admin.words import day, moment
from roles.errors import BadTarget, NotAllowed, NoticeMissing, PublishingError
from roles.models import Edition, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse


# The button that only shows the page again; the first of its form, so that Enter presses it.
CHECK: Final = "_check"
FIELD_OF_ERROR: Final = {BadTarget: "target", NoticeMissing: "notice"}


@dataclass(frozen=True, slots=True)
class Question:
    """What a confirm page asks: `consequences` are sentences, `done` is said afterwards."""

    role: Role
    permission: str
    heading: str
    consequences: list[str]
    button: str
    done: str


class ConfirmForm(forms.Form):
    """Asks nothing more."""


class RestoreForm(forms.Form):
    change_note = PlainTextField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Why the earlier edition comes back, for readers. Empty: “Restored edition …”.",
    )


def page(
    request: Any, role: Role, form: forms.Form | None, template: str, **context: Any
) -> HttpResponse:
    """A page of the admin that belongs to a role and holds one form, or none."""
    context |= {
        **admin.site.each_context(request),
        "opts": Role._meta,
        "role": role,
        "form": form,
        "back": reverse("admin:roles_role_change", args=[role.pk]),
    }
    return TemplateResponse(request, template, context)


def confirm(
    request: Any,
    question: Question,
    act: Callable[[dict[str, Any]], Edition],
    form_class: type[forms.Form] = ConfirmForm,
) -> HttpResponse:
    """Asks, and on POST calls `act` with what was typed; a named error is shown on the page."""
    people.require(request.user, question.permission, question.role)
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and CHECK not in request.POST:
        try:
            act(form.cleaned_data)
        except NotAllowed:
            raise
        except PublishingError as refusal:
            form.add_error(FIELD_OF_ERROR.get(type(refusal)), str(refusal))
        else:
            messages.success(request, question.done)
            return HttpResponseRedirect(reverse("admin:roles_role_change", args=[question.role.pk]))
    template = "admin/roles/confirm.html"
    return page(request, question.role, form, template, title=question.heading, question=question)


def mark_checked(request: Any, pk: int) -> HttpResponse:
    role = get_object_or_404(Role, pk=pk)
    question = Question(
        role=role,
        permission="check_role",
        heading=f"Mark “{role}” as checked",
        consequences=[
            "The live page will say that it was checked today and is still right.",
            "“Last updated” stays as it is, and no edition is made.",
            "Changes in the draft are not published.",
        ],
        button="Mark as checked",
        done=f"“{role}” is marked as checked.",
    )
    return confirm(request, question, lambda _: publishing.mark_checked(role=role, by=request.user))


def cancel_schedule(request: Any, pk: int) -> HttpResponse:
    edition = _edition(pk)
    role = edition.role
    question = Question(
        role=role,
        permission="schedule_role",
        heading=f"Cancel the schedule of edition {edition.number} of “{role}”",
        consequences=[
            f"Edition {edition.number} will not go live on {moment(edition.live_from)}.",
            "What is live before that moment stays live after it. The draft stays as it is.",
        ],
        button="Cancel the schedule",
        done=f"Edition {edition.number} of “{role}” will not go live.",
    )
    return confirm(
        request, question, lambda _: publishing.cancel_schedule(edition=edition, by=request.user)
    )


def undo(request: Any, pk: int) -> HttpResponse:
    edition = _edition(pk)
    role = edition.role
    question = Question(
        role=role,
        permission="publish_role",
        heading=f"Undo the publication of edition {edition.number} of “{role}”",
        consequences=[
            "What was live before is live again, with its dates and its schedules.",
            f"It will be as if edition {edition.number} had not been published.",
            "The draft stays as it is; the history tells what happened. Its address stays, too.",
        ],
        button="Undo",
        done=f"The publication of edition {edition.number} of “{role}” was undone.",
    )
    return confirm(request, question, lambda _: publishing.undo(edition=edition, by=request.user))


def restore(request: Any, pk: int) -> HttpResponse:
    edition = _edition(pk)
    role = edition.role
    people.require_open(request.user, edition.category_id)
    question = Question(
        role=role,
        permission="publish_role",
        heading=f"Restore edition {edition.number} of “{role}”",
        consequences=[
            f"What edition {edition.number} says goes live now, as a new edition.",
            f"“Last updated” will be what it was then: {day(edition.updated)}.",
            "The draft stays as it is.",
        ],
        button="Restore",
        done=f"What edition {edition.number} of “{role}” says is live again.",
    )
    return confirm(
        request,
        question,
        lambda typed: publishing.restore(
            edition=edition, by=request.user, change_note=typed["change_note"]
        ),
        RestoreForm,
    )


def _edition(pk: int) -> Edition:
    return get_object_or_404(Edition.objects.select_related("role", "category"), pk=pk)
