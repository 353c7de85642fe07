"""Series come in one form, and what cannot be used is refused with what is needed."""

import numpy as np
import pytest

from argos.epidemiology.series import SeriesRefused, matrix, require_length


def test_a_vector_is_one_series() -> None:
    assert matrix([1, 2, None]).shape == (1, 3)
    assert np.isnan(matrix([1, None])[0, 1])


def test_what_is_given_is_not_changed_later() -> None:
    given = np.array([[1.0, 2.0]])
    matrix(given)[0, 0] = 9
    assert given[0, 0] == 1


@pytest.mark.parametrize(
    ("values", "code"), [([[[1.0]]], "NOT_A_MATRIX"), ([1, np.inf], "INFINITE_FIGURE")]
)
def test_what_is_no_series_is_refused(values: object, code: str) -> None:
    with pytest.raises(SeriesRefused) as refused:
        matrix(values)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_a_short_series_is_told_how_long_it_should_be() -> None:
    with pytest.raises(SeriesRefused, match=r"at least 9 dates|au moins 9 dates"):
        require_length(matrix([1, 2, 3]), 9)
    require_length(matrix(range(9)), 9)
