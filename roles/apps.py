from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class RolesConfig(AppConfig):
    name = "roles"
    verbose_name = "Job roles"

    def ready(self) -> None:
        from roles import checks, receivers  # noqa: F401  they register themselves


class EditorsAdminConfig(admin_apps.AdminConfig):
    """Django's admin with a site of ours; `INSTALLED_APPS` names it in place of the stock one."""

    default = False  # this module stands for the app `roles`
    default_site = "roles.adminsite.EditorsSite"
