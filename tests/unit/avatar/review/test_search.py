from math import log2

import numpy as np
import pytest

from argos.avatar import Avatarizer
from argos.avatar.errors import AvatarRefused
from argos.avatar.prepared import prepare
from argos.avatar.review.limits import limits_on
from argos.avatar.review.search import SPLITS, confidence_after, search, settings
from tests.unit.avatar.attacks.conftest import linked
from tests.unit.avatar.review.conftest import DAY

PEOPLE = prepare(linked(240, 1))


def make(k, components):
    return Avatarizer(k=k, n_components=components)


@pytest.fixture(scope="module")
def found():
    told: list[str] = []
    tried = settings(PEOPLE, make, (2, 60), (3,))
    made = search(PEOPLE, make, limits_on(DAY), np.random.default_rng(0), tried, told.append)
    assert len(told) == len(tried) == 2
    return made


def test_the_safest_setting_is_chosen(found):
    assert found.best.k == 60
    assert found.best.over < found.tries[1].over
    assert found.best.lost > 0


def test_the_search_tells_what_it_cost(found):
    assert found.bits == log2(2)
    assert found.tables == 2 * (SPLITS + 1)
    assert confidence_after(found) == pytest.approx(1 - 0.05 / 2)
    assert confidence_after(None) == 0.95


def test_settings_are_those_that_there_are_people_for():
    assert settings(PEOPLE, make, (20, 200), (3, 5)) == [(20, 3), (20, 5)]
    with pytest.raises(AvatarRefused, match="AVATAR_ROWS"):
        settings(PEOPLE, make, (200,), (3,))
