"""What is asked of the people, and what it costs them: counted by OpenDP, which draws the noise.

Two tables are neighbours when one has a row more. A question is answered by OpenDP through a filter
that holds the people and the whole budget, and refuses what would overrun it: what is spent cannot
be more than what was asked, whatever the rest of this code does. Costs are in zero-concentrated
differential privacy (Bun and Steinke 2016), where they add up, and OpenDP turns their sum into an
epsilon for a delta.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from argos.avatar.errors import AvatarRefused
from argos.avatar.prepared import Floats, Prepared
from argos.core.language import Text, same

Counted = Callable[[Prepared], NDArray[np.int64]]
Scored = Callable[[Prepared], Floats]
SLACK = 1e-6  # of a score's sensitivity: what rounding could add
SPARE = 1e-9  # of a cost: what OpenDP's rounding upwards could add
CLOSE = 1e-6  # to which the budget is found, relative to it


class Ledger:
    """People behind a filter: noisy counts and choices until the budget is spent.

    Args:
        people: whom the questions are about.
        epsilon, delta: what all answers together may cost.

    """

    def __init__(self, people: Prepared, epsilon: float, delta: float) -> None:
        self._dp = opendp()
        self.rho = affordable(epsilon, delta)
        self._answers = _filter(self._dp, self.rho)(people)

    @property
    def spent(self) -> float:
        """Return what the answers so far cost, as OpenDP counts it."""
        return float(self._answers.privacy_loss(1))

    def counts(self, asked: Counted, tables: int, rho: float) -> tuple[Floats, float]:
        """Return noisy counts of people, and the standard deviation of their noise.

        Args:
            asked: from people to the cells of some tables, in each of which a person counts once.
            tables: how many: a person more changes the counts by the root of it at most.
            rho: what the answer costs.

        """
        dp = self._dp
        scale = float(np.sqrt(tables / (2 * rho * (1 - SPARE))))
        cells = dp.vector_domain(dp.atom_domain(T=int))
        laid = dp.t.make_user_transformation(
            *_space(dp), cells, dp.l2_distance(T=float),
            lambda people: asked(people).tolist(), lambda d: float(np.sqrt(tables)) * float(d),
        )  # fmt: skip
        noisy = self._answers(laid >> dp.m.then_gaussian(scale))
        return np.asarray(noisy, dtype=np.float64), scale

    def choice(self, asked: Scored, sensitivity: float, rho: float) -> int:
        """Return the place of a score that is among the largest: the exponential mechanism.

        Args:
            asked: from people to scores.
            sensitivity: by how much a person more changes any score at most.
            rho: what the answer costs.

        """
        dp, moved = self._dp, sensitivity * (1 + SLACK)
        scores = dp.vector_domain(dp.atom_domain(T=float, nan=False))
        laid = dp.t.make_user_transformation(
            *_space(dp), scores, dp.linf_distance(T=float),
            lambda people: asked(people).tolist(), lambda d: moved * float(d),
        )  # fmt: skip
        scale = moved / float(np.sqrt(2 * rho * (1 - SPARE)))
        named = dp.m.then_noisy_max(dp.zero_concentrated_divergence(), scale=scale)
        return int(self._answers(laid >> named))


@lru_cache
def affordable(epsilon: float, delta: float) -> float:
    """Return the most that answers may cost in zero-concentrated terms, for (epsilon, delta)."""
    low, high = 0.0, epsilon
    while high - low > CLOSE * high:
        middle = (low + high) / 2
        low, high = (middle, high) if stated(middle, delta) <= epsilon else (low, middle)
    return low


def stated(rho: float, delta: float) -> float:
    """Return the epsilon that OpenDP states, for a delta, of all answers within a budget."""
    dp = opendp()
    whole = dp.c.make_zCDP_to_approxDP(_filter(dp, rho))
    return float(whole.map(1).epsilon(delta))


def _space(dp: Any) -> tuple[Any, Any]:
    return dp.user_domain("people", lambda _: True), dp.symmetric_distance()


def _filter(dp: Any, rho: float) -> Any:
    odometer = dp.c.make_fully_adaptive_composition(*_space(dp), dp.zero_concentrated_divergence())
    return dp.c.make_privacy_filter(odometer, d_in=1, d_out=rho)


def opendp() -> Any:
    """Return OpenDP, ready for questions of our own.

    Raises:
        AvatarRefused: it is not installed.

    """
    try:
        import opendp.prelude as dp  # 265 MB: an extra, and slow to import
    except ImportError:
        raise AvatarRefused(
            "AVATAR_OPENDP",
            expected=same("opendp"),
            found=Text("paquet absent", "package not installed"),
            todo=same("pip install argos-sante[private]"),
        ) from None
    dp.enable_features("contrib", "honest-but-curious")
    return dp
