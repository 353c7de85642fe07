"""The form in which forecasts are made and scored: the quantiles of each figure."""

from dataclasses import dataclass

import numpy as np

from argos.core.language import Text, same
from argos.epidemiology.series import Floats, SeriesRefused

# The quantiles that the COVID-19 Forecast Hub asks for (Cramer et al., Sci Data 9 (2022) 462).
HUB_LEVELS: Floats = np.array([0.01, 0.025, *(n / 20 for n in range(1, 20)), 0.975, 0.99])
HUB_LEVELS.flags.writeable = False


@dataclass(frozen=True, slots=True)
class QuantileForecast:
    """Forecasts of many figures, each by the same quantiles.

    Attributes:
        predicted: (series, time, level), rising along the levels; NaN where there is no forecast.
        levels: rising, each with its mirror image: 0.05 with 0.95; and the median.

    """

    predicted: Floats
    levels: Floats

    def __post_init__(self) -> None:
        predicted = np.array(self.predicted, dtype=np.float64)
        levels = np.array(self.levels, dtype=np.float64)
        _require_levels(levels)
        fits = predicted.ndim >= 1 and predicted.shape[-1] == levels.size
        refuse_unless(fits, same(f"(…, {levels.size})"), same(f"{predicted.shape}"))
        expected = Text("des nombres finis, NaN si absents", "finite numbers, NaN where missing")
        infinite = Text("une valeur infinie", "an infinite value")
        refuse_unless(not np.isinf(predicted).any(), expected, infinite)
        crossed = int((np.diff(predicted, axis=-1) < 0).any(-1).sum()) if levels.size > 1 else 0
        expected = Text("des quantiles croissants", "quantiles that rise")
        found = Text(f"{crossed} prévisions croisées", f"{crossed} crossed forecasts")
        refuse_unless(crossed == 0, expected, found)
        object.__setattr__(self, "predicted", predicted)
        object.__setattr__(self, "levels", levels)

    @property
    def median(self) -> Floats:
        """The medians, (series, time)."""
        return self.predicted[..., self.levels.size // 2]


def _require_levels(levels: Floats) -> None:
    """Refuse levels that do not rise, lack a mirror image, or lack the median."""
    sound = levels.ndim == 1 and levels.size % 2 == 1 and bool((np.diff(levels) > 0).all())
    sound = sound and levels[0] > 0 and np.allclose(levels + levels[::-1], 1, rtol=0, atol=1e-9)
    expected = Text("des niveaux symétriques avec la médiane", "symmetric levels with the median")
    refuse_unless(sound, expected, same(f"{levels}"))


def refuse_unless(holds: bool, expected: Text, found: Text) -> None:
    """Refuse forecasts that cannot be scored.

    Raises:
        SeriesRefused: it does not hold.

    """
    if not holds:
        todo = Text("corriger les prévisions", "mend the forecasts")
        raise SeriesRefused("NOT_A_FORECAST", expected=expected, found=found, todo=todo)
