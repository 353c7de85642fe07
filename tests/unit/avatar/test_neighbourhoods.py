from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from argos.avatar.calibration import at_quantiles
from argos.avatar.neighbourhoods import LOTS, around, stacked
from argos.avatar.prepared import prepare, with_gaps
from argos.avatar.projection import beyond_noise, project


@pytest.fixture(scope="module")
def crowd():
    """People whose columns tell who they are: each has a number of his own in two columns."""
    random = np.random.default_rng(0)
    place = random.normal(size=600)
    number = np.arange(600.0)
    table = prepare(
        pl.DataFrame(
            {
                "left": place + number * 1e-7,
                "right": place + number * 1e-7,
                "level": np.where(place > 0, "high", "low"),
                "rare": np.where(random.random(600) < 0.03, "yes", "no"),
                "gap": pl.Series(place).set(pl.Series(random.random(600) < 0.2), None),
            }
        )
    )
    scores = project(with_gaps(table), 2).scores(with_gaps(table))
    points = random.permutation(scores)[np.arange(20_000) % 600]
    return table, points, around(table, scores, points, 20, random)


def test_no_person_gives_a_row_two_columns_of_different_halves(crowd):
    table, _, neighbourhoods = crowd
    assert len(neighbourhoods.partings) == LOTS
    for parting in neighbourhoods.partings:
        first, second = (set(half.rows.tolist()) for half in parting.halves)
        assert not first & second
        assert first | second == set(range(table.rows))
        assert sorted(parting.of_column) == [0, 0, 0, 1, 1] or sorted(parting.of_column) == [
            0, 0, 1, 1, 1
        ]  # fmt: skip
    ways = {tuple(parting.of_column) for parting in neighbourhoods.partings}
    assert len(ways) > 1


def test_shares_of_levels_and_gaps_are_the_peoples(crowd):
    table, points, neighbourhoods = crowd
    drawn = neighbourhoods.drawn(points, np.random.default_rng(1))
    for old, new in zip(table.coded, drawn.coded, strict=True):
        before, after = (np.bincount(c.codes, minlength=2) / len(c.codes) for c in (old, new))
        assert np.abs(before - after).max() < 0.012
    gap = next(c for c in drawn.measured if c.name == "gap")
    assert gap.missing.mean() == pytest.approx(0.2, abs=0.03)
    assert np.ptp(gap.values[gap.missing]) == 0  # what stands for a gap tells nothing


def test_tables_are_stacked_in_order(crowd):
    table, _, _ = crowd
    parts = [table.take(np.arange(a, b)) for a, b in pairwise([0, 100, 350, 600])]
    whole = stacked(parts)
    assert whole.rows == 600
    for old, new in zip(table.columns, whole.columns, strict=True):
        for field in ("codes", "values", "missing"):
            assert np.array_equal(getattr(old, field, None), getattr(new, field, None))


def test_components_that_stand_out_of_noise_are_counted():
    random = np.random.default_rng(2)
    noise = random.normal(size=(500, 12))
    alone = prepare(pl.DataFrame(noise))
    assert beyond_noise(project(alone, 1).eigenvalues, 500) == 0
    two = noise + 2 * random.normal(size=(500, 2)) @ random.normal(size=(2, 12))
    assert beyond_noise(project(prepare(pl.DataFrame(two)), 1).eigenvalues, 500) == 2


def test_gaps_take_no_part_in_quantiles():
    known = np.random.default_rng(3).normal(size=1000)
    people = prepare(pl.DataFrame({"x": known})).measured[0]
    gone = np.arange(1000) % 2 == 0
    holed = prepare(pl.DataFrame({"x": pl.Series(known * 5).set(pl.Series(gone), None)}))
    moved = at_quantiles(holed.measured[0], people)
    assert moved[~gone].std() == pytest.approx(known.std(), rel=0.05)
