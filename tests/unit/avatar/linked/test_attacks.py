"""Attacks on histories succeed on the people's own, and not on avatars."""

import numpy as np
import pytest

from argos.avatar.attacks import balanced_accuracy
from argos.avatar.linked.attacks import attacked, laid_out


def found(released, halves, territory):
    used, others, _ = halves
    return attacked(released, used, others, territory.links, np.random.default_rng(5))


@pytest.fixture(scope="module")
def raw(halves, territory):
    return found(halves[0], halves, territory)


@pytest.fixture(scope="module")
def guarded(halves, territory):
    return found(halves[2], halves, territory)


@pytest.mark.parametrize("attack", ["linkage", "singling out", "inference"])
def test_an_attack_succeeds_on_the_raw_histories_and_not_on_avatars(raw, guarded, attack):
    assert raw[attack].low > 0.8
    assert raw[attack].stronger_than_chance
    assert guarded[attack].low < 0.03  # one split cannot tell more
    assert guarded[attack].estimate < 0.12


@pytest.mark.parametrize("attack", ["membership by distance", "membership by density"])
def test_membership_is_known_of_the_raw_histories_and_guessed_of_avatars(raw, guarded, attack):
    assert balanced_accuracy(raw[attack]) > 0.6
    assert abs(balanced_accuracy(guarded[attack]) - 0.5) < 0.05


def test_histories_are_laid_out_alike(halves, territory):
    used, others, made = halves
    views = laid_out([used, others, made], territory.links)
    names = [[column.name for column in view.columns] for view in views]
    assert names[0] == names[1] == names[2]
    several = used["events"].group_by("subject").len().filter(len=2).height
    assert 0 < several <= views[0].rows
