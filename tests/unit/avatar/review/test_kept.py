import numpy as np
import pytest

from argos.avatar import Avatarizer, Guarded
from argos.avatar.measures import MeasureName
from argos.avatar.prepared import prepare
from argos.avatar.review.beside import beside, not_measured
from argos.avatar.review.kept import Measure, kept
from tests.unit.avatar.attacks.conftest import linked
from tests.unit.avatar.people import people

TABLE = prepare(linked(500, 1))


def random():
    return np.random.default_rng(0)


def test_a_table_against_itself_has_changed_nothing_and_chance_would():
    for each in kept(TABLE, TABLE, random()):
        assert each.estimate == pytest.approx(0, abs=1e-6)
        assert each.low == 0
        assert each.floor > 0
        assert each.estimate < each.high


def test_a_table_that_changed_is_beyond_chance():
    other = prepare(linked(500, 1).with_columns(x0=0.5 * linked(500, 1)["x0"].reverse()))
    found = {each.measure: each for each in kept(TABLE, other, random())}
    assert found[Measure.SPREADS].estimate == pytest.approx(0.5, abs=0.01)
    assert found[Measure.SPREADS].low > found[Measure.SPREADS].floor
    assert found[Measure.CORRELATIONS].estimate > found[Measure.CORRELATIONS].floor


def test_a_table_without_numbers_has_no_spread():
    words = prepare(people(100).select("sexe", "severity", "emergency"))
    assert [each.measure for each in kept(words, words, random())] == list(Measure)[:2]


def test_the_authors_measures_stand_beside_what_strangers_give():
    method = Guarded(k=12)
    found = beside(method, TABLE, method.invented(TABLE, random()), random())
    assert {MeasureName.HIDDEN_RATE, MeasureName.LOCAL_CLOAKING} <= set(not_measured(found))
    everybody = [each for each in found if each.found.apart == 1]
    assert everybody
    assert all(each.control is not None for each in everybody)


def test_of_rows_that_stand_for_people_every_measure_is_told():
    method = Avatarizer(k=5)
    found = beside(method, TABLE, method.invented(TABLE, random()), random())
    assert not_measured(found) == []
    rate = next(each.found for each in found if each.found.name is MeasureName.HIDDEN_RATE)
    assert rate.estimate > 50
