"""The smallest Django view that reads one row: what a page costs at least without a page cache."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def title(request: HttpRequest) -> HttpResponse:
    from roles.models import Edition

    return HttpResponse(Edition.objects.only("title").get(pk=request.GET["edition"]).title)


urlpatterns = [path("title", title)]

settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = []
application = get_wsgi_application()
