"""What was found of a table, for a machine: every attack and measure by its name.

For who reviews a table, never for who receives it. No value of a person and no seed is in it.
"""

from typing import Any

from argos.avatar.anonymise import Anonymised
from argos.avatar.measures import MeasureName
from argos.avatar.measures.found import TARGETS
from argos.avatar.review.beside import Beside, not_measured
from argos.avatar.review.kept import Kept
from argos.avatar.review.limits import Limits
from argos.avatar.review.outcome import BALANCED, Attack, Outcome
from argos.avatar.review.search import SPLITS as SPLITS_OF_SEARCH
from argos.avatar.review.search import Search
from argos.avatar.review.verdict import Finding, Standing
from argos.avatar.review.words import FOR_WHOM, NO_OWN_AVATAR, ORDER, todo


def account(made: Anonymised) -> dict[str, Any]:
    """Return the account of a table of invented people."""
    request = made.request
    return {
        "verdict": verdict_of(made),
        "day": request.day.isoformat(),
        "for": str(FOR_WHOM),
        "rows": made.rows,
        "columns": len(made.kinds),
        "taking_part": made.taking_part,
        "method": request.asked.name.value,
        "settings": dict(made.settings),
        "settings_chosen": list(made.chosen),
        "splits": request.splits,
        "confidence": made.confidence,
        "standings": {each.value: made.verdict.count(each) for each in Standing},
        "limits": _limits(request.limits),
        "attacks": [attack_of(finding) for finding in made.verdict.findings],
        "kept": [_kept(each, request.limits) for each in made.kept],
        "measures": [*map(_measure, made.beside), *map(_unmeasured, not_measured(made.beside))],
        "undeclared": list(made.undeclared),
        "grouped": dict(made.grouped),
        "search": None if made.search is None else _search(made.search),
    }


def verdict_of(made: Anonymised) -> str:
    """Return `may_leave`, `refused`, or `not_for_release` where none was asked for."""
    if made.may_leave:
        return "may_leave"
    return "refused" if made.refused else "not_for_release"


def attack_of(finding: Finding) -> dict[str, Any]:
    """Return what an attack got, and what it is read by."""
    outcome = finding.outcome
    return {
        "name": outcome.attack.value,
        "criterion": criterion_of(outcome.attack),
        "unit": unit_of(outcome.attack),
        **_interval(outcome),
        "control": outcome.control,
        "chance": outcome.chance,
        "floor": outcome.floor,
        "raw": outcome.raw,
        "target": finding.limit,
        "standing": finding.standing.value,
        "on_this_table": None if finding.itself is None else _interval(finding.itself),
        "columns": dict(outcome.columns),
        "todo": todo(finding) if finding.standing.refuses else None,
    }


def unit_of(attack: Attack) -> str:
    """Return what the figures of an attack are."""
    if attack in BALANCED:
        return "balanced_accuracy"
    return "difference" if attack is Attack.RECONSTRUCTION else "risk_beyond_control"


def criterion_of(attack: Attack) -> str:
    """Return the criterion that an attack answers, by its name."""
    return next(name for name, attacks in ORDER.items() if attack in attacks)


def _interval(outcome: Outcome) -> dict[str, float]:
    return {"estimate": outcome.estimate, "low": outcome.low, "high": outcome.high}


def _limits(limits: Limits) -> dict[str, Any]:
    return {"since": limits.since.isoformat(), "source": str(limits.source),
            "held_out": limits.held_out, "rare": limits.rare}  # fmt: skip


def _kept(each: Kept, limits: Limits) -> dict[str, Any]:
    return {
        "name": each.measure.value, "estimate": each.estimate, "low": each.low, "high": each.high,
        "control": each.floor, "target": limits.kept[each.measure], "better": "lower",
    }  # fmt: skip


def _measure(each: Beside) -> dict[str, Any]:
    found = each.found
    return {
        "name": found.name.value, "estimate": found.estimate, "low": found.low, "high": found.high,
        "control": each.control, "target": found.target,
        "better": "higher" if found.more_is_better else "lower",
        "ties": found.ties and found.ties.value, "of": found.apart,
    }  # fmt: skip


def _unmeasured(name: MeasureName) -> dict[str, Any]:
    return {"name": name.value, "estimate": None, "low": None, "high": None, "control": None,
            "target": TARGETS[name], "why": str(NO_OWN_AVATAR)}  # fmt: skip


def _search(search: Search) -> dict[str, Any]:
    return {
        "tries": [
            {"k": each.k, "components": each.n_components, "over": each.over, "lost": each.lost}
            for each in search.tries
        ],
        "tables_made": search.tables,
        "splits": SPLITS_OF_SEARCH,
        "bits": search.bits,
    }
