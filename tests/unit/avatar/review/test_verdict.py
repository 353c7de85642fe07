import pytest

from argos.avatar.review.limits import limits_on
from argos.avatar.review.outcome import Attack
from argos.avatar.review.verdict import Standing, judge, limit_of
from argos.avatar.review.words import OVER, UNSURE, got, todo
from argos.core.language import speaking
from tests.unit.avatar.review.conftest import DAY, outcome

LIMITS = limits_on(DAY)


def standing(estimate, error, itself=None, raw=None):
    own = [] if itself is None else [outcome(Attack.LINKABILITY, *itself)]
    given = [outcome(Attack.LINKABILITY, estimate, error, raw=raw)]
    return judge(given, own, LIMITS).findings[0].standing


@pytest.mark.parametrize(
    ("estimate", "error", "itself", "expected"),
    [
        (0.01, 0.01, None, Standing.UNDER),
        (0.01, 0.03, None, Standing.UNSURE),
        (0.04, 0.001, None, Standing.OVER),
        (0.04, 0.5, None, Standing.OVER),
        (0.01, 0.01, (0.5, 0.1), Standing.OVER),  # the table itself shows it
        (0.01, 0.01, (0.5, 0.6), Standing.UNDER),  # one table alone is too uncertain to refuse
    ],
)
def test_the_upper_bound_decides(estimate, error, itself, expected):
    assert standing(estimate, error, itself) is expected


@pytest.mark.parametrize(
    ("estimate", "error", "itself", "raw", "expected"),
    [
        (0.01, 0.01, None, 0.03, Standing.INCONCLUSIVE),
        (0.01, 0.5, None, -0.1, Standing.INCONCLUSIVE),
        (0.01, 0.01, None, 0.031, Standing.UNDER),
        (0.04, 0.01, None, 0.0, Standing.OVER),  # what finds something has shown that it can
        (0.01, 0.01, (0.5, 0.1), 0.0, Standing.OVER),
    ],
)
def test_an_attack_that_fails_on_the_real_data_concludes_nothing(
    estimate, error, itself, raw, expected
):
    assert standing(estimate, error, itself, raw) is expected


def test_an_inconclusive_attack_neither_refuses_nor_supports():
    nothing = outcome(Attack.LINKABILITY, 0.0, raw=0.0)
    alone = judge([nothing], (), LIMITS)
    assert (alone.passed, alone.refusing) == (False, ())
    both = judge([nothing, outcome(Attack.INFERENCE, 0.0, raw=0.9)], (), LIMITS)
    assert both.passed
    assert [both.count(each) for each in Standing] == [1, 0, 0, 1]


def test_a_figure_over_its_limit_is_never_written_as_the_limit():
    over = judge([outcome(Attack.INFERENCE, 0.03, 0.0204)], (), LIMITS).findings[0]
    with speaking("en"):
        assert "5.04" in got(over)
        assert "Limit: 5.00" in got(over)
    under = judge([outcome(Attack.INFERENCE, 0.03, 0.0199)], (), LIMITS).findings[0]
    with speaking("en"):
        assert "5.0)" in got(under)


def test_a_negative_risk_is_said_to_tell_nothing():
    found = judge([outcome(Attack.LINKABILITY, -0.008, 0.005)], (), LIMITS).findings[0]
    with speaking("fr"):
        assert got(found).startswith("Elle ne lui apprend rien (−0,8 ; entre −1,3 et −0,3).")


def test_one_attack_over_its_limit_refuses_and_the_farthest_is_told_first():
    found = judge(
        [outcome(Attack.LINKABILITY, 0.04), outcome(Attack.BY_DISTANCE, 0.9),
         outcome(Attack.INFERENCE, 0.0)], (), LIMITS,
    )  # fmt: skip
    assert not found.passed
    assert [f.outcome.attack for f in found.refusing] == [Attack.BY_DISTANCE, Attack.LINKABILITY]
    assert judge([outcome(Attack.INFERENCE, 0.0)], (), LIMITS).passed


def test_parts_of_the_limit_are_counted_from_learning_nothing():
    distance = judge([outcome(Attack.BY_DISTANCE, 0.515, 0.015)], (), LIMITS).findings[0]
    assert distance.used == pytest.approx((0, 0.5, 1))


def test_the_limit_of_a_linkage_by_seed_is_a_multiple_of_chance():
    limit = limit_of(outcome(Attack.BY_SEED, 0.0, chance=0.01), LIMITS)
    found = limit * (1 - 0.01) + 0.01  # the success whose risk beyond chance is the limit
    assert found == pytest.approx(0.02)


@pytest.mark.parametrize("attack", list(Attack))
def test_each_attack_says_how_far_and_what_to_change(attack):
    over = judge([outcome(attack, 0.87, 0.01)], (), LIMITS).findings[0]
    with speaking("fr"):
        assert "87,0" in got(over)
        assert todo(over) == OVER[attack].fr.format(column=None)
        assert "epsilon" in todo(over, private=True)
    with speaking("en"):
        assert "87.0" in got(over)
    unsure = judge([outcome(attack, over.outcome.nothing, 0.9)], (), LIMITS).findings[0]
    assert todo(unsure) == str(UNSURE)
