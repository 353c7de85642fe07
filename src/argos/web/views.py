"""What every page has in common: its snapshot, its choices, and being kept for a while."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any, Literal, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from argos.core.language import language
from argos.web import drawn, published
from argos.web.charts import render as charts
from argos.web.charts.look import Look
from argos.web.choices import Choices
from argos.web.figures import FIGURES

Context = dict[str, Any]
Page = Callable[..., Context]
FRESH = 60  # seconds: lateness is told by the clock, so no page is kept longer than that
THEMES, WIDTHS = ("light", "dark", "print"), ("narrow", "wide", "full")


def page(template: str) -> Callable[[Page], Callable[..., HttpResponse]]:
    """Make a view of a function that returns what a page shows.

    The function gets the snapshot, the choices of the address, and what the address names. The page
    is kept in memory for `FRESH` seconds; a browser that has it already gets 304.
    """

    def decorate(context: Page) -> Callable[..., HttpResponse]:
        @require_safe
        def view(request: HttpRequest, **named: str) -> HttpResponse:
            snapshot = published.current()
            choices = Choices.read(dict(request.GET.lists()))
            minute = int(published.now().timestamp() // FRESH)
            behind = published.is_behind()
            key = ("page", language(), request.get_full_path(), minute, behind)
            body = snapshot.once(
                key,
                lambda: (
                    render(
                        request, template, context(snapshot, choices, **named), using=None
                    ).content
                ),
            )
            return _answer(request, body, "text/html; charset=utf-8", "no-cache")

        return cast(Callable[..., HttpResponse], view)

    return decorate


@require_safe
def chart(request: HttpRequest, name: str, form: str, **_: str) -> HttpResponse:
    """Return a figure as SVG, PNG, CSV, or as Vega-Lite for the browser."""
    if name not in FIGURES or form not in drawn.MIME:
        raise Http404
    snapshot = published.current()
    query = dict(request.GET.lists())
    body = drawn.written(snapshot, name, Choices.read(query), _look(query), form)
    kept = (
        "max-age=31536000, immutable" if query.get("v") == [drawn.edition(snapshot)] else "no-cache"
    )
    response = _answer(request, body, drawn.MIME[form], kept)
    if form == "svg":  # its own font and style are inside
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; font-src data:"
        )
    if form in ("csv", "png"):
        response.headers["Content-Disposition"] = f'attachment; filename="argos-{name}.{form}"'
    return response


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """Return the charts' own module for the browser."""
    return _answer(request, charts.bundle(), "text/javascript", "no-cache")


def home(request: HttpRequest) -> HttpResponsePermanentRedirect | HttpResponse:
    """Lead to the overview, in French."""
    return redirect("overview", language="fr")


def _look(query: dict[str, list[str]]) -> Look:
    theme = query.get("theme", ["light"])[-1]
    width = query.get("width", ["wide"])[-1]
    return Look(
        language=language(),
        theme=cast(Literal["light", "dark", "print"], theme if theme in THEMES else "light"),
        width=cast(Literal["narrow", "wide", "full"], width if width in WIDTHS else "wide"),
    )


def _answer(request: HttpRequest, body: bytes, kind: str, kept: str) -> HttpResponse:
    tag = f'"{sha256(body).hexdigest()[:20]}"'
    if request.headers.get("If-None-Match") in (tag, f"W/{tag}"):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type=kind)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = kept
    return response
