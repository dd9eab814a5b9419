"""What a user may do is asked for in one query, and is what Django says."""

from typing import Any

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Group, Permission, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    """One with permissions of their own and by two groups, some of them twice."""
    user = User.objects.create_user("anna")
    groups = {"Authors": ["add_role", "view_role"], "Checkers": ["check_role", "view_role"]}
    for name, codenames in groups.items():
        group = Group.objects.create(name=f"{name} here")
        group.permissions.set(Permission.objects.filter(codename__in=codenames))
        user.groups.add(group)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_tag", "view_role"]))
    other = User.objects.create_user("ben")
    other.user_permissions.set(Permission.objects.filter(codename="withdraw_role"))
    return user


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_permissions_are_asked_for_once(user: User, django_assert_num_queries: Any) -> None:
    user = again(user)
    with django_assert_num_queries(1):
        allowed = [user.has_perm(f"roles.{name}") for name in ("check_role", "withdraw_role")]
        assert user.has_module_perms("taggit")
    assert allowed == [True, False]


def test_they_are_those_that_django_says(user: User) -> None:
    for case in ({}, {"is_active": False}, {"is_superuser": True}):
        User.objects.filter(pk=user.pk).update(**case)
        stock = ModelBackend().get_all_permissions(again(user))
        assert again(user).get_all_permissions() == stock, case
    assert AnonymousUser().get_all_permissions() == set()
    assert again(user).get_all_permissions(obj=user) == set()
