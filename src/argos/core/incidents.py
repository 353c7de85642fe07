"""What befell a source on a known day, so that a jump is not taken for the epidemic."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from argos.core.language import Text


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident of a published set.

    Attributes:
        day: the day on which it falls.
        indicators: those whose figures it touches.
        label: a few words, to be written over a chart.
        about: what happened and what it does to the figures.
        source: where that is told.

    """

    day: date
    indicators: tuple[str, ...]
    label: Text
    about: Text
    source: str


def incidents(indicator: str, first: date, last: date) -> list[Incident]:
    """Return the incidents of an indicator between two days, both included, in order."""
    return [each for each in _known() if indicator in each.indicators and first <= each.day <= last]


@cache
def _known() -> tuple[Incident, ...]:
    text = files("argos.core").joinpath("data/incidents.toml").read_text("utf-8")
    found = [
        Incident(
            row["day"], tuple(row["indicators"]), Text(**row["label"]), Text(**row["about"]),
            row["source"],
        )
        for row in tomllib.loads(text)["incident"]
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: each.day))
