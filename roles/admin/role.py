"""The list and the form of roles. Saving writes the working copy and a revision, nothing public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.contrib.admin import actions
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from roles import drafting, people
from roles.admin import (
    blaming,
    bulk,
    comparing,
    confirming,
    filters,
    finding,
    list_filters,
    preview,
    publishing,
    revisions,
    standing,
    states,
    tools,
    withdrawing,
)
from roles.admin.facts import FactInline
from roles.admin.fields import KnownChoiceField
from roles.admin.forms import RoleForm
from roles.admin.inlines import FAQInline, RelatedRoleInline
from roles.admin.no_lost_work import NoLostWork
from roles.admin.role_list import RoleList
from roles.admin.words import OPERATOR_NAME, short_day
from roles.admin.workplace import Workplace
from roles.models import Category, Revision, Role

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from roles.models.role import RoleQuerySet

DERIVED = "Derived from the facts"


@admin.register(Role)
class RoleAdmin(Workplace, NoLostWork):
    category = "category"
    form = RoleForm
    inlines = (FactInline, FAQInline, RelatedRoleInline)
    readonly_fields = ("state", "why_not_live", "derived_filters", "search_result")
    # In the order of the public page; each inline names the fieldset it follows.
    fieldsets = (
        (None, {"fields": ("state", "why_not_live")}),
        ("The role", {"fields": ("title", "category", "slug", "summary")}),
        ("Duties and responsibilities", {"fields": ("duties",)}),
        ("Overview", {"fields": ("overview",)}),
        ("Qualifications", {"fields": ("qualifications",)}),
        ("Career outlook", {"fields": ("outlook",)}),
        ("Sample cover letter", {"fields": ("cover_letter",)}),
        ("Tags and other titles", {"fields": ("tags", "also_called")}),
        ("Search engines", {"fields": ("seo_title", "seo_description", "search_result")}),
        (
            "Filters",
            {
                "fields": (
                    "derived_filters",
                    "education_override",
                    "experience_override",
                    "ai_impact_override",
                ),
            },
        ),
    )
    list_display = (
        *("title", "state_in_words", "category", "last_updated", "last_checked"),
        "last_draft",
    )
    list_filter = (
        list_filters.StateFilter,
        list_filters.DraftByFilter,
        list_filters.ScheduledFilter,
        list_filters.CheckedFilter,
        list_filters.PublishedFilter,
        list_filters.PublishedByFilter,
        "category",
    )
    search_fields = ("title", "slug", "also_called")
    ordering = ("title",)
    list_select_related = ("category",)
    actions = ("publish_selected", "delete_selected")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a query for each filter, over all roles

    def get_queryset(self, request: HttpRequest) -> RoleQuerySet:
        return states.with_admin_columns(cast("RoleQuerySet", super().get_queryset(request)))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Role], search_term: str
    ) -> tuple[QuerySet[Role], bool]:
        return finding.matching(cast("RoleQuerySet", queryset), search_term), False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("publish", view(bulk.publish), name="roles_role_publish_many"),
            path("find", view(self.find), name="roles_role_find"),
            path("<int:pk>/preview", view(preview.of_draft), name="roles_role_preview"),
            path("<int:pk>/publish", view(publishing.publish), name="roles_role_publish"),
            path("<int:pk>/withdraw", view(withdrawing.withdraw), name="roles_role_withdraw"),
            path("<int:pk>/check", view(confirming.mark_checked), name="roles_role_check"),
            path("<int:pk>/revisions", view(revisions.revisions), name="roles_role_revisions"),
            path("<int:pk>/compare", view(comparing.compare), name="roles_role_compare"),
            path("<int:pk>/blame", view(blaming.blame), name="roles_role_blame"),
            *super().get_urls(),
        ]

    # --- The form -------------------------------------------------------------------------------

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "category":
            kwargs["form_class"] = KnownChoiceField
            kwargs["queryset"] = people.only_open(Category.objects.all(), request.user, "pk")
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "category":
            field.known = {each.pk: each for each in people.open_categories(request.user)}
            chosen = [(pk, str(category)) for pk, category in field.known.items()]
            field.choices = [("", field.empty_label), *chosen]
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def formfield_for_choice_field(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        kwargs["choices"] = db_field.get_choices(blank_choice=[("", DERIVED)])
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        role = context.get("original")
        if role:
            context["tools"] = tools.for_role(request.user, role)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="state")
    def state(self, role: Any) -> str:
        return states.sentences(role) if role.pk else "A new draft."

    @admin.display(description="what is public")
    def why_not_live(self, role: Any) -> str:
        return standing.sentence(role) if role.pk else "It was not saved yet."

    @admin.display(description=DERIVED.lower())
    def derived_filters(self, role: Role) -> str:
        return filters.derived(role)

    # --- The list -------------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[RoleList]:
        return RoleList

    def find(self, request: HttpRequest) -> HttpResponse:
        """Leads to the form of the only role that matches `q`, or to the list of all that do."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        term = request.GET.get("q", "").replace("\0", "").strip()
        found, _ = self.get_search_results(request, self.get_queryset(request), term)
        only = list(found.values_list("pk", flat=True)[:2]) if term else []
        if len(only) == 1:
            return HttpResponseRedirect(reverse("admin:roles_role_change", args=only))
        query = {"q": term} if term else {}
        return HttpResponseRedirect(reverse("admin:roles_role_changelist", query=query))

    @admin.display(description="state")
    def state_in_words(self, role: Role) -> str:
        return str(role.state)

    @admin.display(description="last updated", ordering="live_updated")
    def last_updated(self, role: Any) -> str:
        return short_day(role.live_updated) if role.live_updated else "–"

    @admin.display(description="last checked", ordering="live_checked")
    def last_checked(self, role: Any) -> str:
        return short_day(role.live_checked) if role.live_checked else "–"

    @admin.display(description="last draft", ordering="draft_saved")
    def last_draft(self, role: Any) -> str:
        if not role.draft_saved:
            return "–"
        return f"{short_day(role.draft_saved)} by {role.draft_saved_by or OPERATOR_NAME}"

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return bulk.may_open(request.user)

    @admin.action(description="Publish selected roles…", permissions=["publish"])
    def publish_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return bulk.ask(request, queryset)

    # --- Saving ---------------------------------------------------------------------------------

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        drafting.save_revision(form.instance, by=request.user)

    def response_add(
        self, request: HttpRequest, obj: Role, post_url_continue: str | None = None
    ) -> HttpResponse:
        if IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return self._saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Role) -> HttpResponse:
        if IS_POPUP_VAR in request.POST:
            return super().response_change(request, obj)
        return self._saved(request, obj)

    def _saved(self, request: Any, role: Role) -> HttpResponse:
        form_url = reverse("admin:roles_role_change", args=[role.pk])
        name = format_html("“<a href='{}'>{}</a>”", form_url, role)
        head = role.head
        # The annotation is from before the save; a new role has none.
        if head and head.digest == getattr(role, "head_digest", None):
            text = format_html("Nothing in {} was changed, so no draft was saved.", name)
            self.message_user(request, text, messages.INFO)
        else:
            text = format_html("The draft of {} was saved. Visitors do not see it yet.", name)
            self.message_user(request, text, messages.SUCCESS)
        previous = role.editions.begun(timezone.now()).with_category().first()
        if reason := people.reason_not_to_rename(request.user, role, previous):
            self.message_user(request, reason, messages.WARNING)
        if "_continue" in request.POST:
            return HttpResponseRedirect(form_url)
        return self.response_post_save_change(request, role)

    # --- Deleting -------------------------------------------------------------------------------

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        published = obj is not None and getattr(obj, "has_editions", False)
        return not published and super().has_delete_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """As Django says, but the revisions of a draft, which nobody deletes, go with it."""
        listed, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        perms_needed.discard(Revision._meta.verbose_name)
        return listed, counts, perms_needed, protected

    @admin.action(description="Delete selected drafts", permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: Any) -> Any:
        published = queryset.filter(has_editions=True)[:5]
        if published:
            names = ", ".join(f"“{role}”" for role in published)
            self.message_user(
                request,
                f"Nothing was deleted: {names} cannot be, because an edition exists and its "
                "address stays for good. Withdraw such a role instead.",
                messages.ERROR,
            )
            return None
        return actions.delete_selected(self, request, queryset)
