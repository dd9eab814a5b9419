from operator import attrgetter

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from roles import reading, structured_data
from roles.responses import html_page


@require_safe
def home_page(request: HttpRequest) -> HttpResponseBase:
    at = timezone.now()
    categories = list(reading.categories(at))
    context = {
        "categories": categories,
        "role_count": sum(map(attrgetter("live_roles"), categories)),
        "recent": reading.recently_updated(at),
        "structured_data": structured_data.home_page(
            structured_data.Site(settings.SITE_NAME, settings.SITE_URL)
        ),
    }
    changed = reading.log_state(at).changed
    return html_page(request, "home_page.html", context, path="/", changed=changed, keys=["lists"])
