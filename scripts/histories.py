"""Make avatars of an invented territory's histories and print what they keep and what attacks get.

python scripts/histories.py [--people 20000] [--days 42] [--seed 1] [--events EVENTS.parquet]

The territory is that of `argos simulate`: who calls, is tested, is seen and is admitted, in several
départements, as rows of the event log. `--events` takes live rows of an event log instead. Cells
are départements, days and indicators of `indicators.toml`; the bounds given to the avatars are what
the rule of disclosure leaves to know of each count. Of attacks, half of the people make avatars and
the other half is the control.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from scipy.stats import ks_2samp
from scipy.stats import t as student

from argos.avatar.linked import Counting, HistoryAvatars, Links, Targets, counted
from argos.avatar.linked.attacks import attacked, parted
from argos.avatar.linked.counting import CELL
from argos.avatar.linked.events import APART, AREA, CODES, DEATH, KIND_COLUMNS, NAME, unfolded
from argos.core.codes import syndrome
from argos.publish.indicators import Source, indicators
from argos.publish.rule import figure, high, low
from argos.simulation.care import OTHER, care
from argos.simulation.epidemic import calendar, spread
from argos.simulation.people import people
from argos.simulation.persons import persons
from argos.simulation.rows import coded
from argos.simulation.scenario import Scenario, load

LAST = date(2021, 3, 31)
DEPARTEMENTS = ("44", "49", "72")
STEPS = {
    "sos": ("sos-medecins-nantes.calls", "call", "call", "sos"),
    "samu": ("samu-44.calls", "call", "call", "hub"),
    "test": ("laboratories.tests", "test", "test", "loinc"),
    "ed": ("chu-nantes.emergency", "visit", "visit", "cim10"),
    "admitted": ("chu-nantes.stays", "stay", "admission", "cim10"),
    "left": ("chu-nantes.stays", "stay", "discharge", "cim10"),
}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=42)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--splits", type=int, default=4)
    parser.add_argument("--events", type=Path)
    given = parser.parse_args()
    if given.events:
        events = pl.read_parquet(given.events)
    else:
        events = territory(given.people, given.days, given.seed)
    told = unfolded(events)
    countings = list(countings_of(told.table))
    real = daily(countings, given.days, told.table)
    targets = released_of(countings, real)
    start = time.perf_counter()
    made = HistoryAvatars(seed=given.seed).fit_transform({NAME: told.table}, told.links, targets)
    print(f"{told.table.height} events of {told.table['subject'].n_unique()} people, "
          f"{made[NAME].height} of {made[NAME]['subject'].n_unique()} avatars, "
          f"{time.perf_counter() - start:.0f} s")  # fmt: skip
    print_counts(real, made[NAME], targets)
    print_plausibility(told.table, made[NAME])
    print_attacks(told.table, told.links, countings, given)


def territory(number: int, days: int, seed: int) -> pl.DataFrame:
    """Return the events of so many invented people, in three départements."""
    scenario, whole = load(), calendar(LAST, days + 60)
    random = np.random.default_rng(seed)
    epidemics = {name: spread(scenario, name, whole, random) for name in scenario.pathogens}
    came = care(scenario, epidemics, whole, random)
    parts = []
    for place in DEPARTEMENTS:
        here = scenario.model_copy(update={"calls_departement": place})
        them = people(here, LAST, seed)
        rows = persons(here, came, them, whole, seed)
        who = rows["person"].to_numpy()
        parts.append(rows.with_columns(
            pl.Series("sex", np.where(them.sex[who] == "F", "f", "m")),
            pl.Series("age", them.age(who, np.full(len(who), LAST.toordinal() - 719163))),
            pl.format("com:{}", pl.Series(them.commune[who])).alias("place"),
            pl.format(f"{place}-{{}}", "person").cast(pl.Binary).alias("subject"),
        ))  # fmt: skip
    every = pl.concat(parts)
    events = pl.concat([_events(every, step, scenario, random) for step in STEPS])
    # Stays that began before are there, as in the hospital's first file: beds are not empty.
    first = pl.when(pl.col("kind") == "stay").then(days + 60).otherwise(days) - 1
    age = (pl.lit(LAST) - pl.col("occurred_on")).dt.total_days()
    events = events.filter(age >= 0, age <= first)
    chosen = events["subject"].unique().sort().sample(number, seed=seed, shuffle=True)
    return events.filter(pl.col("subject").is_in(chosen.implode()))


def _events(
    rows: pl.DataFrame, step: str, scenario: Scenario, random: np.random.Generator
) -> pl.DataFrame:
    feed, kind, measure, system = STEPS[step]
    rows = rows.filter(pl.col(step).is_not_null() & (pl.col("hospital") | (kind != "stay")))
    codes = [pl.format(f"{system}:{{}}", _code(rows, step, scenario, random))]
    if step == "ed":
        home = pl.col("admitted").is_null()
        codes.append(
            pl.when(home).then(pl.lit("outcome:home")).otherwise(pl.lit("outcome:admitted"))
        )
    if kind == "stay":
        codes.append(pl.when("dead").then(pl.lit(DEATH)).otherwise(pl.lit("exit:home")))
        codes.append(pl.when(pl.col("icu").is_null()).then(pl.lit("ward:medicine"))
                     .otherwise(pl.lit("ward:intensive-care")))  # fmt: skip
    if kind == "test":
        ill = (pl.col("reason") == "covid") & (pl.Series(random.random(rows.height)) < 0.93)
        codes.append(
            pl.when(ill).then(pl.lit("result:positive")).otherwise(pl.lit("result:negative"))
        )
    severity = pl.Series(random.choice(["1", "2", "3"], rows.height))
    return rows.select(
        "subject", "sex", "place", pl.col("age").cast(pl.Int16),
        feed=pl.lit(feed), kind=pl.lit(kind), measure=pl.lit(measure), occurred_on=pl.col(step),
        period=pl.lit("day"), value=pl.lit(1.0), status=pl.lit("ok"),
        age_band=pl.lit(None, pl.String), codes=pl.concat_list(codes).list.sort(),
        attributes=pl.concat_list(pl.struct(key=pl.lit("severity"), value=severity)),
    )  # fmt: skip


def _code(
    rows: pl.DataFrame, step: str, scenario: Scenario, random: np.random.Generator
) -> pl.Series:
    """Return the code of each row's reason, the same for a visit and its stay."""
    if step == "test":
        return pl.Series(random.choice(["94500-6", "94558-4"], rows.height, p=[0.8, 0.2]))
    short = "ed" if step in {"admitted", "left"} else step
    known = {name: getattr(one, f"{short}_codes") for name, one in scenario.pathogens.items()}
    known[OTHER] = scenario.activity[short].codes  # type: ignore[index] # one of its keys
    first = {name: {next(iter(codes)).split(" ")[0]: 1.0} for name, codes in known.items()}
    return coded(rows["reason"], known if step != "left" and short != "ed" else first, random)


def countings_of(table: pl.DataFrame) -> Iterator[Counting]:
    """Give what each indicator counts in the feeds of an unfolded table."""
    feeds = set(table["feed"].unique())
    for indicator in indicators().each():
        for source in indicator.sources:
            if set(source.feeds) & feeds:
                rows = _rows(source, table)
                minus = None if source.minus is None else rows & (pl.col("measure") == source.minus)
                one = rows & (pl.col("measure") == source.measure)
                yield Counting(indicator.id, NAME, "occurred_on", one, minus)


def _rows(source: Source, table: pl.DataFrame) -> pl.Expr:
    rows = pl.col("feed").is_in(source.feeds)
    sets = [frozenset({code}) for code in source.codes]
    sets += [frozenset(source.any_of)] if source.any_of else []
    sets += [syndrome(source.syndrome)] if source.syndrome else []
    for codes in sets:
        rows &= _has(codes, table)
    return rows


def _has(codes: frozenset[str], table: pl.DataFrame) -> pl.Expr:
    columns = sorted({f"{CODES}{code.split(':')[0]}" for code in codes} & set(table.columns))
    if not columns:
        return pl.lit(value=False)
    inside = [
        pl.col(name).str.split(APART).list.eval(pl.element().is_in(sorted(codes))).list.any()
        for name in columns
    ]
    return pl.any_horizontal(each.fill_null(value=False) for each in inside)


def filled(counts: pl.DataFrame, days: int) -> pl.DataFrame:
    """Return counts of every day, zeros included, of the areas and indicators that have any."""
    last = counts["day"].max()
    every = pl.DataFrame({"day": pl.date_range(
        pl.lit(last) - pl.duration(days=days - 1), pl.lit(last), eager=True)})  # fmt: skip
    cells = counts.select("area", "indicator").unique().join(every, how="cross")
    return cells.join(counts, on=CELL, how="left").with_columns(pl.col("count").fill_null(0))


def bounds_of(counts: pl.DataFrame) -> pl.DataFrame:
    """Return what the released figure of each count leaves to know of it."""
    shown = counts.with_columns(figure=figure(pl.col("count")))
    return shown.select(*CELL, low=low(pl.col("figure")), high=high(pl.col("figure")))


def daily(countings: Sequence[Counting], days: int, table: pl.DataFrame) -> pl.DataFrame:
    """Return the counts of a table on every day."""
    return filled(counted({NAME: table}, countings, pl.col(AREA)), days)


def released_of(countings: Sequence[Counting], real: pl.DataFrame) -> Targets:
    """Return what is released of daily counts."""
    return Targets(countings, pl.col(AREA), bounds_of(real))


def print_counts(real: pl.DataFrame, avatars: pl.DataFrame, targets: Targets) -> None:
    """Print how many cells show the released figure, and one curve."""
    last = targets.bounds.select(pl.col("day").max()).item()
    counts = counted({NAME: avatars}, targets.countings, pl.col(AREA), last)
    both = real.join(counts, on=CELL, how="left", suffix=" of avatars").fill_null(0).join(
        targets.bounds, on=CELL).with_columns(
        shown=pl.col("low") > 0, inside=pl.col("count of avatars").is_between("low", "high"),
        near=(pl.col("count of avatars") - pl.col("count")).abs() <= 2.5)  # fmt: skip
    for name, shown in (("11 or more", True), ("0 to 10", False)):
        cells = both.filter(pl.col("shown") == shown)
        same, near = (cells.select(pl.col(c).mean()).item() for c in ("inside", "near"))
        print(f"cells of {name}: {cells.height}, released figure the same: {same:.4f}, "
              f"difference at most 2.5: {near:.4f}")  # fmt: skip
    busiest = both.filter(pl.col("indicator") == "ed_all").sort("area", "day").head(14)
    print("day, real, avatars, released:")
    for row in busiest.with_columns(shown=figure(pl.col("count"))).iter_rows(named=True):
        where = f"{row['day']} {row['area']}"
        print(f"  {where} {row['count']:4} {row['count of avatars']:4} {row['shown']}")


def print_plausibility(table: pl.DataFrame, avatars: pl.DataFrame) -> None:
    """Print violations of order, distances of gaps and of the law of codes."""
    step = pl.when(pl.col("measure") == "admission").then(1).when(
        pl.col("measure") == "discharge").then(-1).otherwise(0)  # fmt: skip
    ordered = avatars.sort("subject", "occurred_on", "measure").select(
        step.cum_sum().over("subject")
    )
    died = avatars.filter(measure="discharge", **{f"{CODES}exit": DEATH}).select(
        "subject", died="occurred_on"
    )
    after = avatars.join(died, on="subject").filter(pl.col("occurred_on") > pl.col("died"))
    print(f"discharges without admission: {(ordered.to_series() < 0).sum()}, "
          f"events after a death: {after.height}")  # fmt: skip
    for pair in (("call", "visit"), ("visit", "admission"), ("admission", "discharge")):
        real, made = gaps(table, *pair), gaps(avatars, *pair)
        print(f"gap {pair[0]} to {pair[1]}: {len(real)} and {len(made)}, "
              f"Kolmogorov-Smirnov distance {ks_2samp(real, made).statistic:.3f}")  # fmt: skip
    for column in (c for c in table.columns if c.startswith(CODES)):
        new = avatars.join(table.select(*KIND_COLUMNS, column).unique(), nulls_equal=True,
                           on=[*KIND_COLUMNS, column], how="anti").height  # fmt: skip
        print(
            f"{column}: total variation {variation(table, avatars, column):.3f}, never seen: {new}"
        )


def gaps(table: pl.DataFrame, first: str, then: str) -> pl.Series:
    """Return the days between each person's first event of two moments, where in that order."""
    days = [table.filter(measure=each).group_by("subject").agg(pl.col("occurred_on").min())
            for each in (first, then)]  # fmt: skip
    both = days[0].join(days[1], on="subject", suffix=" then")
    apart = (both["occurred_on then"] - both["occurred_on"]).dt.total_days()
    return apart.filter(apart >= 0)


def variation(table: pl.DataFrame, avatars: pl.DataFrame, column: str) -> float:
    """Return half the sum of differences between shares of codes, by kind of event."""
    keys = [*KIND_COLUMNS, column]
    shares = [t.drop_nulls(column).group_by(keys).agg(share=pl.len() / t[column].count())
              for t in (table, avatars)]  # fmt: skip
    both = shares[0].join(shares[1], on=keys, how="full", coalesce=True, suffix=" of avatars")
    known = both.with_columns(pl.col("share", "share of avatars").fill_null(0.0))
    return float((known["share"] - known["share of avatars"]).abs().sum() / 2)


def print_attacks(
    table: pl.DataFrame, links: Links, countings: Sequence[Counting], given: argparse.Namespace
) -> None:
    """Print what the attacks get of the raw histories and of avatars, over random halves.

    The avatars' days are brought to what would be released of the half that they are made of.
    """
    found: dict[str, list[list[float]]] = {}
    for seed in range(given.splits):
        used, others = parted({NAME: table}, links, 0.5, np.random.default_rng(seed))
        made = HistoryAvatars(seed=seed).fit_transform(
            used, links, released_of(countings, daily(countings, given.days, used[NAME]))
        )
        for name, released in (("raw", used), ("guarded", made)):
            random = np.random.default_rng(seed)
            got = attacked(released, used, others, links, random)
            for attack, risk in got.items():
                found.setdefault(f"{attack}, {name}", []).append(
                    [risk.estimate, risk.low, risk.high, risk.control.estimate])  # fmt: skip
    for name, runs in sorted(found.items()):
        print(f"{name}: {summary(runs)}")


def summary(runs: Sequence[Sequence[float]]) -> str:
    """Return the mean risk with the interval of its mean over splits, and the mean control."""
    estimates = np.array(runs)
    middle, low_, high_, control = estimates.mean(axis=0)
    if len(runs) > 1:
        spread = estimates[:, 0].std(ddof=1) / len(runs) ** 0.5
        error = student.ppf(0.975, len(runs) - 1) * spread
        low_, high_ = middle - error, middle + error
    return f"{middle:.3f} [{low_:.3f}, {high_:.3f}], control {control:.3f}"


if __name__ == "__main__":
    main()
