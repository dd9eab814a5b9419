from pathlib import PurePosixPath

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from roles import reading, search
from roles.responses import html_page


class SharedTitle(Http404):
    """An address that names several roles by an alternative title; the first argument is they."""


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """The page of every address that leads nowhere: what its last part may have meant."""
    at = timezone.now()
    context = {
        "called_so": exception.args[0] if isinstance(exception, SharedTitle) else [],
        "nearest": search.nearest_titles(PurePosixPath(request.path).stem, at),
        "categories": reading.category_names(at),
    }
    return html_page(request, "not_found.html", context, status=404)
