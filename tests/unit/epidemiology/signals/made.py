"""Quiet series with the rhythm of a week."""

import numpy as np

from argos.epidemiology.series import Flags, Floats
from argos.epidemiology.signals.usual import Weekdays

WEEK = np.array([1.3, 1.0, 1.0, 1.0, 1.1, 0.8, 0.5])
DAYS = 200


def days(length: int = DAYS) -> Weekdays:
    return np.arange(length) % 7


def no_holiday(length: int = DAYS) -> Flags:
    return np.zeros(length, dtype=np.bool_)


def quiet(level: float, series: int = 1, length: int = DAYS, seed: int = 1) -> Floats:
    rng = np.random.default_rng(seed)
    mean = level * WEEK[days(length)]
    return rng.poisson(mean, (series, length)).astype(np.float64)
