"""Addresses of the whole site: the admin, health and the public pages of `roles`."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView

from jobdesc import health

urlpatterns = [
    path("admin", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    # Browsers ask for it where a page, such as the admin's, names no icon.
    path("favicon.ico", RedirectView.as_view(url=lazy(static, str)("favicon.svg"))),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("", include("roles.urls")),
]

handler404 = "roles.views.errors.not_found"
