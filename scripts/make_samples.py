"""Make the synthetic samples of partners/, or large line-level files for trials and benchmarks.

    python scripts/make_samples.py                                  the twelve samples
    python scripts/make_samples.py --days 333 --out DIR             780,000 events of seven feeds
    python scripts/make_samples.py --days 30 --scale 0.1 --out DIR  a tenth of them, over 30 days

DIR/<feed>/whole.csv is one file a feed, DIR/<feed>/daily/<feed>-YYYY-MM-DD.csv one file a day.
Everything is drawn from the seed: nobody and nothing in these files exists.
"""

import argparse
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl

from invented_people import OPENING
from synthetic_events import SOURCES, Span, daily, events

PARTNERS = Path(__file__).resolve().parent.parent / "partners"
SEED = 20200513
EVENTS = 780_000  # what the hospital pooled in eleven months
SAMPLE_DAYS, SAMPLE_EVENTS = 28, 2_000
DEPARTEMENTS = {
    "44": 1.4,
    "49": 0.8,
    "53": 0.3,
    "72": 0.6,
    "85": 0.7,
}  # size, in Loire-Atlantique's
CLASSES = ("A", "B", "C", "D", "E")
DECADES = ("09", "19", "29", "39", "49", "59", "69", "79", "89", "90")
Rows = Iterator[dict[str, object]]


def sursaud(rng: np.random.Generator, days: Sequence[str], day_name: str) -> pl.DataFrame:
    """Make emergency visits and SOS acts by class of age; SOS Médecins is in the 44 only."""
    rows = []
    for (dep, size), day in product(DEPARTEMENTS.items(), days):
        counts = {name: rng.poisson(mean * size, 5) for name, mean in _SURSAUD.items()}
        for n, age in enumerate(("0", *CLASSES)):
            row: dict[str, object] = {"dep": dep, day_name: day, "sursaud_cl_age_corona": age}
            for name, by_class in counts.items():
                covered = dep == "44" or "acte" not in name
                row[name] = (by_class.sum() if n == 0 else by_class[n - 1]) if covered else None
            rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None)


_SURSAUD = {
    "nbre_pass_corona": 1.5,
    "nbre_pass_tot": 90.0,
    "nbre_hospit_corona": 0.5,
    "nbre_acte_corona": 2.0,
    "nbre_acte_tot": 40.0,
}


def with_sexes(rng: np.random.Generator, table: pl.DataFrame) -> pl.DataFrame:
    """Add the columns by sex, which are published for all ages only."""
    total = pl.col("sursaud_cl_age_corona") == "0"
    for name in _SURSAUD:
        men = table[name].fill_null(0) * rng.uniform(0.45, 0.55, table.height)
        known = total & pl.col(name).is_not_null()
        men = men.round().cast(pl.Int64)
        table = table.with_columns(
            pl.when(known).then(men).alias(f"{name}_h"),
            pl.when(known).then(pl.col(name) - men).alias(f"{name}_f"),
        )
    return table


def sidep(rng: np.random.Generator, days: Sequence[str]) -> pl.DataFrame:
    """Make tests and positives by decade of age."""
    rows = []
    for (dep, size), day in product(DEPARTEMENTS.items(), days):
        tested = rng.poisson(40 * size, len(DECADES))
        positive = rng.binomial(tested, 0.02)
        for n, age in enumerate(("0", *DECADES)):
            some = slice(None) if n == 0 else slice(n - 1, n)
            rows.append({"dep": dep, "jour": day, "P": positive[some].sum(),
                         "T": tested[some].sum(), "cl_age90": age})  # fmt: skip
    return pl.DataFrame(rows)


def hospital_stock(rng: np.random.Generator, days: Sequence[str]) -> pl.DataFrame:
    """Make persons in hospital and in intensive care, and cumulated exits, by sex."""
    rows = []
    for dep, size in DEPARTEMENTS.items():
        gone = np.zeros((2, 2), dtype=int)
        for day in days:
            gone += rng.poisson([[4 * size, 0.4 * size]] * 2)
            here = rng.poisson([[60 * size, 8 * size]] * 2)
            men, women = (np.concatenate([here[n], gone[n]]) for n in (0, 1))
            for sex, figures in (("0", men + women), ("1", men), ("2", women)):
                stock = dict(zip(("hosp", "rea", "rad", "dc"), figures, strict=True))
                rows.append({"dep": dep, "sexe": sex, "jour": day, **stock})
    return pl.DataFrame(rows)


def hospital_flow(rng: np.random.Generator, days: Sequence[str]) -> pl.DataFrame:
    """Make admissions, deaths and returns home; one day of correction is negative."""
    means = {"incid_hosp": 6.0, "incid_rea": 0.8, "incid_dc": 0.8, "incid_rad": 5.0}
    rows = [
        {
            "dep": dep,
            "jour": day,
            **{name: rng.poisson(mean * size) for name, mean in means.items()},
        }
        for (dep, size), day in product(DEPARTEMENTS.items(), days)
    ]
    rows[10]["incid_rad"] = -1
    return pl.DataFrame(rows)


def public_samples(rng: np.random.Generator) -> dict[str, tuple[pl.DataFrame, str]]:
    """Make the samples of the public sets: table and delimiter, by feed."""
    days = [(OPENING + timedelta(days=n)).isoformat() for n in range(SAMPLE_DAYS)]
    weeks = [f"2020-S{n}" for n in (21, 22, 23)]
    return {
        "sursaud": (with_sexes(rng, sursaud(rng, days[:14], "date_de_passage")), ","),
        "sursaud-weekly": (sursaud(rng, weeks, "semaine"), ";"),
        "sidep": (sidep(rng, days[:14]), ";"),
        "hospital-stock": (hospital_stock(rng, days), ";"),
        "hospital-flow": (hospital_flow(rng, days), ";"),
    }


def write_samples(partners: Path, seed: int = SEED) -> None:
    """Write sample.csv beside each shipped contract."""
    for name, (table, delimiter) in public_samples(np.random.default_rng(seed)).items():
        table.write_csv(
            partners / "sante-publique-france" / name / "sample.csv", separator=delimiter
        )
    made = events(seed, Span(OPENING, SAMPLE_DAYS), SAMPLE_EVENTS)
    for feed, rows in made.items():
        file = partners.joinpath(*feed.split("."), "sample.csv")
        rows.write_csv(file, separator=SOURCES[feed].delimiter)


def write_large(out: Path, span: Span, total: int, seed: int = SEED) -> int:
    """Write one file a feed, and one file a feed and day; return how many rows the feeds have."""
    count = 0
    for feed, rows in events(seed, span, total).items():
        folder = out / feed / "daily"
        folder.mkdir(parents=True, exist_ok=True)
        delimiter = SOURCES[feed].delimiter
        rows.write_csv(out / feed / "whole.csv", separator=delimiter)
        for day, part in daily(feed, rows).items():
            part.write_csv(folder / f"{feed}-{day}.csv", separator=delimiter)
        count += rows.height
    return count


def main() -> None:
    """Read the options and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_AsWritten)
    parser.add_argument("--out", type=Path, help="folder of the large files")
    parser.add_argument("--days", type=int, default=333, help="how many days, from 2020-05-13")
    parser.add_argument("--scale", type=float, default=1.0, help="1 is 780,000 events in 333 days")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    if given.out is None:
        write_samples(PARTNERS, given.seed)
        return
    total = round(EVENTS * given.scale * given.days / 333)
    count = write_large(given.out, Span(OPENING, given.days), total, given.seed)
    print(f"{count} rows of {len(SOURCES)} feeds in {given.out}")


class _AsWritten(argparse.RawDescriptionHelpFormatter):
    """Leave the lines of the module's docstring as they are."""


if __name__ == "__main__":
    main()
