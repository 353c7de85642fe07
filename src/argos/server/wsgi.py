"""The WSGI application that granian serves."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "argos.server.settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
