"""The rule of disclosure: its numbers, and what a reader can tell from a figure that follows it.

Outside its sender, every count of Argos' own is either hidden (0 to 10) or rounded to the nearest
5; 11 and 12 show 10. Each count on its own, totals and sums included: nothing is adjusted so that
totals match.
"""

from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

Count = TypeVar("Count", float, pl.Expr, NDArray[np.float64])

HIDDEN_UP_TO = 10
BASE = 5
NARROW = 3  # an attacker's interval on a hidden count must be at least this wide (high - low)


def to_base(count: Count) -> Count:
    """Return counts rounded to the nearest `BASE`, be they numbers, arrays or an expression."""
    return (count + BASE // 2) // BASE * BASE


def figure(count: pl.Expr) -> pl.Expr:
    """Return the figure shown for an exact count, null where it is hidden or missing.

    >>> pl.select(figure(pl.lit(pl.Series([10, 11, 12, 13, 17, 18])))).to_series().to_list()
    [None, 10.0, 10.0, 15.0, 15.0, 20.0]
    """
    return pl.when(count > HIDDEN_UP_TO).then(to_base(count).cast(pl.Float64))


def low(shown: pl.Expr) -> pl.Expr:
    """Return the least count that a figure allows; null is a hidden count."""
    followed = pl.max_horizontal(shown - BASE // 2, pl.lit(HIDDEN_UP_TO + 1))
    return pl.when(shown.is_null()).then(0).when(_follows(shown)).then(followed).otherwise(shown)


def high(shown: pl.Expr) -> pl.Expr:
    """Return the greatest count that a figure allows."""
    followed = shown + BASE // 2
    hidden = pl.when(shown.is_null()).then(HIDDEN_UP_TO)
    return hidden.when(_follows(shown)).then(followed).otherwise(shown)


def _follows(shown: pl.Expr) -> pl.Expr:
    """Whether the rule can have made this figure; one that it cannot is exact."""
    return (shown >= HIDDEN_UP_TO) & (shown % BASE == 0)
