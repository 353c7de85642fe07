import numpy as np
import pytest

from argos.avatar import Avatarizer, Guarded
from argos.avatar.attacks.risk import risk, wilson
from argos.avatar.attacks.targets import FEWEST
from argos.avatar.errors import AvatarRefused
from argos.avatar.kinds import Column, Kind
from argos.avatar.prepared import prepare
from argos.avatar.review import trial as module
from argos.avatar.review.outcome import BALANCED, Attack
from argos.avatar.review.trial import attacked, each_drawn, fewest, halves, parted, steps, trial
from tests.unit.avatar.attacks.conftest import linked

EVERYONE = prepare(linked(240, 1))
RISK = risk(wilson(6, 10), wilson(5, 10), 0.5)


@pytest.fixture(scope="module")
def outcomes():
    with pytest.MonkeyPatch.context() as patch:
        for name, few in (("LEARNT", 20), ("TRIED", 20), ("RAW_LEARNT", 10), ("RAW_TRIED", 10)):
            patch.setattr(module, name, few)
        told: list[str] = []
        method, random = Avatarizer(k=5), np.random.default_rng(0)
        found = trial(method, EVERYONE, random, 2, told.append)
        assert len(told) == steps(method, 2)
    return {outcome.attack: outcome for outcome in found}


def test_every_attack_is_made_and_has_its_interval(outcomes):
    assert set(outcomes) == set(Attack)
    for outcome in outcomes.values():
        assert outcome.low <= outcome.estimate <= outcome.high


def test_every_attack_that_can_is_made_on_the_people_too_and_works(outcomes):
    raws = {attack: outcome.raw for attack, outcome in outcomes.items() if outcome.raw is not None}
    assert set(Attack) - set(raws) == {Attack.BY_SEED}
    for attack in (Attack.LINKABILITY, Attack.INFERENCE, Attack.BY_DISTANCE, Attack.BY_PROFILE):
        assert raws[attack] > (0.7 if attack in BALANCED else 0.5), attack


def test_the_floor_is_of_people_who_had_no_part(outcomes):
    for attack in (Attack.BY_DISTANCE, Attack.INFERENCE):
        assert outcomes[attack].floor < outcomes[attack].estimate, attack
    assert abs(outcomes[Attack.BY_DISTANCE].floor - 0.5) < 0.1


def test_a_method_without_seeds_is_not_asked_for_them():
    assert steps(Guarded(), 5) == steps(Avatarizer(), 5) - 1


def test_halves_share_nobody_and_are_bounded(monkeypatch):
    rows = prepare(linked(300, 2).with_row_index("who"), {"who": Column(kind=Kind.INTEGER)})
    monkeypatch.setattr(module, "JUDGED", 100)
    both = halves(rows, np.random.default_rng(1))
    assert [half.rows for half in both] == [50, 50]
    named = [set(half.columns[0].values.tolist()) for half in both]
    assert not named[0] & named[1]


def test_each_person_is_held_out_whatever_the_others_are():
    rows = prepare(linked(300, 2).with_row_index("who"), {"who": Column(kind=Kind.INTEGER)})
    used, others = each_drawn(rows, 0.8, np.random.default_rng(1))
    named = [set(part.columns[0].values.tolist()) for part in (used, others)]
    assert named[0] | named[1] == set(range(300))
    assert not named[0] & named[1]
    fewer, _ = each_drawn(rows.take(np.arange(299)), 0.8, np.random.default_rng(1))
    assert set(fewer.columns[0].values.tolist()) == named[0] - {299}
    sizes = [each_drawn(rows, 0.8, np.random.default_rng(seed))[0].rows for seed in range(200)]
    assert np.std(sizes) == pytest.approx((300 * 0.8 * 0.2) ** 0.5, rel=0.2)


@pytest.mark.parametrize("held_out", [None, 0.2])
def test_as_many_people_as_are_needed_are_enough_for_every_attack(held_out):
    method, random = Avatarizer(k=5), np.random.default_rng(0)
    people = prepare(linked(fewest(method, held_out), 3))
    used, others = parted(people, 0.5 if held_out is None else 1 - held_out, random)
    sides = [(used, others)] if held_out else [(used, others), parted(others, 0.5, random)]
    for side in sides:
        assert len(attacked(method.invented(used, random), *side, random)) == len(Attack) - 2
    few = parted(others.take(np.arange(2 * FEWEST - 2)), 0.5, random)
    with pytest.raises(AvatarRefused, match=str(FEWEST)):
        attacked(used, *few, random)


def test_too_few_people_are_refused_before_the_work():
    with pytest.raises(AvatarRefused, match="AVATAR_ROWS"):
        trial(Guarded(k=40), prepare(linked(200, 1)), np.random.default_rng(0), 2, lambda _: None)


def test_more_halves_judge_the_attack_on_the_isolated_by_more_tables(monkeypatch):
    made = []
    monkeypatch.setattr(module, "membership_by_shadows", lambda *_, **n: made.append(n) or RISK)
    monkeypatch.setattr(module, "_by_halves", lambda *_: [])
    people = prepare(linked(400, 1))
    for splits in (2, 120):
        trial(Guarded(k=20), people, np.random.default_rng(0), splits, lambda _: None)
    assert [n["tried"] for n in made[::2]] == [module.TRIED, 240]
    assert module.steps(Guarded(k=20), 120) == 120 + (module.LEARNT + 240) // module.LOT
