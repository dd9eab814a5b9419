"""Who manages users, without being a superuser, makes nobody one."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from tests.admin.browser import fields_of, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client: Client) -> Client:
    user = User.objects.create_user("operator", password="x", is_staff=True)
    user.groups.set([Group.objects.get(name="Operator")])
    client.force_login(user)
    return client


def form_of(user: User) -> str:
    return f"/admin/auth/user/{user.pk}/change/"


def test_an_operator_makes_a_user_and_puts_them_into_a_group(operator: Client) -> None:
    password = {"password1": "correct horse battery", "password2": "correct horse battery"}
    submit(operator, "/admin/auth/user/add/", "user_form", username="anna", **password)
    anna = User.objects.get(username="anna")
    author = Group.objects.get(name="Author")
    data = {"groups": [author.pk], "is_staff": "on"}
    fields = fields_of(operator.get(form_of(anna)), "user_form")
    assert operator.post(form_of(anna), {**fields, **data}).status_code == 302
    anna = User.objects.get(username="anna")
    assert (anna.is_staff, list(anna.groups.all())) == (True, [author])


def test_an_operator_makes_no_superuser_and_gives_no_permission_beyond_groups(
    operator: Client,
) -> None:
    delete = Permission.objects.get(codename="delete_role")
    for user in (User.objects.get(), User.objects.create_user("anna")):
        user.user_permissions.add(Permission.objects.get(codename="check_role"))
        fields = fields_of(operator.get(form_of(user)), "user_form")
        assert not fields.keys() & {"is_superuser", "user_permissions"}
        more = {"is_superuser": "on", "user_permissions": [delete.pk], "first_name": "Changed"}
        assert operator.post(form_of(user), {**fields, **more}).status_code == 302
        user.refresh_from_db()
        assert (user.first_name, user.is_superuser) == ("Changed", False)
        assert [given.codename for given in user.user_permissions.all()] == ["check_role"]


def test_an_operator_touches_no_superuser(operator: Client, superuser: User) -> None:
    before = User.objects.filter(pk=superuser.pk).values().get()
    password = {"password1": "correct horse battery", "password2": "correct horse battery"}
    assert operator.get(form_of(superuser)).status_code == 200
    assert operator.post(form_of(superuser), {"username": "x"}).status_code == 403
    page = f"/admin/auth/user/{superuser.pk}/password/"
    assert operator.post(page, {**password, "usable_password": "true"}).status_code == 403
    operator_group = Group.objects.get(name="Operator")
    operator_group.permissions.add(Permission.objects.get(codename="delete_user"))
    delete = {"action": "delete_selected", "_selected_action": [superuser.pk], "post": "yes"}
    operator.post("/admin/auth/user/", delete)
    page = f"/admin/auth/user/{superuser.pk}/delete/"
    assert operator.post(page, {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=superuser.pk).values().get() == before


def test_a_superuser_makes_superusers(chief: Client) -> None:
    anna = User.objects.create_user("anna")
    fields = fields_of(chief.get(form_of(anna)), "user_form")
    chief.post(form_of(anna), {**fields, "is_superuser": "on"})
    assert User.objects.get(username="anna").is_superuser
