"""The form in which every function of this package takes series, and how it refuses them.

A matrix of floats: one row a series, one column a day or a week, oldest first, without gaps in
time. A figure that is missing is NaN and never counts as zero.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from argos.core.errors import EXIT_USAGE, ArgosError
from argos.core.language import Text

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class SeriesRefused(ArgosError):  # noqa: N818 - a refusal is an answer, not a fault
    """Series that a method cannot be applied to."""

    exit_status = EXIT_USAGE


def matrix(values: ArrayLike) -> Floats:
    """Return series as a matrix of floats, (series, time); one series may be given as a vector.

    Raises:
        SeriesRefused: there are more than two dimensions, or a figure is infinite.

    """
    given = np.array(values, dtype=np.float64, ndmin=2)
    if given.ndim != 2:
        raise SeriesRefused(
            "NOT_A_MATRIX",
            expected=Text(
                "une ligne par série, une colonne par date", "a row a series, a column a date"
            ),
            found=Text(f"{given.ndim} dimensions", f"{given.ndim} dimensions"),
            todo=Text("donner un tableau à deux dimensions", "give an array of two dimensions"),
        )
    if np.isinf(given).any():
        raise SeriesRefused(
            "INFINITE_FIGURE",
            expected=Text("des nombres finis, NaN si absents", "finite numbers, NaN where missing"),
            found=Text("une valeur infinie", "an infinite value"),
            todo=Text("corriger la série", "mend the series"),
        )
    return given


def require_length(series: Floats, needed: int) -> None:
    """Refuse series that are shorter than a method needs.

    Args:
        series: from ``matrix``.
        needed: the fewest days or weeks with which the method says anything.

    Raises:
        SeriesRefused: they are shorter; it tells the length needed.

    """
    found = series.shape[1]
    if found < needed:
        raise SeriesRefused(
            "SERIES_TOO_SHORT",
            expected=Text(f"au moins {needed} dates", f"at least {needed} dates"),
            found=Text(f"{found}", f"{found}"),
            todo=Text("donner une série plus longue", "give a longer series"),
        )


def require(holds: bool, expected: Text, found: Text) -> None:
    """Refuse what is given to a method where something does not hold.

    Raises:
        SeriesRefused: it does not; it tells what was expected and found.

    """
    if not holds:
        todo = Text("corriger ce qui est donné", "mend what is given")
        raise SeriesRefused("OUT_OF_RANGE", expected=expected, found=found, todo=todo)
