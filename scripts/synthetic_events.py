"""Invented line-level events of a territory, in the files' own columns.

Nobody here exists: names are syllables drawn at random, and numbers are drawn too. What is kept of
reality is the shape only: more calls on Mondays, a wave, longer stays of the old. For trials of
files, speed and memory, not of epidemiology.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from invented_people import OPENING, people

WEEKLY = np.array([1.20, 1.05, 1.00, 1.00, 1.00, 0.90, 0.85])  # Monday first
WAVE_PEAK, WAVE_WIDTH = 180, 40  # days after the opening, days
BASE_SHARE, WAVE_SHARE = 0.04, 0.20  # of events that are about the epidemic


@dataclass(frozen=True, slots=True)
class Span:
    """The days on which events happen.

    Attributes:
        first: the first day.
        days: how many.

    """

    first: date
    days: int

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(days=self.days - 1)


def wave(day: np.ndarray) -> np.ndarray:
    """Return the height of the wave (0 to 1) on days counted from the opening."""
    return np.exp(-(((day - WAVE_PEAK) / WAVE_WIDTH) ** 2))


def happenings(
    rng: np.random.Generator, persons: pl.DataFrame, span: Span, total: int
) -> pl.DataFrame:
    """Draw who has an event on which day; ``about`` tells whether it is about the epidemic."""
    offset = (span.first - OPENING).days
    days = np.arange(span.days)
    height = wave(days + offset)
    load = WEEKLY[(days + span.first.weekday()) % 7] * (1 + 0.5 * height)
    per_day = rng.multinomial(total, load / load.sum())
    index = np.repeat(days, per_day)
    share = BASE_SHARE + WAVE_SHARE * height[index]
    drawn = persons[rng.integers(0, persons.height, total)]
    return drawn.with_columns(
        pl.Series("about", rng.random(total) < share),
        pl.Series("second", rng.integers(6 * 3600, 24 * 3600, total)),
        day=pl.Series(np.datetime64(span.first) + index).cast(pl.Date),
    ).with_columns(age=_age(pl.col("day")))


def _age(day: pl.Expr) -> pl.Expr:
    return ((day - pl.col("birth_date")).dt.total_days() / 365.25).floor().cast(pl.Int16).clip(0)


def _number(prefix: str, height: int) -> pl.Series:
    return pl.select(
        pl.format(f"{prefix}-{{}}", pl.int_range(height).cast(pl.String).str.zfill(7))
    ).to_series()


def _instant() -> pl.Expr:
    at = pl.col("day").cast(pl.Datetime("us")) + pl.duration(seconds=pl.col("second"))
    return at.dt.to_string("%Y-%m-%dT%H:%M:%S")


def _either(
    rng: np.random.Generator, rows: pl.DataFrame, about: Sequence[str], others: Sequence[str]
) -> pl.Series:
    """Draw a code among those about the epidemic where the row is, else among the others."""
    chosen = np.where(
        rows["about"].to_numpy(), rng.choice(about, rows.height), rng.choice(others, rows.height)
    )
    return pl.Series(chosen)


def _sos_calls(rng: np.random.Generator, rows: pl.DataFrame, last: date) -> pl.DataFrame:
    others = ("abdominal-pain", "fall", "fever", "flu-like-illness", "other", "skin", "cough")
    reason = _either(rng, rows, ("covid-suspected",), others)
    outcome = rng.choice(["advice", "visit", "consultation", "hospital"], rows.height)
    return rows.select(
        _number("SOS", rows.height).alias("call_id"), "subject", _instant().alias("called_at"),
        "age", "sex", "commune", reason.alias("reason"), pl.Series("outcome", outcome),
    )  # fmt: skip


def _samu_calls(rng: np.random.Generator, rows: pl.DataFrame, last: date) -> pl.DataFrame:
    others = ("M02.06", "M03.06", "M03.09", "M03.16", "M03.08", "M03.12")
    reason = _either(rng, rows, ("M01.03", "M03.12", "M03.14"), others)
    priority = rng.choice(["P0", "P1", "P2", "P3", "NR"], rows.height)
    orientation = rng.choice(["URGENCES", "DOMICILE", "CABINET", "AUTRE"], rows.height)
    return rows.select(
        _number("44", rows.height).alias("call_id"), "subject", _instant().alias("called_at"),
        "age", "sex", "commune", reason.alias("reason"), pl.Series("priority", priority),
        pl.Series("orientation", orientation),
    )  # fmt: skip


def _results(rng: np.random.Generator, rows: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    analysis = rng.choice(["94500-6", "94558-4", "92142-9"], rows.height, p=[0.7, 0.2, 0.1])
    found = rows["about"].to_numpy() & (rng.random(rows.height) < 0.6)
    result = np.where(found, "POS", rng.choice(["NEG", "IND"], rows.height, p=[0.99, 0.01]))
    return pl.Series("analysis", analysis), pl.Series("result", result)


LABORATORIES = ("LAB01", "LAB02", "LAB03", "LAB04")


def _town_tests(rng: np.random.Generator, rows: pl.DataFrame, last: date) -> pl.DataFrame:
    analysis, result = _results(rng, rows)
    laboratory = pl.Series("laboratory", rng.choice(LABORATORIES, rows.height))
    number = _number("T", rows.height)
    return rows.select(
        laboratory, (laboratory + "-" + number).alias("test_id"), "subject",
        pl.col("day").alias("sampled_on"), "age", "sex", "commune", analysis, result,
    )  # fmt: skip


IDENTITY = ("birth_name", "first_names", "birth_date", "birth_place", "ipp")


def _hospital_tests(rng: np.random.Generator, rows: pl.DataFrame, last: date) -> pl.DataFrame:
    analysis, result = _results(rng, rows)
    return rows.select(
        _number("BIO", rows.height).alias("test_id"), *IDENTITY, pl.col("day").alias("sampled_on"),
        "age", "sex", "commune", analysis, result,
    )  # fmt: skip


def _imaging(rng: np.random.Generator, rows: pl.DataFrame, last: date) -> pl.DataFrame:
    procedure = rng.choice(["ZBQK002", "ZBQK001", "ZBQH001"], rows.height)
    finding = _either(rng, rows, ("covid-like",), ("other-pneumonia", "other", "normal"))
    return rows.select(
        _number("IMG", rows.height).alias("exam_id"), *IDENTITY,
        pl.col("day").alias("performed_on"), "age", "sex", "commune",
        pl.Series("procedure", procedure), finding.alias("finding"),
    )  # fmt: skip


COVID = ("U07.10", "U0711", "U07.1 J96.0")  # with the point or not, as partners write them
OTHERS = ("S52.50", "R10.4", "J45.9", "I50.9", "N39.0", "R55", "J18.9")


def _visits(rng: np.random.Generator, rows: pl.DataFrame, last: date) -> pl.DataFrame:
    diagnoses = _either(rng, rows, COVID, OTHERS)
    outcome = rng.choice(["6", "7", "8"], rows.height, p=[0.25, 0.05, 0.7])
    severity = rng.choice(["1", "2", "3", "4", "5"], rows.height, p=[0.1, 0.6, 0.2, 0.07, 0.03])
    return rows.select(
        _number("PAS", rows.height).alias("visit_id"), *IDENTITY, _instant().alias("arrived_at"),
        "age", "sex", "commune", diagnoses.alias("diagnoses"), pl.Series("outcome", outcome),
        pl.Series("severity", severity),
    )  # fmt: skip


def _stays(rng: np.random.Generator, rows: pl.DataFrame, last: date) -> pl.DataFrame:
    """Make one row a ward; one row in six is the second ward of a stay."""
    moved = rows.height // 6
    stays = (
        rows[: rows.height - moved]
        .with_columns(
            pl.Series("length", rng.geometric(1 / 8, rows.height - moved)),
            pl.Series(
                "exit", rng.choice(["8", "7", "9"], rows.height - moved, p=[0.86, 0.06, 0.08])
            ),
            _either(rng, rows[: rows.height - moved], COVID, OTHERS).alias("diagnoses"),
            _number("SEJ", rows.height - moved).alias("stay_id"),
            discharged=pl.lit(None, pl.Date),
            ward_rank=pl.lit(1),
            entry=pl.lit("8"),
        )
        .with_columns(discharged=pl.col("day") + pl.duration(days=pl.col("length")))
    )
    ended = np.flatnonzero(stays["discharged"].to_numpy() <= np.datetime64(last))
    drawn = rng.choice(ended, min(moved, len(ended)), replace=False)
    transfers = pl.int_range(pl.len()).is_in(drawn)
    second = stays.filter(transfers).with_columns(
        day=pl.col("discharged"), discharged=pl.col("discharged") + pl.duration(days=5),
        ward_rank=pl.lit(2), entry=pl.lit("6"),
    )  # fmt: skip
    first = stays.with_columns(exit=pl.when(transfers).then(pl.lit("6")).otherwise("exit"))
    every = pl.concat([first, second]).filter(pl.col("day") <= last)
    wards = ("GER", "REA", "USC", "INF", "PNE", "MED", "CHI", "PED", "UHC")
    gone = pl.col("discharged") <= last
    return every.select(
        "stay_id", "ward_rank", *IDENTITY, pl.col("day").alias("admitted_on"),
        pl.when(gone).then("discharged").alias("discharged_on"), "age", "sex", "commune",
        pl.Series("ward", rng.choice(wards, every.height)), "entry", pl.when(gone).then("exit"),
        "diagnoses",
    )  # fmt: skip


Maker = Callable[[np.random.Generator, pl.DataFrame, date], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Source:
    """One line-level feed.

    Attributes:
        share: its part of all events.
        delimiter: of its files.
        dated_by: the column by which daily files are cut.
        make: gives its rows their columns.

    """

    share: float
    delimiter: str
    dated_by: str
    make: Maker


SOURCES = {
    "sos-medecins-nantes.calls": Source(0.12, ",", "called_at", _sos_calls),
    "samu-44.calls": Source(0.26, ";", "called_at", _samu_calls),
    "laboratories.tests": Source(0.38, ";", "sampled_on", _town_tests),
    "chu-nantes.biology": Source(0.07, ";", "sampled_on", _hospital_tests),
    "chu-nantes.imaging": Source(0.03, ";", "performed_on", _imaging),
    "chu-nantes.emergency": Source(0.10, ";", "arrived_at", _visits),
    "chu-nantes.stays": Source(0.04, ";", "admitted_on", _stays),
}


def events(seed: int, span: Span, total: int) -> dict[str, pl.DataFrame]:
    """Invent the rows of the seven feeds.

    Args:
        seed: the same seed gives the same rows.
        span: the days.
        total: how many events, over the feeds together (a few less where a stay would end up
            beginning after the last day).

    """
    rng = np.random.default_rng(seed)
    persons = people(rng, max(total // 4, 50))
    made = {}
    for feed, source in SOURCES.items():
        rows = happenings(rng, persons, span, round(total * source.share))
        made[feed] = source.make(rng, rows, span.last)
    return made


def daily(feed: str, rows: pl.DataFrame) -> dict[date, pl.DataFrame]:
    """Cut a feed's rows into the files of each day, as a partner would have sent them.

    A stay comes on the day it begins, without its end, and again on the day it ends.
    """
    day = pl.col(SOURCES[feed].dated_by).cast(pl.String).str.slice(0, 10).str.to_date()
    if feed != "chu-nantes.stays":
        return _by_day(rows.with_columns(sent=day))
    same_day = pl.col("discharged_on") == pl.col("admitted_on")
    begun = rows.with_columns(
        pl.when(same_day).then("discharged_on"), pl.when(same_day).then("exit"), sent=day
    )
    ended = rows.filter(pl.col("discharged_on") > pl.col("admitted_on"))
    return _by_day(pl.concat([begun, ended.with_columns(sent=pl.col("discharged_on"))]))


def _by_day(rows: pl.DataFrame) -> dict[date, pl.DataFrame]:
    parts = rows.sort("sent", maintain_order=True).partition_by("sent", as_dict=True)
    return {day: part.drop("sent") for (day,), part in parts.items()}
