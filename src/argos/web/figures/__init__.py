"""Figures: a finding, its chart, its table and its text, made from one question."""

from collections.abc import Callable

from argos.outputs.snapshot import Snapshot
from argos.web.choices import Choices
from argos.web.figures.compared import compared
from argos.web.figures.figure import Figure
from argos.web.figures.multiples import multiples
from argos.web.figures.received import received
from argos.web.figures.seasons import seasons
from argos.web.figures.series import series
from argos.web.figures.spark import spark
from argos.web.figures.territory import territory
from argos.web.figures.waves import waves_of
from argos.web.figures.weather import weather

FIGURES: dict[str, Callable[[Snapshot, Choices], Figure]] = {
    "compared": compared,
    "multiples": multiples,
    "received": received,
    "seasons": seasons,
    "series": series,
    "spark": spark,
    "territory": territory,
    "waves": waves_of,
    "weather": weather,
}
"""Every figure by the name that its address gives it."""
