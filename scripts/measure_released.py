"""What a closed source's signals lose by seeing released figures only: days under 11 are hidden.

python scripts/measure_released.py

Daily counts at several levels are doubled for three weeks. Each evening signals are made from exact
days, and from what is released that evening. Printed: the share found within three weeks and the
mean days to it (21 where missed); and of series that stay quiet the share with a signal in a month.
"""

import numpy as np

from argos.epidemiology.series import Floats
from argos.epidemiology.signals.combine import evidence
from argos.epidemiology.signals.events import false_share, stretches
from argos.publish.modelled.known.hidden import HIDDEN, estimated
from argos.publish.rule import HIDDEN_UP_TO, to_base

LEVELS = (2.0, 5.0, 10.0, 30.0)  # a day
SERIES, DAYS, BEGINS, LASTS, QUIET = 100, 378, 350, 21, 28
SPREAD = 1.3  # variance over mean
WEEK = np.array([1.3, 1.0, 1.0, 1.0, 1.1, 0.8, 0.8])
FACTOR = 2.0
SEED = 5


def counts(level: float, *, planted: bool) -> Floats:
    """Return (series, day); outbreaks begin on each day of the week as often."""
    mean = np.tile(level * WEEK[np.arange(DAYS) % 7], (SERIES, 1))
    if planted:
        for number in range(SERIES):
            mean[number, BEGINS + number % 7 :] *= FACTOR
    law = np.random.default_rng([SEED, int(level)])
    return law.negative_binomial(mean / (SPREAD - 1), 1 / SPREAD).astype(float)


def by_rule(figures: Floats) -> Floats:
    """Return counts as they are released."""
    return np.where(figures > HIDDEN_UP_TO, to_base(figures), HIDDEN)


def released(exact: Floats) -> Floats:
    """Return what models see of days that have all been told, from a Monday on."""
    weeks = np.full(exact.shape, np.nan)
    whole = exact.shape[1] // 7
    totals = exact[:, : whole * 7].reshape(len(exact), whole, 7).sum(axis=2)
    weeks[:, 6 : whole * 7 : 7] = by_rule(totals)
    return estimated(by_rule(exact), weeks, 0)


def found_on(figures: Floats) -> np.ndarray:
    """Return of which series a signal is told on the evening of the last day."""
    days = figures.shape[1]
    holiday = np.zeros(figures.shape, dtype=bool)
    given = evidence(figures, np.arange(days) % 7, holiday, start=days - QUIET)
    told = stretches(given, false_share(given.p_value, np.arange(len(figures))))
    late = [each.row for each in told if each.last >= QUIET - 2]
    return np.isin(np.arange(len(figures)), late)


def evenings(exact: Floats, *, hide: bool) -> np.ndarray:
    """Return (series, evening) from the day on which outbreaks begin first."""
    ends = range(BEGINS + 1, DAYS + 1)
    return np.stack([
        found_on(released(exact[:, :end]) if hide else exact[:, :end]) for end in ends
    ], axis=1)  # fmt: skip


def tell(level: float, *, hide: bool) -> str:
    """Return a row of the table."""
    alarm = evenings(counts(level, planted=True), hide=hide)
    days = []
    for number, own in enumerate(alarm):
        within = np.flatnonzero(own[number % 7 : number % 7 + LASTS])
        days.append(within[0] + 1 if within.size else np.nan)
    found = ~np.isnan(days)
    quiet = evenings(counts(level, planted=False), hide=hide).any(axis=1).mean()
    waited = np.where(found, days, LASTS).mean()
    seen = "released" if hide else "exact"
    return f"| {level:g} | {seen} | {found.mean():.2f} | {waited:.1f} | {quiet:.2f} |"


def main() -> None:
    """Print the table."""
    print("| a day | seen | found | days to it | quiet with a signal |\n|---|---|---|---|---|")
    for level in LEVELS:
        for hide in (False, True):
            print(tell(level, hide=hide), flush=True)


if __name__ == "__main__":
    main()
