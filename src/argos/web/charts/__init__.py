"""Charts: frames in, charts out. The same function gives the page, the SVG and the PNG.

Pure: nothing here knows a store, a request or a person.
"""

from argos.web.charts.calendar_heat import calendar_heat
from argos.web.charts.compared import compared
from argos.web.charts.line import series_chart
from argos.web.charts.look import Look
from argos.web.charts.marks import Mark
from argos.web.charts.multiples import multiples
from argos.web.charts.render import bundle, described, png, spec, svg
from argos.web.charts.seasons import seasons
from argos.web.charts.sparkline import sparkline
from argos.web.charts.territory import territory_map
from argos.web.charts.weather_map import weather_map

__all__ = [
    "Look", "Mark", "bundle", "calendar_heat", "compared", "described", "multiples", "png",
    "seasons", "series_chart", "sparkline", "spec", "svg", "territory_map",
    "weather_map",
]  # fmt: skip
