"""What every page knows: its language and the other one, what is late, and how old it all is."""

from typing import Any

from django.http import HttpRequest

from argos.core.errors import ArgosError
from argos.core.language import language
from argos.web import drawn, formats, published
from argos.web.feeds import feeds

LONGEST = 2_000  # characters of an address that a page repeats


def of_every_page(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame of a page shows."""
    own = language()
    other = "en" if own == "fr" else "fr"
    path = request.path_info
    swapped = f"/{other}{path[3:]}" if path[1:3] in ("fr", "en") else f"/{other}/"
    query = request.META.get("QUERY_STRING", "")
    query = query if len(query) <= LONGEST else ""  # of what no page has offered
    return {
        "language": own,
        "other_language": other,
        "other_address": f"{swapped}?{query}" if query else swapped,
        "address": f"{request.scheme}://{request.get_host()}{path}{'?' if query else ''}{query}",
        "here": request.resolver_match.url_name if request.resolver_match else "",
        "now": formats.instant(published.now()),
        **_state(),
    }


def _state() -> dict[str, Any]:
    try:
        snapshot = published.current()
    except ArgosError:
        return {"late": [], "simulated": False, "behind": True, "version": ""}
    return {
        "late": [feed for feed in feeds(snapshot, published.now()) if feed.late],
        "simulated": snapshot.simulated,
        "behind": published.is_behind(),
        "version": drawn.edition(snapshot),
    }
