"""Public addresses, as a table of contents."""

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from roles.views import elsewhere, home, lists, role, search


class SlugConverter(StringConverter):
    """One part of an address: letters and digits of any script, and hyphens."""

    regex = r"[\w-]+"


class FormConverter(StringConverter):
    regex = "|".join(role.FORMS)


register_converter(SlugConverter, "part")
register_converter(FormConverter, "form")

urlpatterns = [
    path("", home.home_page, name="home"),
    path("jobs", lists.jobs_page, name="jobs"),
    path("jobs/<part:category_slug>", lists.category_page, name="category"),
    path("jobs/<part:category_slug>/<part:role_slug>", role.role_page, name="role"),
    path(
        "jobs/<part:category_slug>/<part:role_slug>.<form:form>", role.role_form, name="role-form"
    ),
    path("tags/<part:tag_slug>", lists.tag_page, name="tag"),
    path("search", search.search_page, name="search"),
    re_path(r"^[\s\S]+/$", elsewhere.without_slash),
]
