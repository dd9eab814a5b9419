"""Addresses of the whole site: the admin, health and the public pages of `roles`."""

from django.contrib import admin
from django.urls import include, path

from jobdesc import health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("", include("roles.urls")),
]

handler404 = "roles.views.errors.not_found"
