from __future__ import annotations

from typing import ClassVar

from django.db import models


class FAQ(models.Model):
    """A question and its answer, belonging to a role."""

    role = models.ForeignKey("roles.Role", on_delete=models.CASCADE, related_name="faqs")
    question = models.CharField(max_length=500)
    answer = models.TextField(
        help_text="Markdown: paragraphs, lists, **strong**, *emphasis* and links."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "FAQ"
        verbose_name_plural = "FAQs"
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(question=""), name="faq_question_given"),
            models.CheckConstraint(condition=~models.Q(answer=""), name="faq_answer_given"),
        ]

    def __str__(self) -> str:
        return self.question
