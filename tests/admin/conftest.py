from typing import Any

import pytest
from django.contrib.auth.models import AbstractUser, Permission
from django.test import Client

EDITOR = (
    *("view_role", "add_role", "change_role", "view_category", "view_edition", "view_revision"),
    *("view_factkind", "view_redirect", "view_logentry", "view_tag"),
)


def make_user(django_user_model: Any, name: str, *codenames: str) -> AbstractUser:
    user: AbstractUser = django_user_model.objects.create_user(name, password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


@pytest.fixture
def superuser(django_user_model: Any) -> AbstractUser:
    user: AbstractUser = django_user_model.objects.create_superuser("chief", password="x")
    return user


@pytest.fixture
def chief(client: Client, superuser: AbstractUser) -> Client:
    """A client signed in as a superuser."""
    client.force_login(superuser)
    return client
