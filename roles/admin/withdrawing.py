"""The confirm page that withdraws a role, for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404

from roles import publishing
from roles.admin.confirming import Question, confirm
from roles.admin.fields import LineField, PlainTextField
from roles.enums import WithdrawalReason
from roles.models import Category, Redirect, Role

if TYPE_CHECKING:
    from django.http import HttpResponse

ANSWERS = {
    WithdrawalReason.GONE: "It is gone: the page says so, and names similar roles",
    WithdrawalReason.REDIRECT: "Another page replaces it: its addresses lead there",
    WithdrawalReason.NOTICE: "It is gone for a reason: the page says why",
}


class WithdrawForm(forms.Form):
    reason = forms.ChoiceField(
        label="What do its addresses answer from now on?",
        required=False,
        widget=forms.RadioSelect,
        choices=[(reason.value, answer) for reason, answer in ANSWERS.items()],
        initial=WithdrawalReason.GONE,
    )
    target = LineField(
        label="Address of the page that replaces it",
        required=False,
        help_text="That of a role or a category, such as /jobs/engineering/tester.",
    )
    notice = PlainTextField(
        label="Why it was withdrawn, for visitors",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Plain text; only for the last answer.",
    )

    def clean_reason(self) -> WithdrawalReason:
        return WithdrawalReason(self.cleaned_data["reason"] or WithdrawalReason.GONE)

    def clean_target(self) -> Role | Category | None:
        typed = self.cleaned_data["target"]
        if not typed:
            return None
        path = unquote(urlsplit(typed).path).strip("/").removeprefix("jobs/")
        row = Redirect.objects.with_owner().filter(path=path).first()
        if row is None:
            raise ValidationError(
                f"/jobs/{path} is no address of a role or category; copy it from its public page."
            )
        return row.role or row.category

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        reason = data.get("reason")
        if data.get("notice") and reason != WithdrawalReason.NOTICE:
            self.add_error(
                "notice",
                "A text is given, but not the answer that shows it. Choose that answer, or clear "
                "this field.",
            )
        return data


def withdraw(request: Any, pk: int) -> HttpResponse:
    role = get_object_or_404(Role, pk=pk)
    question = Question(
        role=role,
        permission="withdraw_role",
        heading=f"Withdraw “{role}”",
        consequences=[
            "The page leaves the public site now, and every list, feed and search with it.",
            "Every edition that is scheduled is cancelled.",
            "Nothing is lost: the draft stays, and an edition can be restored.",
        ],
        button="Withdraw",
        done=f"“{role}” was withdrawn. Visitors no longer see it.",
    )
    return confirm(
        request,
        question,
        lambda typed: publishing.withdraw(
            role=role,
            by=request.user,
            reason=typed["reason"],
            to=typed["target"],
            notice=typed["notice"],
        ),
        WithdrawForm,
    )
