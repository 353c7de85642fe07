"""Figures: a finding, its chart, its table and its text, made from one question."""

from collections.abc import Callable

from argos.outputs.snapshot import Snapshot
from argos.web.choices import Choices
from argos.web.figures.capacity import capacity
from argos.web.figures.compared import compared
from argos.web.figures.evaluation import calibrated_figure, evaluation
from argos.web.figures.figure import Figure
from argos.web.figures.forecast import forecast
from argos.web.figures.multiples import multiples
from argos.web.figures.received import received
from argos.web.figures.reproduction import reproduction
from argos.web.figures.seasons import seasons
from argos.web.figures.series import series
from argos.web.figures.spark import spark
from argos.web.figures.territory import territory
from argos.web.figures.waves import waves_of
from argos.web.figures.weather import weather

FIGURES: dict[str, Callable[[Snapshot, Choices], Figure]] = {
    "calibration": calibrated_figure,
    "capacity": capacity,
    "compared": compared,
    "evaluation": evaluation,
    "forecast": forecast,
    "multiples": multiples,
    "received": received,
    "reproduction": reproduction,
    "seasons": seasons,
    "series": series,
    "spark": spark,
    "territory": territory,
    "waves": waves_of,
    "weather": weather,
}
"""Every figure by the name that its address gives it."""
