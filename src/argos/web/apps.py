"""The Django application of the pages: templates and static files, no model."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Names the application."""

    name = "argos.web"
    label = "web"
