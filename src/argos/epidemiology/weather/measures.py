"""What a vigilance may come from: a published figure, the level beside its norm, past seasons."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from argos.epidemiology.forecasts import QuantileForecast
from argos.epidemiology.series import Floats
from argos.epidemiology.weather.ahead import DAYS
from argos.epidemiology.weather.norm import Norm
from argos.epidemiology.weather.vigilances import of_figure, of_level, own_path, with_level

Thresholds = tuple[float, float, float]  # yellow, orange, red; NaN where there is none


@dataclass(frozen=True, slots=True)
class Levels:
    """The level of each place, today and ahead.

    Attributes:
        now: (place), total of the last week.
        quantiles: (place, DAYS, quantile).
        at: levels of the quantiles.
        norm: of the places.
        few: cases added to both sides of a ratio to the norm.

    """

    now: Floats
    quantiles: Floats
    at: Floats
    norm: Norm
    few: float

    @property
    def median(self) -> Floats:
        """(place, DAYS)."""
        return self.quantiles[..., self.at.size // 2]


@dataclass(frozen=True, slots=True)
class Judged:
    """One measure of all places.

    Attributes:
        exceeds: (place, DAYS, 3), probability that it reaches each threshold; NaN if unknown.
        value: (place, DAYS), the figure itself, of days ahead its median; NaN if unknown.
        thresholds: (place, 3), in its unit.

    """

    exceeds: Floats
    value: Floats
    thresholds: Floats


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure beside written thresholds: an incidence, a share of visits, an occupancy.

    Attributes:
        value: (place), of today; NaN where unknown.
        thresholds: of the text.
        with_level: of the days ahead, whether it goes up and down as the level does. Otherwise
            they need forecasts of its own, or are unknown.
        forecast: (place, horizon, quantile), its own.
        horizons: of the forecast, in days.

    """

    value: Floats
    thresholds: Thresholds
    with_level: bool = False
    forecast: QuantileForecast | None = None
    horizons: Sequence[int] = (7,)

    def judged(self, levels: Levels) -> Judged:
        """Return it beside its thresholds."""
        at, ahead = levels.at, None
        if self.forecast is not None:
            at = self.forecast.levels
            ahead = own_path(self.value, self.forecast, self.horizons)
        elif self.with_level:
            ahead = with_level(self.value, levels.now, levels.quantiles)
        value = np.full((len(self.value), DAYS), np.nan)
        if ahead is not None:
            value[:] = ahead[..., at.size // 2]
        value[:, 0] = self.value
        bounds = np.broadcast_to(np.array(self.thresholds), (len(value), 3))
        return Judged(of_figure(self.value, self.thresholds, at, ahead=ahead), value, bounds)


@dataclass(frozen=True, slots=True)
class ToNorm:
    """The level as so many times its norm."""

    thresholds: Thresholds

    def judged(self, levels: Levels) -> Judged:
        """Return it beside its thresholds, a few cases added to level and norm alike."""
        few, base = levels.few, levels.norm.median[:, None] + levels.few
        ratios = np.array(self.thresholds)
        bounds = np.where(np.isnan(ratios), np.nan, ratios * base - few)
        exceeds = of_level(levels.quantiles, levels.at, bounds)
        shown = np.broadcast_to(ratios, bounds.shape)
        return Judged(exceeds, (levels.median + few) / base, shown)


@dataclass(frozen=True, slots=True)
class BySeasons:
    """The level beside past seasons: begun is yellow, high orange, very high red."""

    def judged(self, levels: Levels) -> Judged:
        """Return it beside the thresholds of the moving epidemic method, where they are known."""
        rising = np.maximum.accumulate(levels.norm.seasons, axis=1)
        bounds = rising[:, [0, 2, 3]]
        return Judged(of_level(levels.quantiles, levels.at, bounds), levels.median, bounds)


Measure = Figure | ToNorm | BySeasons
