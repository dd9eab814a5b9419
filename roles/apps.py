from django.apps import AppConfig


class RolesConfig(AppConfig):
    name = "roles"
    verbose_name = "Job roles"

    def ready(self) -> None:
        from roles import checks, receivers  # noqa: F401  they register themselves
