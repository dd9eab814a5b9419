from __future__ import annotations

from typing import ClassVar

from django.db import models


class FeedAuthority(models.Model):
    """In whose name the ids of feed entries are given out, for good: "jobs.example.org,2026-11-23".

    A domain name and a day on which it was the site's (RFC 4151). One row, written when the site
    first has an address; a site that moves to another domain keeps it, so that no reader is shown
    its old entries as new ones.
    """

    name = models.CharField(max_length=270)

    class Meta:
        verbose_name_plural = "feed authorities"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="feed_authority_is_one_row"),
            models.CheckConstraint(condition=~models.Q(name=""), name="feed_authority_given"),
        ]

    def __str__(self) -> str:
        return self.name
