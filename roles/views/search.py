from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from roles.views.responses import html_page


@require_safe
def search_page(request: HttpRequest) -> HttpResponseBase:
    query = request.GET.get("q", "").strip()
    return html_page(request, "search_page.html", {"query": query}, path="", changed=None)
