import pytest

from argos.avatar.attacks import risk, wilson


def test_wilson_is_the_textbook_interval():
    found = wilson(10, 100)  # Wilson 1927: 0.0552 to 0.1744
    assert found.estimate - found.error == pytest.approx(0.0552, abs=5e-5)
    assert found.estimate + found.error == pytest.approx(0.1744, abs=5e-5)


def test_nothing_found_is_not_certainty():
    assert wilson(0, 100).estimate + wilson(0, 100).error > 0.03


@pytest.mark.parametrize(("successes", "trials"), [(-1, 10), (11, 10), (0, 0)])
def test_impossible_counts_are_refused(successes, trials):
    with pytest.raises(ValueError, match="expected"):
        wilson(successes, trials)


def test_no_risk_where_the_held_out_fare_the_same_and_noise_is_not_hidden():
    assert risk(wilson(50, 100), wilson(50, 100), 0.1).estimate == 0
    assert risk(wilson(40, 100), wilson(50, 100), 0.1).estimate < 0


def test_the_interval_covers_as_it_claims():
    import numpy as np

    random = np.random.default_rng(0)
    truth = (0.5 - 0.2) / 0.8
    drawn = [risk(wilson(int(a), 400), wilson(int(c), 400), 0)
             for a, c in zip(random.binomial(400, 0.5, 2000), random.binomial(400, 0.2, 2000),
                             strict=True)]  # fmt: skip
    assert 0.93 < np.mean([r.low <= truth <= r.high for r in drawn]) < 0.98
