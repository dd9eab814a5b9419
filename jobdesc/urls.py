"""Addresses of the whole site: the admin, health and the public pages of `roles`."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("roles.urls")),
]
