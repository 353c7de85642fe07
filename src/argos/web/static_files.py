"""Static files under an address that holds their content's hash, so that they are kept for ever."""

import hashlib
from functools import cache

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class Named(StaticFilesStorage):
    """Gives ``page.css`` the address ``page.css?v=<hash of its content>``."""

    def url(self, name: str | None) -> str:
        """Return the address of a static file."""
        return f"{super().url(name)}?v={_hash(name or '')}"


@cache
def _hash(name: str) -> str:
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(name)
    with open(path, "rb") as file:  # noqa: PTH123
        return hashlib.sha256(file.read()).hexdigest()[:10]
