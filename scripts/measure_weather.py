"""How steady the skies are, and how sure their plain forecast is, on real admissions.

    python scripts/measure_weather.py ../shared/data

New admissions by day and département, March 2020 to June 2021, as they stand today: 7-day totals,
the norm of each place's own past, the growth pooled with France. Each day's edition knows the one
of the day before.
"""

import sys
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from argos.epidemiology.forecasting.growth import pooled_growth
from argos.epidemiology.forecasting.known import totals
from argos.epidemiology.series import Floats
from argos.epidemiology.weather.foretold import week_to_come
from argos.epidemiology.weather.norm import norm_of
from argos.epidemiology.weather.states import UNKNOWN, States
from argos.epidemiology.weather.trend import growth_of
from argos.epidemiology.weather.weather import Before, Given, weather
from argos.publish.modelled.weather.rules import weather_rules

FILE = "hospital/donnees-hospitalieres-nouveaux-covid19_to_2021-06-30.csv.gz"
FIRST = 150  # column of the first edition
Editions = NDArray[np.int8]


def admissions(data: Path) -> tuple[Floats, list[date]]:
    """Return new admissions, (département and then France, day)."""
    rows = pl.read_csv(data / FILE, separator=";", infer_schema_length=0).select(
        "dep", day=pl.col("jour").str.to_date(strict=False), n=pl.col("incid_hosp").cast(pl.Float64)
    )
    wide = rows.drop_nulls("day").pivot(on="day", index="dep", values="n").sort("dep")
    days = sorted(name for name in wide.columns if name != "dep")
    figures = wide.select(days).to_numpy()
    whole = np.vstack([figures, np.nansum(figures, axis=0)])
    return whole, [date.fromisoformat(day) for day in days]


def editions(figures: Floats, days: list[date], *, settled: bool) -> tuple[Editions, list[float]]:
    """Return the skies of each edition, (edition, place, day ahead), and the 90 % coverage."""
    rules = weather_rules().sky.rules()
    parents = np.append(np.full(len(figures) - 1, len(figures) - 1), len(figures) - 1)
    growth, levels = pooled_growth(figures, parents, width=7), totals(figures, 7)
    before: Before | None = None
    skies: list[States] = []
    inside: list[float] = []
    for column in range(FIRST, figures.shape[1] - 7):
        shown = levels[:, : column + 1]
        ahead = week_to_come(shown, growth[:, : column + 1])
        low, high = ahead.predicted[:, 0, [2, -3]].T
        inside.append(
            float(((levels[:, column + 7] >= low) & (levels[:, column + 7] <= high)).mean())
        )
        given = Given(shown, norm_of(shown, days[column]), growth_of(shown, growth[:, column]),
                      ahead, (7,), ())  # fmt: skip
        sky = weather(given, rules, before if settled else None).sky.state
        skies.append(sky)
        kept = np.full_like(sky, UNKNOWN)
        kept[:, :-1] = sky[:, 1:]
        before = Before(kept, np.full_like(sky, UNKNOWN))
    return np.stack(skies), inside


def main() -> None:
    """Print how often skies change, come back the day after, and are told otherwise."""
    figures, days = admissions(Path(sys.argv[1]))
    for settled in (False, True):
        skies, inside = editions(figures, days, settled=settled)
        now = skies[:, :, 0]
        change = float((now[1:] != now[:-1]).mean())
        back = float(((now[1:-1] != now[:-2]) & (now[2:] == now[:-2])).mean())
        other = [float((skies[h:, :, 0] != skies[:-h, :, h]).mean()) for h in (1, 3, 7)]
        print(f"with the edition before: {settled}; {now.shape[1]} places, {now.shape[0]} days")
        print(f"  changes a place and week {7 * change:.2f}, undone the day after {7 * back:.3f}")
        print("  told otherwise 1, 3, 7 days before: " + ", ".join(f"{o:.0%}" for o in other))
        print(f"  90 % range of the plain forecast held {np.mean(inside):.1%}")


if __name__ == "__main__":
    main()
