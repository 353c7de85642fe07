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
    INCONCLUSIVE = "inconclusive"  # it finds nothing even in the real data

    @property
    def refuses(self) -> bool:
        """Whether it stands against a release."""
        return self in (Standing.UNSURE, Standing.OVER)


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
        """Return where the attack stands.

        An attack that stays under its limit on the table of people itself has nothing to find in
        these columns, or no strength. It then neither refuses nor supports: to count it as under
        its limit would let the weakest attacker speak for a table, and to refuse for it would
        refuse tables for their noise. Where it finds something all the same, it has shown that it
        can, and refuses as any other.
        """
        if self.outcome.estimate > self.limit or self.shown_over:
            return Standing.OVER
        if self.outcome.raw is not None and self.outcome.raw <= self.limit:
            return Standing.INCONCLUSIVE
        return Standing.UNDER if self.outcome.high <= self.limit else Standing.UNSURE

    @property
    def shown_over(self) -> bool:
        """Whether the released table alone shows that it gives away more than its limit."""
        return self.itself is not None and self.itself.low > self.limit

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
        """Whether no attack stands against a release, and one at least supports it.

        A table that no attack could judge has not been judged. A person still has to sign.
        """
        return not self.refusing and self.count(Standing.UNDER) > 0

    def count(self, standing: Standing) -> int:
        """Return how many attacks stand somewhere."""
        return sum(finding.standing is standing for finding in self.findings)

    @property
    def refusing(self) -> tuple[Finding, ...]:
        """Return the findings that stand against a release, the farthest from its limit first."""
        against = (f for f in self.findings if f.standing.refuses)
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
