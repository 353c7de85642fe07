"""Charts: frames in, charts out. The same function gives the page, the SVG and the PNG.

Pure: nothing here knows a store, a request or a person.
"""

from argos.web.charts.line import series_chart
from argos.web.charts.look import Look
from argos.web.charts.marks import Mark
from argos.web.charts.render import bundle, described, png, spec, svg
from argos.web.charts.sparkline import sparkline

__all__ = ["Look", "Mark", "bundle", "described", "png", "series_chart", "sparkline", "spec", "svg"]
