"""The bulletin of a place as a download, made once for each version of what is published."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from argos.core.language import language
from argos.web import published
from argos.web.bulletin import bulletin
from argos.web.choices import Choices
from argos.web.views import FRESH


@require_safe
def view(request: HttpRequest, **_: str) -> HttpResponse:
    """Return the PDF; it is kept for `FRESH` seconds, since it says which feeds are late."""
    snapshot, choices = published.current(), Choices.read(dict(request.GET.lists()))
    now = published.now()
    key = ("bulletin", language(), choices, int(now.timestamp() // FRESH))
    body = snapshot.once(key, lambda: bulletin(snapshot, choices, now))
    response = HttpResponse(body, content_type="application/pdf")
    name = f"argos-{(choices.place or 'territory').replace(':', '-')}-{now:%Y-%m-%d}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "no-cache"
    return response
