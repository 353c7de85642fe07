import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from argos.avatar import Avatarizer, Guarded, Order
from argos.avatar.attacks import (
    balanced_accuracy,
    inference,
    linkability,
    mean_risk,
    membership_by_distance,
    reconstruction,
    seed_linkage,
)
from argos.avatar.cells import cells
from argos.avatar.errors import AvatarRefused
from argos.avatar.likeness import isolation
from argos.avatar.measures import correlation_change, hellinger
from argos.avatar.prepared import prepare
from tests.unit.avatar.attacks.conftest import linked
from tests.unit.avatar.people import people


def test_the_table_keeps_names_types_gaps_and_constraints():
    table = people(400)
    kept = Guarded(seed=1, constraints=[Order("admission", "discharge")]).fit_transform(table)
    assert kept.schema == table.schema
    assert kept.height == table.height
    assert kept.filter(pl.col("discharge") < pl.col("admission")).is_empty()
    assert abs(kept["sexe"].null_count() - table["sexe"].null_count()) < 40


def test_the_same_seed_gives_the_same_table_in_any_order_of_rows():
    table = people(300)
    first = Guarded(seed=5).fit_transform(table)
    assert_frame_equal(first, Guarded(seed=5).fit_transform(table.sample(fraction=1, shuffle=True)))
    assert not first.equals(Guarded(seed=6).fit_transform(table))


@pytest.fixture(scope="module")
def both():
    everyone = prepare(linked(2000, 1))
    used, held_out = everyone.take(np.arange(1000)), everyone.take(np.arange(1000, 2000))
    random = np.random.default_rng(2)
    made = {m: m.invented(used, random) for m in (Guarded(), Avatarizer())}
    return [(released, used, held_out) for released in made.values()]


def test_it_stands_attacks_that_the_published_method_does_not(both):
    def attacked(released, used, held_out):
        given = (released, used, held_out, np.random.default_rng(3))
        return (
            linkability(*given).estimate,
            balanced_accuracy(membership_by_distance(*given)),
            mean_risk(inference(*given)),
            reconstruction(*given).estimate,
        )

    guarded, published = (attacked(*case) for case in both)
    assert guarded[0] < 0.06 < published[0]
    assert guarded[1] < 0.54 < published[1]
    assert guarded[2] < 0.05 < published[2]
    assert guarded[3] < published[3] / 2


def test_it_keeps_margins_spreads_and_correlations(both):
    released, used, _ = both[0]
    assert np.mean(list(hellinger(used, released).values())) < 0.05
    # Eight numbers of three traits: what differs within chance is left (`moments`), which costs
    # most where columns are closely related. Drawing the people again changes 1.8 points.
    assert correlation_change(used, released) < 4.5
    ratios = [r.values.std() / u.values.std()
              for r, u in zip(released.measured, used.measured, strict=True)]  # fmt: skip
    assert 0.9 < min(ratios) <= max(ratios) < 1.1


def test_no_row_stands_for_a_person():
    used = prepare(linked(300, 1))
    found = seed_linkage(Guarded().invented, used, np.random.default_rng(0), again=12)
    assert found.attack.estimate < 0.03


def test_cells_hold_everybody_once_and_enough_of_them():
    scores = np.random.default_rng(0).normal(size=(1000, 3))
    found = cells(scores, 40, np.random.default_rng(1))
    assert sorted(np.concatenate(found)) == list(range(1000))
    assert all(40 <= len(cell) < 80 for cell in found)


def test_the_isolated_take_part_one_time_in_five():
    used = prepare(linked(300, 1))
    used.columns[0].values[0] = 1e6
    random = np.random.default_rng(0)
    assert np.argmax(isolation(used, used)) == 0
    kept = [Guarded()._taking_part(used, random) for _ in range(100)]
    assert 8 <= sum(bool((k.columns[0].values == 1e6).any()) for k in kept) <= 34
    assert all(k.rows >= 285 for k in kept)


@pytest.mark.parametrize(
    "setting", [{"k": 1}, {"n_components": 0}, {"isolated": 1.5}, {"taking_part": -0.1}]
)
def test_settings_out_of_range_are_refused(setting):
    with pytest.raises(AvatarRefused, match="AVATAR_SETTING"):
        Guarded(**setting).fit_transform(people(400))


def test_the_one_gap_of_a_column_may_take_no_part():
    table = people(200).with_columns(
        lone=pl.Series(np.random.default_rng(0).normal(size=200)).set(
            pl.Series(np.arange(200) == 7), None
        )
    )
    for seed in range(6):
        assert Guarded(seed=seed).fit_transform(table)["lone"].dtype == pl.Float64


def test_too_few_people_are_refused():
    with pytest.raises(AvatarRefused, match="AVATAR_ROWS"):
        Guarded(k=40).fit_transform(people(159))


def test_what_it_chose_is_told_of_the_last_table_that_was_made():
    method = Guarded(seed=1)
    assert (dict(method.used), method.chosen) == ({}, ())  # nothing is chosen yet
    for rows, k in ((300, 60), (1000, 79), (2000, 100)):
        method.fit_transform(people(rows))
        assert (method.used["k"], method.chosen) == (k, ("k", "components"))
        assert 3 <= method.used["components"] <= 8
    given = Guarded(k=20, n_components=9)
    given.fit_transform(people(300).select("twin", "weight (kg)"))
    assert (dict(given.used), given.chosen) == ({"k": 20, "components": 4}, ())
