"""Print what forecasts were worth that were made from what was known each day.

python scripts/evaluate_forecasts.py [--of admissions emergency hospital icu] [--ahead 7 14]
    [--months] [--places] [--best] [--days] [--later] [--every 3] | --nowcast | --seasons

Foretold are totals of weeks of new hospital admissions and of emergency visits for COVID-19, and
beds taken in hospital and in intensive care, 7 and 14 days ahead: of 101 départements, their
regions and France, from August 2020 to June 2021 (visits and beds to March 2021, where these files
end), origins every 3 days. The columns are the weighted interval score relative to the Forecast
Hub's baseline with its 90 % block-bootstrap interval, and the share of figures in the intervals of
50 and 90 %.

What was known at each origin: in Pays de la Loire the snapshots that were kept (admissions from
12 September 2020, positives from 6 September to 25 October); elsewhere the figures of today, cut
and thinned by the delays that these snapshots show (`forecast_snapshots.py`). The five départements
with snapshots are told apart.

--of tells these targets only,
--ahead sets the horizons in days, such as 1 3 7 14 21 28,
--months also tells the best models month by month,
--places also tells the best models département by département,
--best makes the best model's forecasts alone, which is quicker,
--days foretells single days of admissions and visits instead of weeks,
--later tells France alone from July 2021 to January 2022, on which nothing was chosen,
--nowcast tells the nowcast of emergency visits the day after, on kept snapshots,
--seasons tells influenza and gastroenteritis by week, 2008 to 2019, 1, 2 and 4 weeks ahead.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from argos.epidemiology.forecasting.evaluation import Worth, worth
from argos.epidemiology.forecasting.known import Indices, Known, Model
from argos.epidemiology.forecasting.rolling import outcomes, replay, with_intervals
from argos.epidemiology.forecasting.seasonal import YEAR, seasonal_growth
from argos.epidemiology.forecasting.trend import pooled_trend
from argos.epidemiology.series import Flags, Floats
from forecast_data import FILES, by_week, france_later, territory
from forecast_nowcast import tell_nowcast
from forecast_snapshots import FIRST, LAGS, Territory
from forecast_targets import SHOWN, TARGETS, Target

BURN = 25  # origins before the first that is scored: intervals and weights learn from them
WIDE = ("France", "regions", "départements")
LOCAL = ("Pays de la Loire", "its five", "Loire-Atlantique")


def main() -> None:
    """Print tables of Markdown."""
    given = arguments()
    if not FILES.is_dir():
        print(f"skipped: the real files are not in {FILES.parent.name}/{FILES.name}")
    elif given.seasons:
        seasons()
    elif given.nowcast:
        tell_nowcast()
    elif given.later:
        for target in chosen(given.of):
            ends = replace(target, last=date(2022, 1, 4))
            if target.name != "emergency":
                tell(france_later(), ends, date(2021, 7, 1), given)
    else:
        places = territory()
        for target in chosen(given.of):
            tell(places, target, date(2020, 8, 1), given)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--of", nargs="+", choices=list(TARGETS), default=list(TARGETS))
    parser.add_argument("--ahead", nargs="+", type=int, default=[7, 14], help="days")
    for name in ("months", "places", "best", "days", "later", "nowcast", "seasons"):
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("--every", type=int, default=3, help="days between origins")
    return parser.parse_args()


def chosen(names: Sequence[str]) -> list[Target]:
    """Return the targets of these names."""
    return [TARGETS[name] for name in names]


def tell(places: Territory, target: Target, first: date, given: argparse.Namespace) -> None:
    """Print what each model was worth over origins from the first to the target's last day."""
    found = scores(places, target, first, given)
    groups = dict.fromkeys(each.group for each in found)
    periods = dict.fromkeys(each.period for each in found if each.figures)
    print(f"\n## {target.what}")
    whole = [each for each in found if each.period == "all"]
    for names in (WIDE, LOCAL):
        table(whole, [name for name in names if name in groups], given.ahead)
    for name in periods:
        if name != "all":
            print(f"\n{name}")
            of_month = [e for e in found if e.period == name and e.model in target.best]
            table(of_month, [name for name in WIDE + LOCAL if name in groups], given.ahead)
    if given.places:
        one_by_one([each for each in whole if each.model == target.best[0]], given.ahead)


def scores(
    places: Territory, target: Target, first: date, given: argparse.Namespace
) -> list[Worth]:
    """Return what each model was worth, by group of places, period and horizon."""
    these = places.of(target.name, [name for name in SHOWN if name != target.name])
    lag = LAGS.get(target.name, 0)
    start, stop = ((day - FIRST).days - lag for day in (first, target.last))
    origins = list(range(start - BURN * given.every, stop, given.every))
    ahead = [lag + days for days in given.ahead]
    alone = {name: target.models[name] for name in target.best[:1]}
    tried, together = (alone, None) if given.best else (target.models, "ensemble")
    days, single = given.days and not target.stocks, given.days or target.stocks
    past = replay(these.as_of, origins, ahead, tried, days=days, stocks=target.stocks)
    observed = outcomes(these.final, origins, ahead, width=1 if single else 7)
    periods = by_month(origins, np.asarray(origins) >= start, lag, given.months)
    groups = {
        name: each for name, each in these.groups.items() if given.places or name[:3] != "dep"
    }
    found = worth(observed, with_intervals(past, together), origins, ahead, groups, periods)
    return [replace(each, horizon=each.horizon - lag) for each in found]


def by_month(origins: list[int], scored: Flags, lag: int, months: bool) -> dict[str, Flags]:
    """Return the periods that are told, by name, (origin): the whole, and each month."""
    days = [FIRST + timedelta(days=each + lag) for each in origins]
    names = np.array([f"{day:%Y-%m}" for day in days])
    each = sorted(set(names[scored])) if months else []
    return {"all": scored} | {name: scored & (names == name) for name in each}


def one_by_one(found: list[Worth], ahead: Sequence[int]) -> None:
    """Print a row for each département, with the scores of one model."""
    print("\n| département | " + " | ".join(f"{days} days" for days in ahead) + " |")
    print("|---" * (len(ahead) + 1) + "|")
    places = dict.fromkeys(each.group for each in found if each.group.startswith("dep:"))
    for place in places:
        rows = {each.horizon: each for each in found if each.group == place}
        print(f"| {place[4:]} | " + " | ".join(cell(rows[days]) for days in ahead) + " |")


def seasons() -> None:
    """Print what models of trend and of season were worth on weekly figures of decades."""
    weeks = [1, 2, 4]
    tried: dict[str, Model] = {"trend, pooled": pooled_trend, "seasonal": seasonal_growth}
    for name in ("grippe", "gastro"):
        cases, start = by_week(name, 2008)
        stop = by_week(name, 2020)[1]
        root = np.array([0])
        origins = list(range(start - YEAR, stop))

        def as_of(column: int, cases: Floats = cases, root: Indices = root) -> Known:
            return Known(cases[:, : column + 1], root, week=1)

        past = replay(as_of, origins, weeks, tried)
        groups = {f"{name}, France": np.array([True])}
        periods = {"all": np.asarray(origins) >= start}
        observed = outcomes(cases, origins, weeks, width=1)
        found = list(worth(observed, with_intervals(past), origins, weeks, groups, periods))
        print()
        table(found, list(groups), weeks, "weeks")


def table(
    found: list[Worth],
    groups: Sequence[str],
    horizons: Sequence[int],
    unit: str = "days",
) -> None:
    """Print a row a model, and for each group of places its scores at each horizon."""
    if not groups:
        return
    heads = [f"{group}, {ahead} {unit}" for group in groups for ahead in horizons]
    print("| model | " + " | ".join(heads) + " |")
    print("|---" * (len(heads) + 1) + "|")
    for model in dict.fromkeys(each.model for each in found):
        rows = {(each.group, each.horizon): each for each in found if each.model == model}
        cells = [cell(rows[group, ahead]) for group in groups for ahead in horizons]
        print(f"| {model} | " + " | ".join(cells) + " |", flush=True)


def cell(each: Worth) -> str:
    """Return relative score, its interval, and the two coverages."""
    interval = "" if np.isnan(each.low) else f" [{each.low:.2f}, {each.high:.2f}]"
    covered = f"{100 * each.cover_50:.0f}/{100 * each.cover_90:.0f}"
    return f"{each.relative:.3f}{interval} {covered}"


if __name__ == "__main__":
    main()
