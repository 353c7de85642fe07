"""Django's settings for the web: pages and API over the published zone.

The web keeps nothing: no session, no account yet, so it is served on the loopback address only
(`argos serve`). What it may load is said by a strict Content-Security-Policy: this host and no
other, no inline script, no inline style.
"""

import os
import secrets

from csp.constants import NONE, SELF

from argos.core.settings import Settings
from argos.register.django_settings import database

DEBUG = False
SECRET_KEY = os.environ.get("ARGOS_SECRET_KEY") or secrets.token_hex(32)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
DATABASES = {"default": database(Settings.from_environment().database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["django.contrib.staticfiles", "csp", "argos.register", "argos.web"]
MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "argos.web.middleware.in_the_language_of_the_address",
    "argos.web.middleware.ErrorsAsPages",
]
ROOT_URLCONF = "argos.server.urls"
WSGI_APPLICATION = "argos.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["argos.web.context.of_every_page"],
            "builtins": ["argos.web.templatetags.argos"],
        },
    }
]
LANGUAGES = [("fr", "français"), ("en", "English")]
LANGUAGE_CODE = "fr"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "argos.web.static_files.Named"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 365 * 24 * 3600  # an address holds the hash of what it gives

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"argos.web": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}
