"""The register: partners, agreements, feeds, keys, batches and the audit. It knows no patient.

A Django application. ``ledger``, ``agreements``, ``key_register`` and ``audit`` prepare Django by
themselves when they are imported; a program that is already Django's is left as it is.
"""

import os
from pathlib import Path

SETTINGS = "argos.register.django_settings"


def setup() -> None:
    """Prepare Django once; calling it again, or inside a Django program, changes nothing."""
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if not apps.models_ready:
        django.setup()


def migrate() -> None:
    """Bring the register's tables up to date; makes the SQLite file, and its folder, if absent.

    Raises:
        django.db.OperationalError: the database cannot be reached.

    """
    setup()
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
