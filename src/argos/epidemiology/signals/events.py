"""From evidence of days to stretches: when something begins, how long it goes on, when it is over.

Persistence: one day opens a stretch only where it is very unlikely by chance; otherwise two of
three days have to agree. A stretch goes on while there is some evidence and is over after a week
without any. Among many places some day is unlikely somewhere every day, so a stretch also has to
pass the expected share of false alarms among its indicator's places (Benjamini and Hochberg 1995).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from argos.epidemiology.series import Flags, Floats
from argos.epidemiology.signals.combine import Evidence

MOST_CERTAIN = 0.99
COLUMNS_BACK = 3


@dataclass(frozen=True, slots=True)
class Rules:
    """When a stretch opens and closes.

    Attributes:
        at_once: p-value that opens it alone.
        twice: p-value that opens it on two of three columns.
        keep: p-value under which it goes on.
        over_after: columns without evidence after which it is over.
        false_share: largest share of false alarms expected among the places.
        at_least: columns from its first evidence to its last, under which it is not told.

    """

    at_once: float = 0.001
    twice: float = 0.01
    keep: float = 0.05
    over_after: int = 7
    false_share: float = 0.1
    at_least: int = 1


# A fall is no emergency: it is told once it has lasted, and never for one day.
FALLS = Rules(at_once=0.0, twice=0.002, at_least=7)
WEEKS = Rules(over_after=2)
WEEKS_FALLING = Rules(at_once=0.0, twice=0.005, over_after=2, at_least=2)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of columns of one series above what was expected; of a fall, below it.

    Attributes:
        row: of the series.
        first: column of its first evidence.
        opened: column on which it could be told.
        last: column of its last evidence.
        over: whether it is over at the end.
        certainty: 1 − the expected share of false alarms among those as unlikely, at its best day.
        excess: counts above what was expected, over its columns; of a fall, those below it.
        week: the total of its last whole week; of its last days that are known where none is.
        week_mean: what was expected of it.

    """

    row: int
    first: int
    opened: int
    last: int
    over: bool
    certainty: float
    excess: float
    week: float
    week_mean: float


def false_share(p_values: Floats, group: NDArray[np.int64]) -> Floats:
    """Return the expected share of false alarms if all as unlikely are told of, (series, time).

    q_(i) = min over j ≥ i of p_(j) n / j, in each column among the series of one group
    (Benjamini and Hochberg, J R Stat Soc B 57 (1995) 289). NaN stays NaN and is not counted.

    Args:
        p_values: (series, time).
        group: of each series, (series,): the places of one indicator.

    """
    share = np.full_like(p_values, np.nan)
    for each in np.unique(group):
        rows = np.flatnonzero(group == each)
        own = p_values[rows]
        order = np.argsort(own, axis=0)  # NaN come last
        sorted_p = np.take_along_axis(own, order, axis=0)
        known = (~np.isnan(own)).sum(axis=0)
        rank = np.arange(1, len(rows) + 1)[:, None]
        scaled = np.nan_to_num(sorted_p * known / rank, nan=np.inf)
        least = np.minimum.accumulate(scaled[::-1], axis=0)[::-1]
        found = np.empty_like(own)
        np.put_along_axis(found, order, np.minimum(least, 1.0), axis=0)
        share[rows] = np.where(np.isnan(own), np.nan, found)
    return share


def opening(p_values: Floats, share: Floats, rules: Rules) -> Flags:
    """Return the columns on which a stretch may open, (series, time).

    Columns that are not judged are passed over: they neither agree nor break an agreement that is
    not older than three columns.
    """
    unlikely = p_values <= rules.twice
    agreed = np.zeros(p_values.shape)
    for back in range(COLUMNS_BACK):
        agreed[:, back:] += unlikely[:, : unlikely.shape[1] - back]
    likely_true = share <= rules.false_share
    return np.asarray(likely_true & ((p_values <= rules.at_once) | (unlikely & (agreed >= 2))))


def stretches(given: Evidence, share: Floats, rules: Rules | None = None) -> list[Stretch]:
    """Return the stretches of all series, in the order of series and time.

    Args:
        given: evidence of columns from ``given.start`` on.
        share: from ``false_share``.
        rules: when they open and close.

    Returns:
        Stretches whose columns count from ``given.start``.

    """
    rules = rules or Rules()
    opens = opening(given.p_value, share, rules)
    found = []
    for row in np.flatnonzero(opens.any(axis=1)):
        support = np.flatnonzero((given.p_value[row] <= rules.keep) | opens[row])
        for run in np.split(support, np.flatnonzero(np.diff(support) > rules.over_after) + 1):
            first_open = np.flatnonzero(opens[row, run[0] : run[-1] + 1])
            if len(first_open):
                opened = int(run[0] + first_open[0])
                found.append(_stretch(given, share, rules, int(row), run, opened))
    return [each for each in found if each.last - each.first + 1 >= rules.at_least]


def _stretch(
    given: Evidence,
    share: Floats,
    rules: Rules,
    row: int,
    run: NDArray[np.int64],
    opened: int,
) -> Stretch:
    """Return the stretch of a run of evidence; it begins with the evidence right before it opened.

    Lone days of weak evidence a week before are chance, and no beginning.
    """
    steps = np.diff(run[run <= opened])
    breaks = np.flatnonzero(steps > COLUMNS_BACK)
    first = int(run[breaks[-1] + 1]) if len(breaks) else int(run[0])
    last = int(run[-1])
    inside = slice(first, last + 1)
    above = float(np.nansum(given.counts[row, inside] - given.mean[row, inside]))
    excess = -above if given.falls else above
    least = float(np.nanmin(share[row, inside]))
    week, week_mean = _week(given, row, first, last)
    return Stretch(
        row, first, max(opened, first + rules.at_least - 1), last,
        over=given.p_value.shape[1] - 1 - last > rules.over_after,
        certainty=min(1 - least, MOST_CERTAIN),
        excess=max(excess, 0.0),
        week=week,
        week_mean=week_mean,
    )  # fmt: skip


def _week(given: Evidence, row: int, first: int, last: int) -> tuple[float, float]:
    """Return the total of the last whole week of a stretch, and what was expected of it.

    Where none is whole, of its last days that are known: fewer are told of rather than more.
    """
    inside = slice(first, last + 1)
    whole = np.flatnonzero(~np.isnan(given.week[row, inside] + given.week_mean[row, inside]))
    if len(whole):
        told = first + int(whole[-1])
        return float(given.week[row, told]), float(given.week_mean[row, told])
    days = slice(max(last - 6, 0), last + 1)
    pair = np.stack([given.counts[row, days], given.mean[row, days]])
    known = pair[:, ~np.isnan(pair).any(axis=0)]
    return float(known[0].sum()), float(known[1].sum())
