"""The addresses of the pages, of their charts, and of the API."""

from django.urls import path, re_path

from argos.web import views
from argos.web.api.v1 import api
from argos.web.pages import (
    about,
    bulletin,
    capacity,
    evaluation,
    explore,
    indicator,
    overview,
    partner,
    place,
    quality,
    signals,
    wall,
    weather,
)

IN = r"^(?P<language>fr|en)/"

urlpatterns = [
    path("", views.home, name="home"),
    path("vega.js", views.script, name="vega"),
    path("api/v1/", api.urls),
    re_path(IN + r"$", overview.view, name="overview"),
    re_path(IN + r"indicator/(?P<indicator>[a-z0-9_]{1,60})$", indicator.view, name="indicator"),
    re_path(IN + r"place/(?P<place>[^/]{1,200})$", place.view, name="place"),
    re_path(IN + r"partner/(?P<partner>[^/]{1,200})$", partner.view, name="partner"),
    re_path(IN + r"explore$", explore.view, name="explore"),
    re_path(IN + r"signals$", signals.view, name="signals"),
    re_path(IN + r"weather$", weather.view, name="weather"),
    re_path(IN + r"capacity$", capacity.view, name="capacity"),
    re_path(IN + r"evaluation$", evaluation.view, name="evaluation"),
    re_path(IN + r"quality$", quality.view, name="quality"),
    re_path(IN + r"wall(?:/(?P<step>[0-9]{1,2}))?(?P<still>/still)?$", wall.view, name="wall"),
    re_path(IN + r"bulletin\.pdf$", bulletin.view, name="bulletin"),
    re_path(IN + r"about$", about.view, name="about"),
    re_path(IN + r"chart/(?P<name>[a-z-]+)\.(?P<form>[a-z]+)$", views.chart, name="chart"),
]
