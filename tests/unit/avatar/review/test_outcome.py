import numpy as np
import pytest
from scipy import stats

from argos.avatar.attacks.risk import risk, wilson
from argos.avatar.review.outcome import Attack, averaged, of_columns, of_reconstruction, of_risk
from tests.unit.avatar.review.conftest import outcome


def test_a_membership_is_a_balanced_accuracy_with_its_error():
    found = of_risk(Attack.BY_DISTANCE, risk(wilson(60, 100), wilson(40, 100), 0.5))
    share = wilson(60, 100)
    assert found.estimate == pytest.approx((share.estimate + 1 - wilson(40, 100).estimate) / 2)
    assert found.high - found.estimate == pytest.approx(share.error * 2**0.5 / 2)
    assert (found.control, found.nothing) == (0.5, 0.5)


def test_another_attack_is_the_risk_beyond_its_control():
    given = risk(wilson(60, 100), wilson(40, 100), 0.2)
    found = of_risk(Attack.LINKABILITY, given)
    assert (found.estimate, found.low, found.high) == (given.estimate, given.low, given.high)
    assert (found.control, found.chance) == (given.control.estimate, 0.2)


def test_a_reconstruction_is_not_divided_by_what_typical_people_leave():
    given = risk(wilson(98, 100), wilson(96, 100), 0.96)
    found = of_reconstruction(given)
    assert found.estimate == pytest.approx(given.attack.estimate - given.control.estimate)
    assert found.high - found.low < given.high - given.low


def test_an_inference_is_the_mean_of_columns_and_names_the_worst():
    risks = {"a": risk(wilson(60, 100), wilson(40, 100), 0.2),
             "b": risk(wilson(45, 100), wilson(40, 100), 0.2)}  # fmt: skip
    found = of_columns(risks)
    assert found.estimate == pytest.approx((risks["a"].estimate + risks["b"].estimate) / 2)
    assert found.worst_column == "a"
    widths = [r.high - r.estimate for r in risks.values()]
    assert found.high - found.estimate == pytest.approx(np.mean(widths))


def test_over_several_tables_the_interval_is_students():
    values = [0.01, 0.03, 0.08]
    over = [outcome(Attack.LINKABILITY, value) for value in values]
    found = averaged(over, [outcome(Attack.LINKABILITY, 0.02)] * 2)
    low, high = stats.t.interval(0.95, 2, np.mean(values), stats.sem(values))
    assert (found.low, found.high) == pytest.approx((low, high))
    assert (found.estimate, found.floor) == pytest.approx((0.04, 0.02))


def test_an_interval_is_widened_for_one_that_was_chosen_among_several():
    alone = outcome(Attack.LINKABILITY, 0.04, 0.01)
    wider = averaged([alone], confidence=1 - 0.05 / 9)
    assert wider.high - wider.estimate == pytest.approx(0.01 * stats.norm.ppf(1 - 0.025 / 9) / 1.96,
                                                        rel=1e-4)  # fmt: skip
    assert averaged([alone]).high == pytest.approx(alone.high)
    two = [outcome(Attack.LINKABILITY, value) for value in (0.01, 0.03)]
    assert averaged(two, confidence=0.99).high > averaged(two).high
