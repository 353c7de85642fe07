"""What the vigilance of EPCI may come from: the thresholds that are applied there."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from argos.core.places import places
from argos.epidemiology.series import Floats
from argos.epidemiology.weather.measures import Figure, Measure, ToNorm
from argos.publish.modelled.known.weekly import DAYS, Weekly
from argos.publish.modelled.weather.given import PER_HEAD, STALE
from argos.publish.modelled.weather.rules import MeasureFile


def measure(
    each: MeasureFile, weekly: Mapping[str, Weekly], names: Sequence[str], evening: date
) -> Measure:
    """Return a measure of EPCI: beside the norm, or a figure of their last whole week.

    Args:
        each: the measure, one that is applied to EPCI.
        weekly: what is known of EPCI, by indicator.
        names: the EPCI.
        evening: on which it is told.

    """
    if each.kind == "norm":
        return ToNorm(each.thresholds)
    return Figure(_figure(each, weekly, names, evening), each.thresholds, each.ahead == "level")


def _figure(
    each: MeasureFile, weekly: Mapping[str, Weekly], names: Sequence[str], evening: date
) -> Floats:
    """Return the figure of each EPCI; NaN where it is unknown, hidden, or too old.

    Of a closed source, who is counted is who its partners saw: a rate for all inhabitants is at
    least that. It may reach a threshold, and tells nothing where it reaches none.
    """
    asked = [weekly[name] for name in (each.of, each.over) if name and name in weekly]
    unknown = np.full(len(names), np.nan)
    if len(asked) < 1 + (each.over is not None):
        return unknown
    last = min(of.date_of(of.as_of(evening).newest) for of in asked)
    if (evening - last).days > STALE:
        return unknown
    top, *rest = (_at(of, names, last, evening) for of in asked)
    under = rest[0] / 100 if rest else _inhabitants(names) / PER_HEAD
    figure = np.asarray(top / np.where(under > 0, under, np.nan))
    if each.kind == "rate" and asked[0].rounded:
        return np.where(figure >= np.nanmin(each.thresholds), figure, np.nan)
    return figure


def _at(of: Weekly, names: Sequence[str], last: date, evening: date) -> Floats:
    """Return the figures of a week, in the order of some EPCI."""
    column = (last - of.first).days // DAYS
    known = of.as_of(evening).figures
    if not 0 <= column < known.shape[1]:
        return np.full(len(names), np.nan)
    told = dict(zip(of.places, known[:, column], strict=True))
    return np.array([told.get(name, np.nan) for name in names])


def _inhabitants(names: Sequence[str]) -> Floats:
    return np.array([float(places().population(name) or "nan") for name in names])
