"""Outbreaks planted in daily series, and quiet regions: what is found, how soon, how falsely."""

from collections.abc import Callable, Iterable

import numpy as np

from argos.epidemiology.series import Flags, Floats
from argos.epidemiology.signals.combine import compared, evidence, fallen, risen
from argos.epidemiology.signals.events import FALLS, Stretch, false_share, stretches
from argos.epidemiology.signals.groups import Seen, grouped
from detection_methods import daily
from planted_outbreaks import SIZES, YEAR, Planted, planted

SERIES, YEARS, SEED = 300, 5, 31
FALSE_DAYS = 3.0  # a series and year
FALSE_EPISODES = 1.0
EPISODE_GAP = 7  # days without alarm between two episodes
FEWEST_BEFORE = 20  # expected in a week, of which a fall is told
REGIONS, DEPARTEMENTS, INDICATORS, PATHOLOGIES = 4, 5, 20, 5


def tell_planted() -> None:
    """Print detection by size for each method, their thresholds set to equal false alarms."""
    given = planted(SERIES, YEARS, SEED)
    scores = daily(given)
    found = evidence(given.counts, given.weekday, given.holiday, start=given.start)
    scores["combined"] = np.full(given.counts.shape, np.nan)
    scores["combined"][:, given.start :] = -np.log(np.maximum(found.p_value, 1e-300))
    number = {size: sum(each.size == size for each in given.outbreaks) for size in SIZES}
    print(f"\nplanted outbreaks, {SERIES} daily series: {number}")
    for name, rate, wanted in (
        (f"{FALSE_DAYS:g} false alarm days", _days, FALSE_DAYS),
        (f"{FALSE_EPISODES:g} false alarm episode", episodes, FALSE_EPISODES),
    ):
        print(f"\n| at {name} a series and year | low | mid | high | specificity of days |")
        print("|---|---|---|---|---|")
        for method, score in scores.items():
            print(_row(method, score, given, rate, wanted))
    p_value = found.p_value[given.quiet[:, given.start :] & ~np.isnan(found.p_value)]
    shares = ", ".join(f"{(p_value < p).mean():.4f} under {p:g}" for p in (0.05, 0.01, 0.001))
    print(f"\np-values of quiet days: {shares}")
    _tell_signals(given)


def _tell_signals(given: Planted) -> None:
    found = evidence(given.counts, given.weekday, given.holiday, start=given.start)
    share = false_share(found.p_value, np.arange(len(given.counts)) // DEPARTEMENTS)
    told = stretches(found, share)
    alarm = np.zeros(given.counts.shape, dtype=np.bool_)
    false = 0
    for each in told:
        alarm[each.row, given.start + each.opened : given.start + each.last + 1] = True
        false += bool(given.quiet[each.row, given.start + each.opened])
    years = given.quiet[:, given.start :].sum() / YEAR
    print(f"signals as published, before grouping: {false / years:.2f} false a series and year")
    print("| | low | mid | high |\n|---|---|---|---|")
    print(f"| signals | {' | '.join(by_size(alarm, given))} |")


def tell_quiet() -> None:
    """Print how many signals a week a region has in which nothing happens."""
    print(f"\nquiet regions, {DEPARTEMENTS} départements x {INDICATORS} indicators")
    for years in (2, YEARS):
        given = planted(REGIONS * DEPARTEMENTS * INDICATORS, years, SEED + 1, outbreaks=False)
        ground = compared(given.counts, given.weekday, given.holiday, start=given.start)
        up, down = risen(ground), fallen(ground)
        group = np.arange(len(given.counts)) // DEPARTEMENTS
        told = stretches(up, false_share(up.p_value, group))
        signals = _grouped(told)
        fell = stretches(down, false_share(down.p_value, group), FALLS)
        fell = [each for each in fell if each.week_mean >= FEWEST_BEFORE]
        weeks = REGIONS * YEAR / 7
        near = _after_holiday([each.opened for each in told], given)
        always = _after_holiday(range(YEAR), given)
        print(
            f"{years} years known: {len(told) / weeks:.2f} stretches a week, "
            f"{signals / weeks:.2f} signals a week once grouped; opened on a holiday or in the "
            f"3 days after: {near:.3f} of them, of all days {always:.3f}; "
            f"falls: {len(fell) / weeks:.2f} stretches, {_grouped(fell) / weeks:.2f} signals a week"
        )


def _grouped(told: list[Stretch]) -> int:
    """Return how many signals stretches of all regions are."""
    seen = [_named(each.row, each) for each in told]
    return sum(
        len(grouped([each for each in seen if each.region == f"reg:{region}"]))
        for region in range(REGIONS)
    )


def _named(row: int, each: Stretch) -> Seen:
    region, within = divmod(row, DEPARTEMENTS * INDICATORS)
    indicator, place = divmod(within, DEPARTEMENTS)
    return Seen(
        f"indicator {indicator}", f"dep:{region}{place}", f"reg:{region}",
        f"pathology {indicator % PATHOLOGIES}", 1.0,
        **{name: getattr(each, name) for name in _SHARED},
    )  # fmt: skip


_SHARED = ("first", "last", "certainty", "excess", "week", "week_mean")


def _after_holiday(opened: Iterable[int], given: Planted) -> float:
    holiday = np.flatnonzero(given.holiday[given.start :])
    near = np.concatenate([holiday + after for after in range(4)])
    return float(np.isin(np.array(list(opened)), near).mean())


def _row(
    method: str,
    score: Floats,
    given: Planted,
    rate: Callable[[Flags, Planted], float],
    wanted: float,
) -> str:
    known = np.where(np.isnan(score), -np.inf, score)
    alarm = known > limit(known, given, rate, wanted)
    quiet = given.quiet.copy()
    quiet[:, : given.start] = False
    specific = 1 - alarm[quiet].mean()
    return f"| {method} | {' | '.join(by_size(alarm, given))} | {specific:.4f} |"


def limit(
    score: Floats, given: Planted, rate: Callable[[Flags, Planted], float], wanted: float
) -> float:
    """Return the lowest limit above which false alarms are not more than wanted."""
    judged = score[:, given.start :][given.quiet[:, given.start :]]
    steps = np.unique(judged[np.isfinite(judged)])
    low, high = 0, len(steps) - 1
    while low < high:
        middle = (low + high) // 2
        if rate(score > steps[middle], given) > wanted:
            low = middle + 1
        else:
            high = middle
    return float(steps[low])


def _days(alarm: Flags, given: Planted) -> float:
    quiet = given.quiet[:, given.start :]
    return float((alarm[:, given.start :] & quiet).sum() / quiet.sum() * YEAR)


def episodes(alarm: Flags, given: Planted) -> float:
    """Return how often an alarm begins on a quiet day after a week without one."""
    before = np.zeros_like(alarm)
    for back in range(1, EPISODE_GAP + 1):
        before[:, back:] |= alarm[:, :-back]
    return _days(alarm & ~before, given)


def by_size(alarm: Flags, given: Planted) -> list[str]:
    """Return by size the share found while it lasts, and the mean days to it, 28 where missed."""
    told = []
    for size in SIZES:
        days = [
            np.flatnonzero(alarm[each.row, each.first : each.last + 1])
            for each in given.outbreaks
            if each.size == size
        ]
        found = np.mean([len(each) > 0 for each in days])
        delay = np.mean([each[0] + 1 if len(each) else 28 for each in days])
        told.append(f"{found:.2f}, {delay:.1f} d")
    return told
