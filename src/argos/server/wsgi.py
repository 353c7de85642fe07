"""The WSGI application that granian serves.

What is published is read before the first request, so that nobody waits for it.
"""

import os
from contextlib import suppress
from threading import Timer

os.environ["DJANGO_SETTINGS_MODULE"] = "argos.server.settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from argos.core.errors import ArgosError  # noqa: E402 - Django must be told its settings first
from argos.web import published  # noqa: E402
from argos.web.charts.render import bundle  # noqa: E402

# The charts' own module takes 1.5 s to build: once the first readers have been answered.
_later = Timer(5, bundle)
_later.daemon = True
_later.start()

with suppress(ArgosError):  # nothing to read yet: the pages say so
    published.current()
