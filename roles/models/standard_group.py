from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import models


class StandardGroup(models.Model):
    """Which permissions a group that the site began with was ever given; see `roles.groups`.

    Without `group`: somebody deleted it, or had a group of the same name before.
    """

    name = models.CharField(max_length=150, primary_key=True)
    group = models.OneToOneField(Group, null=True, on_delete=models.SET_NULL, related_name="+")
    given = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name
