import pytest

from argos.avatar.review.limits import limits_on
from argos.avatar.review.outcome import Attack
from argos.avatar.review.verdict import Standing, judge, limit_of
from argos.avatar.review.words import OVER, UNSURE, got, todo
from argos.core.language import speaking
from tests.unit.avatar.review.conftest import DAY, outcome

LIMITS = limits_on(DAY)


def standing(estimate, error, itself=None):
    own = [] if itself is None else [outcome(Attack.LINKABILITY, *itself)]
    return judge([outcome(Attack.LINKABILITY, estimate, error)], own, LIMITS).findings[0].standing


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
