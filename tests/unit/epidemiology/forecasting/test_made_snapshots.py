"""Snapshots made for the evaluation: they show what was known that day, and no more."""

from datetime import date

import numpy as np
from scripts.forecast_snapshots import (
    COMPLETE,
    FIRST,
    LAGS,
    Territory,
    by_whole_weeks,
    closed_days,
    thinning,
)

from argos.epidemiology.series import Floats

PARENTS = np.array([2, 2, 2])
SINCE = 60


def figures(seed: int = 0, days: int = 120) -> Floats:
    """Return counts of two places and of both together."""
    apart = np.random.default_rng(seed).poisson([[300.0], [900.0]], (2, days)).astype(float)
    return np.vstack([apart, apart.sum(0)])


def territory(last: Floats | None = None) -> Territory:
    """Return places of which tests are known by day to ``SINCE``, then by week."""
    tests = figures(1) if last is None else last
    return Territory(
        {"admissions": figures(), "positives": tests, "emergency": figures(2)},
        PARENTS,
        {},
        np.array([], dtype=np.intp),
        thinned={"positives": thinning("positives", tests)},
        weekly={"positives": SINCE},
        shown=["positives"],
    )


def test_what_is_known_of_a_day_only_grows_and_has_the_shares_measured() -> None:
    final = figures(days=400)
    drawn = thinning("emergency", final)
    assert (np.diff(drawn, axis=0) >= 0).all()
    assert (drawn[-1] <= final).all()
    np.testing.assert_allclose(drawn.sum((1, 2)) / final.sum(), COMPLETE["emergency"], atol=0.01)
    holed = final.copy()
    holed[0, 7] = np.nan
    assert np.isnan(thinning("emergency", holed)[:, 0, 7]).all()


def test_days_after_the_last_sunday_are_the_widest_place_s_shared_as_before() -> None:
    tests = figures()
    newest = 70
    weekday = (FIRST.toordinal() + newest) % 7  # of the day after, from Sunday at 0
    sunday = newest - (weekday + 6) % 7 - 1 if weekday else newest
    shown = by_whole_weeks(tests[:, : newest + 1].copy(), PARENTS, SINCE)
    assert date.fromordinal(FIRST.toordinal() + sunday).isoweekday() == 7
    np.testing.assert_array_equal(shown[:, : sunday + 1], tests[:, : sunday + 1])
    np.testing.assert_array_equal(shown[2], tests[2, : newest + 1])
    ratio = tests[0, sunday - 6 : sunday + 1].sum() / tests[2, sunday - 6 : sunday + 1].sum()
    np.testing.assert_allclose(shown[0, sunday + 1 :], ratio * tests[2, sunday + 1 : newest + 1])


def test_a_snapshot_shows_nothing_of_later_days() -> None:
    changed = figures(1)
    changed[:, 81 - LAGS["positives"] :] = 0
    one, other = territory().as_of(80), territory(changed).as_of(80)
    assert one.target.shape == (3, 81)
    assert np.isnan(one.leading["positives"][:, -LAGS["positives"] :]).all()
    np.testing.assert_allclose(one.leading["positives"], other.leading["positives"], rtol=0.2)
    early = slice(0, 81 - LAGS["positives"] - len(COMPLETE["positives"]))
    np.testing.assert_array_equal(
        one.leading["positives"][2, early], other.leading["positives"][2, early]
    )


def test_a_target_that_is_published_late_ends_on_its_newest_day() -> None:
    visits = territory().of("emergency", ["positives", "nothing"])
    known = visits.as_of(80)  # the evening of day 81
    assert not np.isnan(known.target[:, -1]).any()
    assert np.isnan(known.leading["positives"][:, -2:]).all()
    assert not np.isnan(known.leading["positives"][:, -3]).any()


def test_closed_days_are_sundays_and_public_holidays() -> None:
    shut = closed_days()
    at = {day: (date.fromisoformat(day) - FIRST).days for day in ("2020-11-11", "2021-04-05")}
    assert all(shut[day] for day in at.values())
    assert not shut[at["2020-11-11"] + 1]
    assert 110 < shut.sum() < 130
