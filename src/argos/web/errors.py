"""Errors as pages: what was expected, what was found, what to do; never a stack trace."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from argos.core.errors import ArgosError, UsageError
from argos.core.language import Text

NOT_FOUND = {
    "UNKNOWN_INDICATOR", "UNKNOWN_PLACE", "UNKNOWN_AGE", "UNKNOWN_SEX", "UNKNOWN_PARTNER",
    "UNKNOWN_FEED",
}  # fmt: skip
UNAVAILABLE = {"NOTHING_PUBLISHED", "PUBLISHED_UNREADABLE"}
LONGEST = 200  # characters of an error that a page repeats


def status_of(error: ArgosError) -> int:
    """Return the HTTP status of an error: 404, 503, 400, or 500."""
    if error.code in NOT_FOUND:
        return 404
    if error.code in UNAVAILABLE:
        return 503
    return 400 if isinstance(error, UsageError) else 500


def told(request: HttpRequest, error: ArgosError) -> HttpResponse:
    """Return the page, or the JSON, of an error that a reader can act on."""
    words = {
        "code": error.code,
        "expected": _short(error.expected),
        "found": _short(error.found),
        "todo": _short(error.todo),
    }
    return _page(request, status_of(error), words)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page of an address that does not exist."""
    words = {
        "code": "UNKNOWN_PAGE",
        "expected": Text("une page d'Argos", "a page of Argos"),
        "found": Text("une adresse inconnue", "an unknown address"),
        "todo": Text("revenez à la vue d'ensemble", "go back to the overview"),
    }
    return _page(request, 404, words)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page of a request that cannot be read."""
    words = {
        "code": "BAD_REQUEST",
        "expected": Text("une demande lisible", "a readable request"),
        "found": Text("une demande mal formée", "a malformed request"),
        "todo": Text("revenez à la vue d'ensemble", "go back to the overview"),
    }
    return _page(request, 400, words)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page of an error that nobody foresaw."""
    words = {
        "code": "UNFORESEEN",
        "expected": Text("une page", "a page"),
        "found": Text("une erreur imprévue d'Argos", "an unforeseen error of Argos"),
        "todo": Text(
            "rechargez dans un instant ; si cela dure, prévenez qui tient ce service",
            "reload in a moment; if it lasts, tell who runs this service",
        ),
    }
    return _page(request, 500, words)


def _page(request: HttpRequest, status: int, words: Mapping[str, object]) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return JsonResponse({name: str(word) for name, word in words.items()}, status=status)
    response = render(request, "argos/error.html", {"error": words, "status": status})
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _short(text: Text) -> str:
    said = str(text)
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}…"
