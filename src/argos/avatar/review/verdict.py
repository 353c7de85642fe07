"""Whether a table may be released: every attack under its limit, its interval included."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from argos.avatar.review.limits import Limits
from argos.avatar.review.outcome import CONFIDENCE, Attack, Outcome, averaged


class Standing(StrEnum):
    """Where an attack stands with its limit."""

    UNDER = "under"  # the upper bound too
    UNSURE = "unsure"  # the estimate is under, its upper bound is not
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Finding:
    """What decides on one attack.

    Attributes:
        outcome: over random halves of the people.
        limit: in the unit of the outcome.
        itself: the outcome on the released table and on people held out of it, where it was
            measured: it refuses where its lower bound is over the limit.

    """

    outcome: Outcome
    limit: float
    itself: Outcome | None = None

    @property
    def standing(self) -> Standing:
        """Return where the attack stands."""
        shown_over = self.itself is not None and self.itself.low > self.limit
        if self.outcome.estimate > self.limit or shown_over:
            return Standing.OVER
        return Standing.UNDER if self.outcome.high <= self.limit else Standing.UNSURE

    @property
    def used(self) -> tuple[float, float, float]:
        """Return estimate and interval as parts of the limit: 0 learns nothing, 1 is the limit."""
        nothing = self.outcome.nothing
        low, middle, high = (
            (value - nothing) / (self.limit - nothing)
            for value in (self.outcome.low, self.outcome.estimate, self.outcome.high)
        )
        return low, middle, high


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the limits say of a table.

    Attributes:
        limits: those in force.
        findings: one an attack.

    """

    limits: Limits
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether every attack stands under its limit; a person still has to sign."""
        return not self.refusing

    @property
    def refusing(self) -> tuple[Finding, ...]:
        """Return the findings that stand against a release, the farthest from its limit first."""
        against = (f for f in self.findings if f.standing is not Standing.UNDER)
        return tuple(sorted(against, key=lambda f: -f.used[2]))


def judge(
    outcomes: Sequence[Outcome],
    itself: Sequence[Outcome],
    limits: Limits,
    confidence: float = CONFIDENCE,
) -> Verdict:
    """Return what limits say of outcomes over halves, and of those on the released table.

    Args:
        outcomes: of a confidence already.
        itself: of one table, at 95 %; they are brought to the same confidence.
        limits: in force.
        confidence: of the outcomes.

    """
    own = {outcome.attack: averaged([outcome], confidence=confidence) for outcome in itself}
    findings = (
        Finding(outcome, limit_of(outcome, limits), own.get(outcome.attack)) for outcome in outcomes
    )
    return Verdict(limits, tuple(findings))


def limit_of(outcome: Outcome, limits: Limits) -> float:
    """Return the limit of an attack in the unit of its outcome.

    That of a linkage by seed is a multiple of chance: m times chance is a risk of
    (m c − c)/(1 − c) beyond a control that succeeds by chance c.
    """
    limit = limits.attacks[outcome.attack]
    if outcome.attack is not Attack.BY_SEED:
        return limit
    return (limit - 1) * outcome.chance / (1 - outcome.chance)
