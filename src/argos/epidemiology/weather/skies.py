"""The sky: how the level stands to what is usual, and where it goes."""

from dataclasses import dataclass

import numpy as np

from argos.core.language import Text, same
from argos.epidemiology.series import Floats, require
from argos.epidemiology.weather.states import Settling, Sky, States, Told, told

BANDS = ("usual", "above", "high", "very_high")  # of the level
TRENDS = ("falling", "steady", "rising")


@dataclass(frozen=True, slots=True)
class SkyRules:
    """How a sky is made.

    Attributes:
        table: a row a band of the level, a column a trend; worse skies below and to the right.
        ratios: times the norm, of the three upper bands (see ``norm.bounds``).
        few: cases added to both sides of that ratio.
        steady: weekly growth, as a share, that is still no change: 0.1 for 10 %.
        settling: how much must speak against the sky told before.

    """

    table: tuple[tuple[Sky, ...], ...]
    ratios: tuple[float, float, float]
    few: float
    steady: float
    settling: Settling

    def __post_init__(self) -> None:
        table = np.array(self.table)
        expected = Text("un tableau de 4 niveaux × 3 tendances", "a table of 4 levels × 3 trends")
        require(table.shape == (len(BANDS), len(TRENDS)), expected, same(f"{table.shape}"))
        rising = bool((np.diff(table, axis=0) >= 0).all() and (np.diff(table, axis=1) >= 0).all())
        expected = Text("un ciel qui se couvre avec le niveau et la hausse",
                        "a sky that worsens with the level and its rise")  # fmt: skip
        require(rising, expected, same("table"))
        ordered = 0 < self.ratios[0] < self.ratios[1] < self.ratios[2]
        require(ordered and self.few >= 0 and self.steady > 0,
                Text("des rapports croissants, few ≥ 0, steady > 0",
                     "rising ratios, few ≥ 0, steady > 0"),
                same(f"{self.ratios}, {self.few}, {self.steady}"))  # fmt: skip


def sky(bands: Floats, trends: Floats, rules: SkyRules, before: States | None = None) -> Told:
    """Return the sky of each place and day, with its probability.

    The probability of each sky is summed over the bands and trends that make it, taken as
    independent: the growth of a week says little about the error of its total.

    Args:
        bands: (place, day, 3), probability that the level reaches each upper band; NaN if unknown.
        trends: (place, 3), probability of each trend; the days ahead keep today's.
        rules: how a sky is made.
        before: (place, day), the sky told before of the same days.

    """
    ends = np.ones((*bands.shape[:-1], 1))
    band = -np.diff(np.concatenate([ends, bands, 0 * ends], axis=-1), axis=-1)
    table = np.array(rules.table)
    at_least = np.array([table >= state for state in list(Sky)[1:]], dtype=np.float64)
    exceeds = np.einsum("pdb,pt,kbt->pdk", band, trends, at_least)
    return told(np.clip(exceeds, 0, 1), rules.settling, before)
