"""What happens around every page: its language, and its errors told as pages."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from argos.core.errors import ArgosError
from argos.core.language import Language, speaking
from argos.web import errors

Answer = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("argos.web")


def language_of(request: HttpRequest) -> Language:
    """Return the language that an address is in: French unless it begins with ``/en/``."""
    asked = request.path_info.split("/")[1]
    if asked not in ("fr", "en") and request.GET.get("lang") == "en":
        return "en"
    return "en" if asked == "en" else "fr"


def in_the_language_of_the_address(answer: Answer) -> Answer:
    """Answer in the language of the address, in Django's words as in Argos' own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with speaking(language), translation.override(language):
            response = answer(request)
            response.headers.setdefault("Content-Language", language)
            return response

    return middleware


class ErrorsAsPages:
    """Turns what a reader can act on into a page with the right status; logs nothing of a value."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self._answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page of an error; anything unforeseen is one too, without its trace."""
        if isinstance(error, ArgosError):
            return errors.told(request, error)
        from django.http import Http404

        if isinstance(error, Http404):
            return None
        log.error("unforeseen %s at %s", type(error).__name__, _place(error))
        return errors.server_error(request)


def _place(error: Exception) -> str:
    """Return the file and line of Argos in which an error arose; never its message."""
    trace, place = error.__traceback__, "?"
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if "argos" in file:
            place = f"{file.rpartition('argos/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
