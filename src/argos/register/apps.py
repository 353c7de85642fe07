"""How Django names the application."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """The register, under the short label ``register``."""

    name = "argos.register"
    label = "register"
    verbose_name = "Registre"
