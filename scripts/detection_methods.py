"""The single methods, each as a score that is the higher the less a day is like chance."""

import numpy as np

from argos.epidemiology.detection import cusum, ears, essence, farrington
from argos.epidemiology.series import Floats
from argos.epidemiology.signals import usual as rhythm
from argos.epidemiology.signals.usual import DAILY, usual
from planted_outbreaks import Planted

DEFAULT = farrington.Settings(years=3)
NOUFAILY = farrington.Settings(
    years=3, levels=10, left_out=26, trend_p=1.0, threshold="nbPlugin"
)  # fmt: skip


def daily(given: Planted) -> dict[str, Floats]:
    """Return scores (series, time) of daily series.

    Each method in the form that served it best: without the rhythm of the week and without
    holidays; CUSUM against the recent level with the scatter that the series has; Farrington on the
    total of the last 7 days, so that it too may alarm on any day.
    """
    known = usual(given.counts, DAILY, given.weekday, given.holiday)
    plain = known.counts / known.factor
    seen, due = rhythm.level_before(known.counts, known.factor, DAILY.baseline, DAILY.guard)
    mean = np.maximum(seen / due * known.factor, rhythm.LEAST_MEAN)
    summed = cusum.cusum(
        known.counts / known.dispersion, start=100, expected=mean / known.dispersion,
        transform="rossi",
    )  # fmt: skip
    switch = essence.essence_switch(known.counts, given.weekday)
    return {
        "EARS C1": ears.ears_c1(plain).statistic,
        "EARS C2": ears.ears_c2(plain).statistic,
        "EARS C3": ears.ears_c3(plain).statistic,
        "CUSUM": summed.statistic,
        "ESSENCE switch": -np.log(switch.p_value),
        "Farrington flexible": _each_day(known, DEFAULT, given.start),
        "Farrington, Noufaily": _each_day(known, NOUFAILY, given.start),
    }


def weekly(counts: Floats, start: int) -> dict[str, Floats]:
    """Return scores (series, time) of weekly series."""
    five = farrington.Settings()
    noufaily = farrington.Settings(levels=10, left_out=26, trend_p=1.0, threshold="nbPlugin")
    return {
        "C1": ears.ears_c1(counts).statistic,
        "C2": ears.ears_c2(counts).statistic,
        "C3": ears.ears_c3(counts).statistic,
        "cusum": cusum.cusum(counts, start=start, transform="rossi").statistic,
        "ff_default": farrington.detect(counts, five, start=start).score,
        "ff_nb": -np.log(
            np.maximum(farrington.detect(counts, noufaily, start=start).p_value, 1e-300)
        ),
    }


def _each_day(known: rhythm.Usual, settings: farrington.Settings, start: int) -> Floats:
    """Return −log p of the total of the 7 days up to each, from the same 7 days of past years."""
    seen, due = rhythm.level_before(known.counts, known.factor, 7, -1)
    totals = np.round(seen * 7 / due)
    score = np.full(totals.shape, np.nan)
    for weekday in range(7):
        days = np.arange(6 + weekday, totals.shape[1], 7)
        first = int(np.searchsorted(days, start))
        found = farrington.detect(totals[:, days], settings, start=first)
        p_value = np.where(found.enough, found.p_value, 1.0)
        score[:, days] = -np.log(np.maximum(p_value, 1e-300))
    return score
