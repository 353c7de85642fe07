"""Beds: stays are found again, stocks follow admissions, what is missing is not zero."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from argos.epidemiology.forecasting.known import Known
from argos.epidemiology.forecasting.rolling import outcomes, replay, stock_baseline
from argos.epidemiology.forecasting.stocks import (
    LONGEST,
    beds_from,
    carried,
    mean_stays,
    stock_trend,
    survival,
)
from argos.epidemiology.series import Floats, SeriesRefused

DAYS, AHEAD = 200, 28
PARENTS = np.array([2, 2, 2])


def ward(
    means: Sequence[float] = (6.0, 12.0), *, shape: float = 1.0, turn: int = 170, scale: float = 50
) -> tuple[Floats, Floats]:
    """Return admissions and beds of two places and both together, to ``DAYS`` + ``AHEAD``.

    Admissions grow until the turn, then halve.
    """
    day = np.arange(DAYS + AHEAD)
    level = scale * np.exp(0.02 * np.minimum(day, turn) - 0.8 * (day > turn))
    came = np.stack([level, 2 * level])
    left = survival(means, LONGEST, shape=shape)
    beds = np.stack(
        [np.convolve(one, stay)[: day.size] for one, stay in zip(came, left, strict=True)]
    )
    return np.vstack([came, came.sum(0)]), np.vstack([beds, beds.sum(0)])


def seer(known: Known, horizons: Sequence[int]) -> Floats:
    """Foretell weeks of admissions that go on as on the last day."""
    return np.repeat(7 * known.target[:, -1:], len(horizons), axis=1)


def seen(beds: Floats, came: Floats, days: int = DAYS) -> Known:
    return Known(beds[:, :days], PARENTS, {"admissions": came[:, :days]})


def test_survival_is_exponential_at_shape_1_and_has_the_mean_asked_for() -> None:
    left = survival([5.0, 9.0], 400)
    np.testing.assert_allclose(left[0, :3], np.exp(-np.array([0.5, 1.5, 2.5]) / 5))
    for shape in (0.6, 1.0, 2.0):
        np.testing.assert_allclose(survival([9.0], 400, shape=shape).sum(), 9, rtol=0.04)


def test_with_stays_and_admissions_known_the_beds_are_exact() -> None:
    came, beds = ward(shape=1.5)
    told = carried(beds[:2, DAYS - 1], came[:2, :DAYS], came[:2, DAYS:], [6.0, 12.0], shape=1.5)
    np.testing.assert_allclose(told, beds[:2, DAYS:], rtol=1e-3)


@pytest.mark.parametrize("shape", [0.7, 1.0, 1.5])
def test_stays_are_found_again(shape: float) -> None:
    came, beds = ward(shape=shape, scale=5000)
    found = mean_stays(beds[:, :DAYS], came[:, :DAYS], PARENTS, shape=shape)
    np.testing.assert_allclose(found[:2], [6, 12], rtol=0.03)


def test_those_whom_admissions_do_not_explain_leave_too() -> None:
    came, beds = ward(scale=5000)
    more = mean_stays(1.5 * beds[:, :DAYS], came[:, :DAYS], PARENTS)
    assert (more[:2] > [6, 12]).all()
    told = carried(1.5 * beds[:2, DAYS - 1], came[:2, :DAYS], came[:2, DAYS:], more[:2])
    assert (told[:, 6] < 1.5 * beds[:2, DAYS - 1]).all()


def test_a_small_place_has_the_stays_of_the_place_around() -> None:
    came, beds = ward((3.0, 12.0))
    came[0], beds[0] = came[0] / 1e4, beds[0] / 1e4
    found = mean_stays(beds[:, :DAYS], came[:, :DAYS], PARENTS)
    assert abs(np.log(found[0] / found[2])) < 0.05 < abs(np.log(3 / found[2]))


def test_beds_go_on_falling_after_admissions_have_halved() -> None:
    came, beds = ward(turn=DAYS - 3)
    known = seen(beds, came)
    told = beds_from("admissions", seer)(known, [1, 7, 14])
    np.testing.assert_allclose(told, beds[:, DAYS + np.array([0, 6, 13])], rtol=0.03)
    trend = stock_trend(known, [7])
    assert (trend > 1.15 * told[:, [1]]).all()  # it has not seen the turn


def test_flows_come_from_the_leading_series_and_the_others_lead_them() -> None:
    came, beds = ward()
    leading: list[str] = []

    def model(known: Known, horizons: Sequence[int]) -> Floats:
        np.testing.assert_array_equal(known.target, came[:, :DAYS])
        leading.extend(known.leading)
        return seer(known, horizons)

    known = seen(beds, came)
    known = replace(known, leading={**known.leading, "tests": came[:, :DAYS]})
    beds_from("admissions", model)(known, [7])
    assert set(leading) == {"tests"}
    with pytest.raises(SeriesRefused, match="visits"):
        beds_from("visits")(known, [7])


def test_a_missing_stock_is_not_an_empty_ward() -> None:
    came, beds = ward()
    holed = beds[:, :DAYS].copy()
    holed[0, -1] = np.nan
    model = beds_from("admissions", seer)
    found, whole = model(seen(holed, came), [7]), model(seen(beds, came), [7])
    assert np.isnan(found[0]).all()
    np.testing.assert_array_equal(found[1:], whole[1:])
    holed = beds[:, :DAYS].copy()
    holed[0, -3] = np.nan  # stays are read from the other days
    np.testing.assert_allclose(model(seen(holed, came), [7])[0], whole[0], rtol=0.02)


def test_too_few_days_of_beds_are_refused() -> None:
    came, beds = ward()
    with pytest.raises(SeriesRefused, match="28"):
        mean_stays(beds[:, :20], came[:, :20], PARENTS)


def test_stocks_are_replayed_on_single_days_against_their_own_baseline() -> None:
    came, beds = ward()
    origins = list(range(120, 190, 3))
    past = replay(
        lambda day: seen(beds, came, day + 1), origins, [7, 14],
        {"beds": beds_from("admissions", seer), "trend": stock_trend}, stocks=True,
    )  # fmt: skip
    np.testing.assert_array_equal(
        past.came[:, :-5, 1], outcomes(beds, origins, [14], width=1)[:, :-5]
    )
    last = stock_baseline(seen(beds, came, 190), [7, 14])
    np.testing.assert_allclose(past.baseline[:, -1], last)
    np.testing.assert_allclose(last[:, :, 11], np.repeat(beds[:, 189:190], 2, axis=1))
    assert (last[:, 1, -1] > last[:, 0, -1]).all()
