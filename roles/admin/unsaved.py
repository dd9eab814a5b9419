"""What editors typed and did not save, and who has which form open.

Whatever is posted to the form of a role is kept first, in a transaction of its own: an expired
session, a refused token, a form that is too large, an error on the way, a server that is killed
cannot lose it. It is gone when the save is committed, and offered again until then.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db.models import Q
from django.dispatch import receiver
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from roles.models import OpenForm, Role

if TYPE_CHECKING:
    from collections.abc import Callable

# A server in front refuses still more; so much of a form that is too large is kept.
LARGEST: Final = 32 * 1024 * 1024
# Who opened a form longer ago has gone home.
RECENTLY: Final = timedelta(hours=12)
NOT_TYPED: Final = frozenset({"csrfmiddlewaretoken", "_save", "_continue"})
FORMS: Final = frozenset({"roles_role_add", "roles_role_change"})
UNSAVED: Final = "unsaved"
KEY: Final = "form_key"


def keeping(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Makes the view of a role's form keep what is posted to it, before it can be refused."""

    @csrf_exempt  # checked here, once what was typed is kept
    @wraps(view)
    def kept(request: Any, object_id: str | None = None, **more: Any) -> HttpResponse:
        if object_id is not None:
            more["object_id"] = object_id
        if request.method != "POST":
            return view(request, **more)
        typed, problem = _posted(request)
        if not admin.site.has_permission(request):
            return _sign_in_again(request, typed)
        role_id = int(object_id) if object_id and object_id.isdecimal() else None
        request.kept = keep(request.user, role_id, typed)
        problem = problem or _forgery(request)
        if not problem:
            return view(request, **more)
        messages.error(request, f"{problem} Nothing was saved. What you typed is still here.")
        return HttpResponseRedirect(f"{request.path}?{UNSAVED}=newest")

    return kept


def keep(editor: Any, role_id: int | None, typed: str) -> OpenForm | None:
    """Remembers what `editor` typed into a form of the role; None for a new one's.

    Returns:
        Where it is kept; None for who may not save it.
    """
    allowed = "roles.add_role" if role_id is None else "roles.change_role"
    if not editor.has_perm(allowed) or not _is_a_role(role_id):
        return None
    now = timezone.now()
    form = editor.open_forms.filter(key=_key(typed)).first()
    if form is None:
        # Saved already and gone back to, or opened by somebody else who was signed in then.
        form = OpenForm(editor=editor, role_id=role_id, key=uuid4(), opened_at=now)
    form.typed, form.typed_at = typed, now
    form.save()
    kept: OpenForm = form
    return kept


def opened(editor: Any, role_id: int | None) -> OpenForm:
    """Remembers that `editor` has opened the form of a role now; None for a new one's."""
    return OpenForm.objects.create(
        editor=editor, role_id=role_id, key=uuid4(), opened_at=timezone.now()
    )


def saved(request: Any) -> None:
    """Forgets the posted form, in the transaction that saves what was typed there.

    Nothing was typed into the editor's other forms of the role: whoever reads that they are open
    must not read that nothing was saved. They are forgotten with the next save, as all old ones.
    """
    forms, long_ago = request.user.open_forms, timezone.now() - RECENTLY
    if request.kept:
        forms.filter(Q(pk=request.kept.pk) | Q(typed="", opened_at__lte=long_ago)).delete()
        forms.filter(role=request.kept.role_id, typed="").update(opened_at=long_ago)


def open_forms(role_id: int | None, editor: Any) -> tuple[list[OpenForm], list[OpenForm]]:
    """What the editor typed into forms of this role and did not save, the newest first; and the
    last form of each other editor who has it open.
    """
    own = Q(editor=editor, typed_at__isnull=False)
    others = Q(opened_at__gte=timezone.now() - RECENTLY) & ~Q(editor=editor)
    forms = OpenForm.objects.filter(own | others if role_id else own, role=role_id)
    found = list(forms.select_related("editor").defer("typed").order_by("-opened_at"))
    last = {form.editor_id: form for form in reversed(found) if form.editor_id != editor.pk}
    return [form for form in found if form.editor_id == editor.pk], list(last.values())


def typed_of(form: OpenForm) -> QueryDict:
    """What was typed, as it was posted."""
    data = QueryDict(mutable=True)
    for name, value in parse_qsl(form.typed, keep_blank_values=True):
        data.appendlist(name, value)
    data[KEY] = form.key.hex
    return data


def autosave(request: Any) -> HttpResponse:
    """Keeps what the script of a form sends while an editor types.

    Of a form that is known: what arrives after the save that it was sent before is not kept.
    """
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    typed, _ = _posted(request)
    form = request.user.open_forms.filter(key=_key(typed))
    is_known = form.update(typed=typed, typed_at=timezone.now())
    return HttpResponse(status=204 if is_known else 410)


def discard(request: Any, pk: int) -> HttpResponse:
    """Forgets what was typed into a form, and shows what is saved."""
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    form = get_object_or_404(request.user.open_forms, pk=pk)
    form.delete()
    messages.success(request, "What you had typed and not saved is gone.")
    return HttpResponseRedirect(address_of_form(form.role_id))


def address_of_form(role_id: int | None) -> str:
    if role_id is None:
        return reverse("admin:roles_role_add")
    return reverse("admin:roles_role_change", args=[role_id])


def _key(typed: str) -> UUID | None:
    """The key of the form that this was typed into."""
    with suppress(ValueError):
        return UUID(dict(parse_qsl(typed)).get(KEY, ""))
    return None


def _is_a_role(role_id: int | None) -> bool:
    return role_id is None or Role.objects.filter(pk=role_id).exists()


def _posted(request: Any) -> tuple[str, str]:
    """What was posted, URL-encoded, and why it cannot be read as a form, if it cannot."""
    try:
        body = request.body
    except RequestDataTooBig:
        problem = (
            f"The form is larger than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2} MB, the "
            "most that is taken at once: make a part of it shorter."
        )
        return _without_buttons(parse_qsl(request.read(LARGEST).decode("latin-1"), True)), problem
    try:
        pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    except TooManyFieldsSent:
        problem = (
            f"The form has more than {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} fields, the most "
            "that are taken at once: remove some rows."
        )
        return _without_buttons(parse_qsl(body.decode("latin-1"), True)), problem
    return _without_buttons(pairs), ""


def _without_buttons(pairs: list[tuple[str, str]]) -> str:
    return urlencode([(name, value) for name, value in pairs if name not in NOT_TYPED])


def _forgery(request: Any) -> str:
    """Why the post may not come from our own form; empty for a good token."""
    # Named is some view that is not exempt, as the one that is asked has to be.
    refusal = CsrfViewMiddleware(lambda _: HttpResponse()).process_view(request, discard, (), {})
    return "" if refusal is None else "The form was opened before you last signed in."


def _sign_in_again(request: Any, typed: str) -> HttpResponse:
    """The page to sign in at, which brings what was typed along."""
    context = {
        **admin.site.each_context(request),
        "title": "Sign in again",
        "subtitle": None,
        "form": AdminAuthenticationForm(request),
        "app_path": reverse("admin:login"),
        "next": f"{request.path}?{UNSAVED}=newest",
        "typed": typed,
        "typed_at": request.path,
    }
    response = TemplateResponse(request, "admin/login.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@receiver(user_logged_in)
def signed_in_again(request: Any, user: Any, **kwargs: Any) -> None:
    """Keeps what the page to sign in at brought along."""
    typed = request.POST.get("typed") if request else None
    if not typed:
        return
    try:
        form = resolve(request.POST.get("typed_at", ""))
    except Resolver404:
        return
    if form.url_name in FORMS:
        object_id = form.kwargs.get("object_id", "")
        keep(user, int(object_id) if object_id.isdecimal() else None, typed)
