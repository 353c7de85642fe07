"""Falls planted in quiet daily series, and rises and falls of stocks: found, how soon, how falsely.

What is told are stretches as they are published, before they are grouped. Beside stocks stand the
methods for daily counts, which take their days for separate chances, at as many false alarms.
"""

from collections.abc import Sequence

import numpy as np

from argos.epidemiology.detection import ears
from argos.epidemiology.series import Flags, Floats
from argos.epidemiology.signals.combine import Evidence, compared, evidence, fallen
from argos.epidemiology.signals.events import FALLS, Rules, false_share, stretches
from argos.epidemiology.signals.stocks import STOCK_FALLS, stock_evidence
from detection_daily import episodes, limit
from planted_falls import LOWER
from planted_falls import fallen as planted_falls
from planted_outbreaks import YEAR, Outbreak, Planted
from planted_stocks import SIZES, Stocks, stocks

SERIES, SEED, DEPARTEMENTS = 300, 31, 5
LONGEST = 28


def tell_falls() -> None:
    """Print the share of falls that is told while they last, days to it, and false ones."""
    print(f"\nfalls planted in {SERIES} daily series: share told of, days to it (28 where missed)")
    print(f"| years known | {' | '.join(f'{each} lower' for each in LOWER)} | false a year |")
    print("|---" * (len(LOWER) + 2) + "|")
    for years in (2, 5):
        made = planted_falls(SERIES, years, SEED)
        given = made.given
        found = fallen(compared(given.counts, given.weekday, given.holiday, start=given.start))
        row = _row(found, FALLS, given.quiet, made.falls, [*LOWER])
        print(f"| {years} | {row} |")
        _calibrated(found, given.quiet)


def tell_stocks() -> None:
    """Print the same of persons present, rises and falls."""
    made = stocks(SERIES, 2, SEED)
    print(f"\nchanges planted in {SERIES} stocks, two years known: share told of, days to it")
    print(f"| | {' | '.join(SIZES)} | false a year |")
    print("|---" * (len(SIZES) + 2) + "|")
    for name, falls, rules, planted in (
        ("rises", False, Rules(), made.rises),
        ("falls", True, STOCK_FALLS, made.falls),
    ):
        found = stock_evidence(made.present, made.holiday, start=made.start, falls=falls)
        print(f"| {name} | {_row(found, rules, made.quiet, planted, [*SIZES])} |")
        _calibrated(found, made.quiet)
    _tell_beside(made)


def _tell_beside(made: Stocks) -> None:
    """Print rises at equal false alarms, and as the methods for daily counts find them."""
    weekday = np.arange(made.present.shape[1]) % 7
    given = Planted(
        made.present, weekday, made.holiday, made.start, made.rises, made.quiet
    )  # fmt: skip
    own = stock_evidence(made.present, made.holiday, start=made.start)
    counts = evidence(made.present, weekday, made.holiday, start=made.start)
    scores = {name: np.full(made.present.shape, np.nan) for name in ("stocks", "counts")}
    for name, found in (("stocks", own), ("counts", counts)):
        scores[name][:, made.start :] = -np.log(np.maximum(found.p_value, 1e-300))
    scores["EARS C2"] = ears.ears_c2(made.present).statistic
    scores["EARS C3"] = ears.ears_c3(made.present).statistic
    for wanted in (0.5, 1.0, 2.0):
        print(f"  rises at {wanted:g} false episodes a year:")
        for name, score in scores.items():
            known = np.where(np.isnan(score), -np.inf, score)
            alarm = known > limit(known, given, episodes, wanted)
            cells = [cell(alarm, [e for e in made.rises if e.size == size]) for size in SIZES]
            print(f"  | {name} | {' | '.join(cells)} |")


def _row(
    found: Evidence, rules: Rules, quiet: Flags, planted: Sequence[Outbreak], sizes: Sequence[str]
) -> str:
    alarm, false = alarms(found, rules, quiet)
    cells = [cell(alarm, [each for each in planted if each.size == size]) for size in sizes]
    return f"{' | '.join(cells)} | {false:.2f}"


def alarms(found: Evidence, rules: Rules, quiet: Flags) -> tuple[Flags, float]:
    """Return the days on which something is told of, and false stretches a series and year."""
    share = false_share(found.p_value, np.arange(len(quiet)) // DEPARTEMENTS)
    alarm, false = np.zeros(quiet.shape, dtype=np.bool_), 0
    for each in stretches(found, share, rules):
        alarm[each.row, found.start + each.opened : found.start + each.last + 1] = True
        false += bool(quiet[each.row, found.start + each.opened])
    return alarm, false / (quiet[:, found.start :].sum() / YEAR)


def cell(alarm: Flags, planted: Sequence[Outbreak]) -> str:
    """Return the share told of while it lasts, and the mean days to it, 28 where missed."""
    days = [np.flatnonzero(alarm[each.row, each.first : each.last + 1]) for each in planted]
    found = np.mean([len(each) > 0 for each in days])
    return f"{found:.2f}, {np.mean([each[0] + 1 if len(each) else LONGEST for each in days]):.1f} d"


def _calibrated(found: Evidence, quiet: Flags) -> None:
    known: Floats = found.p_value[quiet[:, found.start :] & ~np.isnan(found.p_value)]
    shares = ", ".join(f"{(known < p).mean():.4f} under {p:g}" for p in (0.05, 0.01, 0.001))
    print(f"  (p-values of quiet days: {shares})")
