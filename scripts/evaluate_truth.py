"""Print what is found again of planted truths: R, leads, nowcasts, and a simulated territory.

python scripts/evaluate_truth.py [--seed 1] [--only reproduction,delayed,leads,nowcasts,territory]

Shares are in percent. An interval of leads is one of whole days, each of which stands for the half
day before and after it; the leads that are planted are not whole.
"""

import argparse
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from argos.epidemiology.dispersion import overdispersion
from argos.epidemiology.lead_time import Lead, Search, growth, lead, levels
from argos.epidemiology.nowcast import nowcast, quantiles
from argos.epidemiology.reporting import as_of
from argos.epidemiology.reproduction import instantaneous_reproduction
from argos.epidemiology.series import Floats
from argos.epidemiology.steadied import steadied
from argos.simulation.flow import simulate
from argos.simulation.scenario import load
from truth_data import (
    BURN,
    ED_REPORTED,
    ED_WEEK,
    INTERVAL,
    SOS_WEEK,
    Step,
    drifts,
    epidemics,
    known,
    over_windows,
    renewal,
    reported,
    seen_by,
    waves,
)

ENDS = (0.025, 0.975)
LAST = 120  # days over which R is compared, after those from which its dispersion is learnt
MEASURES: dict[str, Callable[..., Floats]] = {"levels": levels, "growth": growth}


def main() -> None:
    """Print a table of Markdown for each part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default=",".join(PARTS))
    given = parser.parse_args()
    for number, (name, part) in enumerate(PARTS.items()):
        if name in given.only.split(","):
            print(f"\n{name}\n")
            part(np.random.default_rng([given.seed, number]))


def table(head: str, rows: Iterable[Iterable[object]]) -> None:
    """Print a table of Markdown."""
    print(f"| {head} |\n|{'---|' * len(head.split('|'))}")
    for row in rows:
        print("|", " | ".join(map(str, row)), "|", flush=True)


def held(ends: Floats, truth: Floats) -> Floats:
    """Return where intervals hold the truth, NaN where there is none or nothing was said."""
    unsaid = np.isnan(truth) | np.isnan(ends[0])
    return np.where(unsaid, np.nan, (ends[0] <= truth) & (truth <= ends[-1]))


def share(flags: Floats) -> str:
    """Return the percentage of flags that hold."""
    return f"{100 * np.nanmean(flags):.1f}"


def worst(flags: Floats) -> str:
    """Return the percentage on the ten days on which it is lowest."""
    return f"{100 * min(np.nanmean(part) for part in np.split(flags, LAST // 10, axis=1)):.0f}"


def reproduction(generator: np.random.Generator) -> None:
    """R of infections that are all seen at once, by scale, shape of R and noise."""
    days = np.arange(LAST + 60)
    shapes = {
        "level": np.ones(days.size),
        "stepped": np.where(days // 21 % 2 == 0, 1.25, 0.8),
        "wave": 1 + 0.3 * np.sin(2 * np.pi * days / 60),
    }
    table(
        "noise | R | cases a day at first | Cori 2013 | the same, against R of the day | "
        "with dispersion | its worst ten days",
        (
            (noise or "none", name, size, *_reproduction(ratio, size, noise, generator))
            for noise in (None, 200, 20)
            for name, ratio in shapes.items()
            for size in (2, 10, 100, 1000)
        ),
    )


def _reproduction(
    ratio: Floats, size: float, noise: float | None, generator: np.random.Generator
) -> list[str]:
    several = np.tile(ratio, (80, 1))
    cases = renewal(several, size, generator, noise)
    truth = over_windows(several, cases)[:, -LAST:]
    exact = intervals(cases)[..., -LAST:]
    wide = intervals(cases, overdispersion(cases, INTERVAL))[..., -LAST:]
    of_the_day = np.where(np.isnan(truth), np.nan, several[:, -LAST:])
    found = [held(exact, truth), held(exact, of_the_day), held(wide, truth)]
    return [*map(share, found), worst(found[-1])]


def intervals(cases: Floats, dispersion: Floats | None = None) -> Floats:
    """Return the ends of the 95 % interval of R, (end, series, time)."""
    return instantaneous_reproduction(
        cases, INTERVAL, probabilities=ENDS, dispersion=dispersion
    ).quantiles


def delayed(generator: np.random.Generator) -> None:
    """R of a part of the infected, seen by weekday and late, up to today."""
    rows: list[list[object]] = []
    for size in (10, 50, 500):
        for noise in (None, 200, 20):
            rows += _delayed(size, noise, generator)
    table("noise | cases a day at first | R from | today | 1 day ago | 2 | 4 | 7 | 14", rows)


def _delayed(
    size: float, noise: float | None, generator: np.random.Generator
) -> Iterable[list[object]]:
    ratio = waves(300, 180, 0.15, generator)
    infections = renewal(ratio, size / 0.3, generator)
    truth = over_windows(ratio, infections)
    week = SOS_WEEK[np.arange(infections.shape[1]) % 7] / SOS_WEEK.mean()
    noisy = 0.3 * infections * week
    if noise:
        noisy = noisy * generator.gamma(noise, 1 / noise, noisy.shape)
    final = generator.poisson(noisy).astype(np.float64)
    triangles = reported(final[:, -60:], ED_REPORTED, generator)
    now = final.copy()
    now[:, -60:] = nowcast(as_of(triangles, 0)).point
    raw = np.concatenate([final[:, :-60], known(triangles)], axis=1)
    for name, cases, spread in (
        ("final figures, Cori 2013", final, False),
        ("final figures, with dispersion", final, True),
        ("figures of the day, with dispersion", raw, True),
        ("nowcast, with dispersion", now, True),
    ):
        found = held(intervals(cases, overdispersion(cases, INTERVAL) if spread else None), truth)
        when = (found[:, -1 - back] for back in (0, 1, 2, 4, 7, 14))
        yield [noise or "none", size, name, *(f"{100 * np.nanmean(each):.0f}" for each in when)]


def leads(generator: np.random.Generator) -> None:
    """Leads of SOS calls before emergency visits, 2 to 12 days, planted in pairs of series."""
    rows: list[list[object]] = []
    for place, size in (("département", 300), ("région", 2000)):
        for waving, swing in (("slow", 0.12), ("COVID-like", 0.2)):
            for days in (180, 365):
                rows += _leads([place, waving, days], size, swing, days, generator)
    table(
        "place | waves | days | a day (median) | measure | median absolute error | "
        "of 7-day sums | bias | 90 % holds | 50 % holds | days wide (90 %)",
        rows,
    )


def _leads(
    named: list[object], size: float, swing: float, days: int, generator: np.random.Generator
) -> Iterable[list[object]]:
    infections = epidemics(120, days, size, swing, generator)
    first, planted = (generator.uniform(*ends, len(infections)) for ends in ((5, 9), (2, 12)))
    drift = drifts(len(infections), infections.shape[1], 0.1, generator)
    calls = seen_by(Step(first, 0.33, 0.027, SOS_WEEK), infections, 0 * drift, generator)
    visits = seen_by(Step(first + planted, 0.3, 0.03, ED_WEEK), infections, drift, generator)
    visits = known(reported(visits, ED_REPORTED, generator))
    for name, measure in MEASURES.items():
        found = {
            level: lead(measure(calls), measure(visits), Search(level=level), generator)
            for level in (0.9, 0.5)
        }
        error = found[0.9].best - planted
        weeks = lead(measure(calls, 7), measure(visits, 7), Search(replicates=1), generator)
        yield [
            *named, f"{np.median(calls):.0f}", name, f"{np.median(abs(error)):.2f}",
            f"{np.median(abs(weeks.best - planted)):.2f}", f"{error.mean():+.2f}",
            *(share(covered(one, planted)) for one in found.values()),
            f"{(found[0.9].high - found[0.9].low).mean():.1f}",
        ]  # fmt: skip


def covered(found: Lead, truth: Floats) -> Floats:
    """Return where intervals of whole days hold a lead that is not whole."""
    return held(np.stack([found.low - 0.5, found.high + 0.5]), truth)


def nowcasts(generator: np.random.Generator) -> None:
    """Nowcasts of 60 days of figures that are reported over eight, as delays change."""
    late = np.convolve(ED_REPORTED, [0.6, 0.3, 0.1])[: ED_REPORTED.size]
    late /= late.sum()
    back = np.arange(60)[::-1, None]
    changes = {
        "stable": np.zeros_like(back),
        "slower, little by little": np.clip(1 - back / 50, 0, 1),
        "slower for 20 days": back < 20,
        "slower for 3 days": back < 3,
    }
    rows = []
    for name, changed in changes.items():
        for size in (5, 30, 300):
            shares = ED_REPORTED + changed * (late - ED_REPORTED)
            rows += [[name, size, *each] for each in _nowcast(shares, size, generator)]
    table(
        "delays | a day | method | error over the raw one's at J+1 | at J+3 | " + " | ".join(
            f"{level} % at J+{age}" for age in (1, 2, 3) for level in (50, 90)
        ), rows,
    )  # fmt: skip


def _nowcast(shares: Floats, size: float, generator: np.random.Generator) -> Iterable[list[str]]:
    mean = size * np.exp(drifts(400, 60, 0.5, generator))
    final = generator.poisson(mean).astype(np.float64)
    seen = as_of(reported(final, shares, generator), 0)
    made = {"chain ladder": nowcast(seen), "steadied": steadied(seen.cumsum(axis=2))}
    for name, told in made.items():
        ends = np.moveaxis(quantiles(told, [0.05, 0.25, 0.75, 0.95]), 2, 0)
        errors = [np.abs(each - final).mean(axis=0) for each in (told.point, told.observed)]
        ratio = errors[0] / np.maximum(errors[1], 1e-9)
        found = [
            share(held(each, final)[:, -age])
            for age in (1, 2, 3)
            for each in (ends[1:3], ends[::3])
        ]
        yield [name, f"{ratio[-1]:.2f}", f"{ratio[-3]:.2f}", *found]


def territory(generator: np.random.Generator) -> None:
    """Leads of SOS acts before emergency visits, from the files of a simulated territory."""
    scenario = load().model_copy(update={"daily_days": 0, "faults": []})
    with TemporaryDirectory() as name:
        simulate(Path(name), scenario, 340, int(generator.integers(1000)), date(2021, 3, 31))
        delays = pl.read_parquet(Path(name) / "truth" / "delays.parquet")
        contacts = pl.read_parquet(Path(name) / "truth" / "contacts.parquet")
        published = Path(name) / "sante-publique-france.sursaud"
        files = [pl.read_csv(each) for each in sorted(published.glob("*.csv"))]
    planted = _mean_delay(delays, "ed") - _mean_delay(delays, "sos")
    pairs = {"published files, dep:44": _published(files)}
    for place in [f"dep:{code}" for code in scenario.departements]:
        here = contacts.filter(place=place, pathogen="covid").sort("day")
        pairs[f"true contacts, {place}"] = tuple(
            here.filter(step=step)["contacts"].to_numpy().astype(np.float64)[None, BURN:]
            for step in ("sos", "ed")
        )
    table(
        "series | calls a day | measure | planted | found | from | to",
        (
            [
                name,
                f"{calls.mean():.0f}",
                measured,
                f"{planted:.2f}",
                *_told(calls, visits, measure),
            ]
            for name, (calls, visits) in pairs.items()
            for measured, measure in MEASURES.items()
        ),
    )


def _told(calls: Floats, visits: Floats, measure: Callable[..., Floats]) -> list[str]:
    found = lead(measure(calls), measure(visits), Search(), np.random.default_rng(1))
    return [f"{one[0]:.0f}" for one in (found.best, found.low, found.high)]


def _mean_delay(delays: pl.DataFrame, step: str) -> float:
    of_step = delays.filter(reason="covid", to=step)
    return float((of_step["days"] * of_step["chance"]).sum())


def _published(files: list[pl.DataFrame]) -> tuple[Floats, ...]:
    """Return acts and visits for COVID-19 as last published, by day, (1, time)."""
    rows = [
        each.filter((pl.col("dep").cast(pl.String) == "44")
                    & (pl.col("sursaud_cl_age_corona").cast(pl.String) == "0"))
        for each in files if "dep" in each.columns
    ]  # fmt: skip
    last = pl.concat(rows, how="vertical_relaxed").unique(
        "date_de_passage", keep="last", maintain_order=True
    ).sort("date_de_passage")  # fmt: skip
    return tuple(last[name].to_numpy().astype(np.float64)[None]
                 for name in ("nbre_acte_corona", "nbre_pass_corona"))  # fmt: skip


PARTS: dict[str, Callable[[np.random.Generator], None]] = {
    each.__name__: each for each in (reproduction, delayed, leads, nowcasts, territory)
}

if __name__ == "__main__":
    main()
