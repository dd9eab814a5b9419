"""Public addresses, as a table of contents."""

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from roles import sitemaps
from roles.api import description, endpoints, page
from roles.api import views as api
from roles.feeds import views as feeds
from roles.validators import ADDRESS_PART
from roles.views import elsewhere, home, lists, machines, role, role_forms, search, suggestions


class SlugConverter(StringConverter):
    """A slug, or what looks like one."""

    regex = ADDRESS_PART


class FormConverter(StringConverter):
    regex = "|".join(role_forms.FORMS)


class FeedConverter(StringConverter):
    regex = "|".join(feeds.FORMS)


class SectionConverter(StringConverter):
    """The number of a sitemap's section, as short as any id needs."""

    regex = "[1-9][0-9]{0,9}"


register_converter(SlugConverter, "part")
register_converter(FormConverter, "form")
register_converter(FeedConverter, "feed")
register_converter(SectionConverter, "section")

urlpatterns = [
    path("", home.home_page, name="home"),
    path("updates.<feed:form>", feeds.site_updates, name="updates"),
    path("robots.txt", machines.robots),
    path("llms.txt", machines.llms),
    path("<part:key>.txt", machines.indexnow_key),
    path("speculation-rules.json", machines.speculation_rules),
    path(".well-known/security.txt", machines.security),
    path("sitemap.xml", sitemaps.index),
    path("sitemaps/<part:kind>-<section:number>.xml", sitemaps.section),
    path("jobs", lists.jobs_page, name="jobs"),
    path("jobs/<part:category_slug>", lists.category_page, name="category"),
    path(
        "jobs/<part:category_slug>/updates.<feed:form>",
        feeds.category_updates,
        name="category-updates",
    ),
    path("jobs/<part:category_slug>/llms.txt", machines.category_llms, name="category-llms"),
    path("jobs/<part:category_slug>/<part:role_slug>", role.role_page, name="role"),
    path(
        "jobs/<part:category_slug>/<part:role_slug>.<form:form>", role.role_form, name="role-form"
    ),
    path("tags/<part:tag_slug>", lists.tag_page, name="tag"),
    path("tags/<part:tag_slug>/updates.<feed:form>", feeds.tag_updates, name="tag-updates"),
    path("search", search.search_page, name="search"),
    path("suggest", suggestions.suggestions, name="suggest"),
    path("opensearch.xml", suggestions.opensearch, name="opensearch"),
    path("api", page.api_page, name="api"),
    path("api/v1/roles", api.roles, name="api-roles"),
    path("api/v1/roles/<part:category_slug>/<part:role_slug>", api.role, name="api-role"),
    path("api/v1/categories", api.categories, name="api-categories"),
    path("api/v1/tags", api.tags, name="api-tags"),
    path("api/v1/changes", api.changes, name="api-changes"),
    path("api/v1/openapi.json", description.openapi, name="api-description"),
    re_path(r"^api/", endpoints.unknown),
    re_path(r"^[\s\S]+/$", elsewhere.without_slash),
]
