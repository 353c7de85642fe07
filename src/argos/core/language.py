"""French and English side by side: every sentence shown to a person exists in both."""

import locale
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

Language = Literal["fr", "en"]
_spoken: ContextVar[Language | None] = ContextVar("spoken", default=None)


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages; ``str()`` gives it in the reader's language."""

    fr: str
    en: str

    def __str__(self) -> str:
        return self.fr if language() == "fr" else self.en

    def format(self, **values: object) -> "Text":
        """Fill the named places of both sentences."""
        return Text(self.fr.format(**values), self.en.format(**values))


def same(sentence: str) -> Text:
    """Wrap a sentence that is the same in both languages (a code, a name, a number)."""
    return Text(sentence, sentence)


def language() -> Language:
    """Return the reader's language.

    Inside `speaking` it is the one given there. Otherwise ``ARGOS_LANG`` decides if it is set, then
    the POSIX locale (``LC_ALL``, ``LC_MESSAGES``, ``LANG``); anything that is not French is
    answered in English.
    """
    spoken = _spoken.get()
    if spoken is not None:
        return spoken
    names = (os.environ.get(n, "") for n in ("ARGOS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    chosen = next((name for name in names if name), locale.getlocale()[0] or "")
    return "fr" if chosen.lower().startswith("fr") else "en"


@contextmanager
def speaking(chosen: Language) -> Iterator[None]:
    """Answer in one language in this thread and context, whatever the environment says."""
    token = _spoken.set(chosen)
    try:
        yield
    finally:
        _spoken.reset(token)
