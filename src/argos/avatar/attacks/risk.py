"""The risk that an attack shows: its success on people of the table beyond that on people held out.

Giomi et al., A unified framework for quantifying privacy risk in synthetic data, PoPETs 2023.
"""

from dataclasses import dataclass
from math import sqrt

from scipy.stats import norm


@dataclass(frozen=True, slots=True)
class Wilson:
    """A share of successes, by Wilson's score interval.

    Attributes:
        estimate: the centre of the interval, 0 to 1.
        error: half its width.

    """

    estimate: float
    error: float


def wilson(successes: float, trials: int, confidence: float = 0.95) -> Wilson:
    """Return Wilson's centre and half width for successes in trials.

    With z the normal quantile: centre (s + z²/2)/(n + z²), half width
    z/(n + z²) · √(s(n − s)/n + z²/4) (Wilson 1927).
    """
    if not 0 <= successes <= trials or trials < 1:
        raise ValueError(f"expected 0 ≤ successes ≤ trials ≥ 1, found {successes} of {trials}")
    z = float(norm.ppf((1 + confidence) / 2))
    centre = (successes + z * z / 2) / (trials + z * z)
    error = z / (trials + z * z) * sqrt(successes * (trials - successes) / trials + z * z / 4)
    return Wilson(centre, error)


@dataclass(frozen=True, slots=True)
class Risk:
    """What an attack shows of a table.

    Attributes:
        estimate: (attack − control)/(1 − control), unclipped: below 0 is noise, and is shown.
        low, high: its 95 % interval, both shares' errors propagated.
        attack: success on people of the table.
        control: success on people who were held out.
        chance: success of guesses without the table; an attack below it proves nothing.

    """

    estimate: float
    low: float
    high: float
    attack: Wilson
    control: Wilson
    chance: float

    @property
    def stronger_than_chance(self) -> bool:
        """Whether the attack does better than guessing: if not, it is no evidence of safety."""
        return self.attack.estimate - self.attack.error > self.chance


def risk(attack: Wilson, control: Wilson, chance: float) -> Risk:
    """Return the risk of an attack beyond its control.

    The error is that of a function of two independent shares: the derivatives of
    (a − c)/(1 − c) are 1/(1 − c) in a and (a − 1)/(1 − c)² in c.
    """
    a, c = attack.estimate, control.estimate
    estimate = (a - c) / (1 - c)
    error = sqrt((attack.error / (1 - c)) ** 2 + (control.error * (1 - a) / (1 - c) ** 2) ** 2)
    return Risk(estimate, estimate - error, estimate + error, attack, control, chance)
