"""Answers for load balancers and monitors: is the process alive, can it serve. No secrets."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from roles import following


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers at all; asks neither the database nor anything else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and is up to date, else 503; and how far each follower is.

    A follower that is behind does not make the process unready: pages come from the database.
    """
    state = following.state()
    return JsonResponse({"ready": state.ready, **asdict(state)}, status=200 if state.ready else 503)
