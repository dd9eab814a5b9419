from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from roles import search
from roles.responses import html_page

# What a visitor types is shorter; what is longer was pasted by mistake.
LONGEST_QUERY = 200
PAGE_SIZE = 20


@require_safe
def search_page(request: HttpRequest) -> HttpResponseBase:
    """Kept by no cache: the index follows the publication log a moment after the pages do."""
    query = request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST_QUERY]
    start = _start(request.GET.get("start", ""))
    results = search.find(query, timezone.now(), limit=PAGE_SIZE, offset=start)
    after = start + PAGE_SIZE
    has_more = after < results.total and after <= search.MAX_OFFSET
    context = {
        "query": query,
        "results": results,
        "first_number": start + 1,
        "previous_query": _page_query(query, max(start - PAGE_SIZE, 0)) if start else "",
        "next_query": _page_query(query, after) if has_more else "",
    }
    return html_page(request, "search_page.html", context)


def _start(text: str) -> int:
    """How many of the best hits to leave out; 0 for whatever is not such a number."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(search.MAX_OFFSET))
    return int(text) if is_number else 0


def _page_query(query: str, start: int) -> str:
    return urlencode({"q": query} | ({"start": start} if start else {}))
