"""Print what forecasts of new hospital admissions were worth, made from what was known each day.

python scripts/evaluate_forecasts.py [--months] [--days] [--later] [--seasons] [--every 3]

The figures are weeks' totals, 7 and 14 days ahead, of 101 départements, their regions and France,
from August 2020 to June 2021, origins every 3 days. The columns are the weighted interval score
relative to the Forecast Hub's baseline with its 90 % block-bootstrap interval, and the share of
figures in the intervals of 50 and 90 %.

What was known at each origin: in Pays de la Loire the snapshots that were kept (admissions from
12 September 2020, positives from 6 September to 25 October); elsewhere the figures of today, cut
by the lags that these snapshots show (`forecast_data.py`), which is said in the table's heads.

--months also tells the best models month by month,
--days foretells single days instead of weeks,
--later tells France alone from July 2021 to January 2022, on which nothing was chosen,
--seasons tells influenza and gastroenteritis by week, 2008 to 2019, 1, 2 and 4 weeks ahead.
"""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from argos.epidemiology.forecasting.evaluation import Worth, worth
from argos.epidemiology.forecasting.known import Indices, Known, Model
from argos.epidemiology.forecasting.leading import leading_growth
from argos.epidemiology.forecasting.rolling import outcomes, replay, with_intervals
from argos.epidemiology.forecasting.seasonal import YEAR, seasonal_growth
from argos.epidemiology.forecasting.trend import lone_trend, pooled_trend
from argos.epidemiology.series import Floats
from forecast_data import FILES, FIRST, Territory, by_week, france_later, territory

HORIZONS = [7, 14]
BURN = 25  # origins before the first that is scored: intervals and weights learn from them
SHOWN = ("leading: positives, over 60, SOS", "ensemble")


def main() -> None:
    """Print a table of Markdown for each period."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--months", action="store_true")
    parser.add_argument("--days", action="store_true")
    parser.add_argument("--later", action="store_true")
    parser.add_argument("--seasons", action="store_true")
    parser.add_argument("--every", type=int, default=3, help="days between origins")
    given = parser.parse_args()
    if not FILES.is_dir():
        print(f"skipped: the real files are not in {FILES.parent.name}/{FILES.name}")
        return
    if given.seasons:
        seasons()
    elif given.later:
        tell(france_later(), date(2021, 7, 1), date(2022, 1, 4), given)
    else:
        tell(territory(), date(2020, 8, 1), date(2021, 6, 30), given)


def tell(places: Territory, first: date, last: date, given: argparse.Namespace) -> None:
    """Print what each model was worth over origins from the first to the last day."""
    start = (first - FIRST).days
    origins = list(range(start - BURN * given.every, (last - FIRST).days, given.every))
    past = replay(places.as_of, origins, HORIZONS, models(), days=given.days)
    observed = outcomes(places.final, origins, HORIZONS, width=1 if given.days else 7)
    scored = np.asarray(origins) >= start
    periods = {"all": scored}
    if given.months:
        days = [FIRST + timedelta(days=each) for each in origins]
        names = np.array([f"{day:%Y-%m}" for day in days])
        periods |= {name: scored & (names == name) for name in sorted(set(names[scored]))}
    found = list(worth(observed, with_intervals(past), origins, HORIZONS, places.groups, periods))
    table([each for each in found if each.period == "all"], places.groups)
    for name in periods:
        if name != "all":
            print(f"\n{name}")
            chosen = [each for each in found if each.period == name and each.model in SHOWN]
            table(chosen, places.groups)


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
        table(found, groups, weeks, "weeks")


def models() -> dict[str, Model]:
    """Return the models tried, by name."""
    return {
        "trend, each place alone": lone_trend,
        "trend, pooled": pooled_trend,
        "own growth, corrected place by place": seeing(),
        "leading: positives": seeing("positives"),
        "leading: positives, over 60": seeing("positives", "over 60"),
        "leading: positives, over 60, SOS": seeing("positives", "over 60", "SOS"),
        "leading: the same and emergency": seeing("positives", "over 60", "SOS", "emergency"),
        "leading: SOS": seeing("SOS"),
    }


def seeing(*names: str) -> Model:
    """Return the model of leading growth that is shown these leading series."""

    def model(known: Known, horizons: Iterable[int]) -> Floats:
        """Return medians of weeks to come."""
        shown = {name: known.leading[name] for name in names if name in known.leading}
        part = Known(known.target, known.parents, shown, known.week)
        return leading_growth(part, list(horizons))

    return model


def table(
    found: list[Worth],
    groups: Mapping[str, object],
    horizons: Sequence[int] = HORIZONS,
    unit: str = "days",
) -> None:
    """Print a row a model, and for each group of places its scores at each horizon."""
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
