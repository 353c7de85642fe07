"""Every address: pages in each language, charts, the API."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("argos.web.urls"))]
handler400 = "argos.web.errors.bad_request"
handler404 = "argos.web.errors.not_found"
handler500 = "argos.web.errors.server_error"
