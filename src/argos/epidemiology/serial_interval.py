"""The time from the onset of a case to the onset of those it infects, by whole days (or weeks).

Source: Cori, Ferguson, Fraser, Cauchemez, Am J Epidemiol 178 (2013) 1505, web appendix 11.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammainc, gammaincc

from argos.core.language import Text, same
from argos.epidemiology.series import Floats, require


@dataclass(frozen=True, slots=True)
class SerialInterval:
    """The time from the onset of a case to the onset of those it infects.

    Attributes:
        weights: the chance of 0, 1, 2, … days (or weeks). The first is 0, their sum 1 within 0.01.
        source: the study that it comes from, to be shown beside every number made with it.

    """

    weights: Floats
    source: str

    def __post_init__(self) -> None:
        weights = np.array(self.weights, dtype=np.float64)
        sound = weights.ndim == 1 and weights.size > 1 and weights[0] == 0
        sound = sound and bool((weights >= 0).all()) and abs(weights.sum() - 1) <= 0.01
        expected = Text("des poids de somme 1, nul au délai 0", "weights of sum 1, 0 at delay 0")
        require(sound, expected, Text(f"somme {weights.sum():.4g}", f"sum {weights.sum():.4g}"))
        require(bool(self.source.strip()), Text("une source", "a source"), Text("rien", "none"))
        weights.flags.writeable = False
        object.__setattr__(self, "weights", weights)

    @property
    def mean(self) -> float:
        """The mean, in days or weeks."""
        return float(self.weights @ np.arange(self.weights.size))


def discretised_gamma(mean: float, sd: float, length: int, source: str) -> SerialInterval:
    """Return a serial interval of this mean and standard deviation, by whole days (or weeks).

    The interval is 1 plus a gamma variable, and each onset is spread over its day (Cori 2013):
    with F the distribution function of the gamma variable and G its integral from 0,
    w_k = G(k) - 2 G(k-1) + G(k-2).

    Args:
        mean: over 1.
        sd: over 0.
        length: how many weights, of delays 0 to length - 1; they are not scaled to sum to 1.
        source: where mean and sd come from.

    Raises:
        SeriesRefused: mean or sd are out of range, or the weights lack more than 1 %.

    """
    expected = Text("moyenne > 1, écart-type > 0", "mean > 1, sd > 0")
    require(mean > 1 and sd > 0, expected, same(f"{mean}, {sd}"))
    scale = sd**2 / (mean - 1)
    shape = (mean - 1) / scale
    at = np.arange(-2, length, dtype=np.float64)
    ahead, past = np.maximum(at, 0) / scale, shape * scale
    head = at * gammainc(shape, ahead) - past * gammainc(shape + 1, ahead)
    tail = past * gammaincc(shape + 1, ahead) - at * gammaincc(shape, ahead)
    # Both have the same second difference; each is exact where the other loses its digits.
    weights = np.where(at[2:] <= mean, np.diff(head, 2), np.diff(tail, 2))
    return SerialInterval(np.maximum(weights, 0), source)
