from __future__ import annotations

from typing import ClassVar

from django.db import models

from roles.enums import WithdrawalReason


class Withdrawal(models.Model):
    """Why a role was withdrawn, and what its addresses answer while nothing of it is live.

    It belongs to the edition that was live last; when and by whom, the publication log tells.
    An edition that was withdrawn before there were reasons has none, which means "gone".
    """

    edition = models.OneToOneField(
        "roles.Edition", on_delete=models.PROTECT, related_name="withdrawal"
    )
    reason = models.CharField(max_length=20, choices=WithdrawalReason.choices)
    to_role = models.ForeignKey(
        "roles.Role", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    to_category = models.ForeignKey(
        "roles.Category", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    notice = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(reason__in=WithdrawalReason.values),
                name="withdrawal_reason_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    reason=WithdrawalReason.REDIRECT,
                    to_role__isnull=False,
                    to_category__isnull=True,
                )
                | models.Q(
                    reason=WithdrawalReason.REDIRECT,
                    to_role__isnull=True,
                    to_category__isnull=False,
                )
                | (
                    ~models.Q(reason=WithdrawalReason.REDIRECT)
                    & models.Q(to_role__isnull=True, to_category__isnull=True)
                ),
                name="withdrawal_redirect_has_one_target",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=WithdrawalReason.NOTICE) | ~models.Q(notice=""),
                name="withdrawal_notice_given",
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()
