"""Django's settings for the register alone: its database and nothing of the web.

SQLite in ``ARGOS_HOME`` by default, PostgreSQL by ``DATABASE_URL`` (extra ``postgres``).
"""

import secrets

import dj_database_url

from argos.core.settings import Settings

BUSY_SECONDS = 30  # how long a writer waits for another before it gives up
# Several processes write: readers do not wait for the writer (WAL), and a transaction takes the
# write lock when it begins, so that it waits its turn instead of failing half-way (IMMEDIATE).
SQLITE = {
    "timeout": BUSY_SECONDS,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


def database(url: str) -> dict[str, object]:
    """Return Django's description of the database that an address designates."""
    described: dict[str, object] = dict(dj_database_url.parse(url))
    if described["ENGINE"] == "django.db.backends.sqlite3":
        described["OPTIONS"] = SQLITE
    return described


DATABASES = {"default": database(Settings.from_environment().database_url)}
INSTALLED_APPS = ["argos.register"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
SECRET_KEY = secrets.token_hex(32)  # nothing is signed here; the web has its own
