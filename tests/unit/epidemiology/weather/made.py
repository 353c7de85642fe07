"""Places with a level that was usual for years, and is now what a test wants."""

from datetime import date

import numpy as np

from argos.epidemiology.forecasts import HUB_LEVELS, QuantileForecast
from argos.epidemiology.series import Floats
from argos.epidemiology.weather.norm import norm_of
from argos.epidemiology.weather.skies import SkyRules
from argos.epidemiology.weather.states import Settling, Sky
from argos.epidemiology.weather.trend import growth_of
from argos.epidemiology.weather.weather import Given

LAST = date(2026, 11, 25)
USUAL = 1_000.0
YEARS = 3
SUN, VEIL, CLOUD, RAIN, STORM = Sky
SETTLING = Settling(up=0.65, down=0.8)
RULES = SkyRules(
    table=((SUN, SUN, VEIL), (VEIL, CLOUD, CLOUD), (CLOUD, RAIN, RAIN), (RAIN, STORM, STORM)),
    ratios=(1.25, 2, 4),
    few=10,
    steady=0.1,
    settling=SETTLING,
)


def levels(now: list[float], weekly: list[float], *, days: int = 365 * YEARS + 60) -> Floats:
    """Return levels that are usual, and come to ``now`` at ``weekly`` growth in four weeks."""
    back = np.arange(days)[::-1].astype(np.float64)
    rows = []
    for level, growth in zip(now, weekly, strict=True):
        start = level * (1 + growth) ** -4
        bends = np.log([level, start, USUAL, USUAL])
        rows.append(np.exp(np.interp(back, [0, 28, 98, days], bends)))
    return np.array(rows)


def forecast(to: list[float], spread: float = 0.05) -> QuantileForecast:
    """Return a forecast of seven days ahead, log-normal."""
    z = np.array([-2.326, -1.96, -1.645, -1.282, -1.036, -0.842, -0.674, -0.524, -0.385, -0.253,
                  -0.126, 0, 0.126, 0.253, 0.385, 0.524, 0.674, 0.842, 1.036, 1.282, 1.645, 1.96,
                  2.326])  # fmt: skip
    made = np.array(to)[:, None, None] * np.exp(spread * z)
    return QuantileForecast(made, HUB_LEVELS)


def given(
    now: list[float], weekly: list[float], to: list[float] | None = None, **more: object
) -> Given:
    shown = levels(now, weekly)
    parts = {
        "norm": norm_of(shown, LAST), "growth": growth_of(shown), "horizons": (7,),
        "forecast": forecast(to or now), "measures": (), **more,
    }  # fmt: skip
    return Given(levels=shown, **parts)  # type: ignore[arg-type]
