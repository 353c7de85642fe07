"""A simulation's life: infections, care, files with the instant at which each comes, truth."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from argos.core.simulated import mark
from argos.simulation import faults, hospital, truth
from argos.simulation.calls import calls
from argos.simulation.care import care
from argos.simulation.epidemic import calendar, spread
from argos.simulation.faults import SENT
from argos.simulation.files import Cut, Feed, Filed, file_days, lines, weekly_days, write
from argos.simulation.laboratories import tests
from argos.simulation.people import Pseudonym, people, unkeyed
from argos.simulation.persons import persons
from argos.simulation.published import LAG, TESTED, Published, by_region, by_week, table
from argos.simulation.scenario import Fault, Scenario
from argos.simulation.truth import Happened

COUNTS = {
    "sursaud": ",",
    "sursaud-weekly": ";",
    "sidep": ";",
    "hospital-flow": ";",
    "hospital-stock": ";",
}
BY_REGION = ("sursaud",)  # what else Argos cannot sum from the départements
TESTS = ("laboratories.tests", "chu-nantes.biology")
SOS, SAMU = "sos-medecins-nantes.calls", "samu-44.calls"


def simulate(
    folder: Path,
    scenario: Scenario,
    days: int,
    seed: int,
    last: date,
    pseudonym: Pseudonym = unkeyed,
) -> list[Filed]:
    """Write a simulation's files, manifest and truth; return the files in order of coming."""
    mark(folder)
    whole = calendar(last, days + scenario.warm_up_days)
    generator = np.random.default_rng(seed)
    epidemics = {name: spread(scenario, name, whole, generator) for name in scenario.pathogens}
    came = care(scenario, epidemics, whole, generator)
    invented = people(scenario, last, seed, pseudonym)
    them = persons(scenario, came, invented, whole, seed)
    happened = Happened(scenario, whole, epidemics, came, invented, them)
    first = last - timedelta(days=days - 1)
    dates = file_days(first, last, scenario.bundle_days, scenario.daily_days)
    feeds = [
        *_counts(scenario, Published(scenario, came, whole, generator), first, last, dates),
        *_lines(happened, seed, dates),
    ]
    filed = [one for feed in feeds for one in write(folder, feed, first, last)]
    filed.sort(key=lambda one: (one.recorded_at, one.feed))
    pl.DataFrame(
        [(f.feed, f.file, f.recorded_at.isoformat()) for f in filed],
        schema=["feed", "file", "recorded_at"], orient="row",
    ).write_csv(folder / "manifest.csv")  # fmt: skip
    truth.write(folder / "truth", happened)
    return filed


def _counts(
    scenario: Scenario, published: Published, first: date, last: date, dates: list[date]
) -> list[Feed]:
    """Return the feeds of Santé publique France, each restating its last days."""

    def rows(kind: str, planted: Sequence[Fault], cut: Cut) -> pl.DataFrame:
        frame = table(published.at(cut.filed, kind.removesuffix("-weekly").removesuffix("-reg")))
        if frame.is_empty():
            return frame
        day = "jour" if "jour" in frame.columns else "date_de_passage"
        frame = frame.with_columns(pl.col(day).alias(SENT)).filter(pl.col(SENT) >= first)
        if kind.endswith("-weekly"):
            frame = by_week(frame.drop(SENT))
        elif kind.endswith("-reg"):
            frame = by_region(frame)
        return faults.in_counts(frame, planted, last)

    weekly = weekly_days(dates, scenario.bundle_days, scenario.daily_days)
    made = []
    for short, delimiter in COUNTS.items():
        name = f"sante-publique-france.{short}"
        planted = faults.of(scenario, name)
        days = weekly if short.endswith("-weekly") else dates
        cut = partial(rows, short, planted)
        made.append(Feed(name, delimiter, cut, planted, days, lag=LAG.get(short, 1)))
        if short in BY_REGION:
            regional = partial(rows, f"{short}-reg", planted)
            made.append(Feed(name, delimiter, regional, planted, days, part="-reg"))
    return made


def _lines(happened: Happened, seed: int, dates: list[date]) -> list[Feed]:
    """Return the line-level feeds, with the faults of their rows."""
    scenario, invented, came = happened.scenario, happened.people, happened.persons
    visits = hospital.visitors(scenario, invented, came, seed)
    whole = {
        SOS: (calls("sos", scenario, invented, came, seed), lines),
        SAMU: (calls("samu", scenario, invented, came, seed), lines),
        "laboratories.tests": (tests(invented, came, seed), lines),
        "chu-nantes.emergency": (hospital.emergency(visits, seed), hospital.cut_visits),
        "chu-nantes.stays": (hospital.stays(scenario, visits, seed), hospital.cut_stays),
        "chu-nantes.biology": (hospital.biology(scenario, visits, seed), lines),
        "chu-nantes.imaging": (hospital.imaging(scenario, visits, seed), lines),
    }
    made = []
    for name, (frame, cut) in whole.items():
        planted = faults.of(scenario, name)
        generator = np.random.default_rng([seed, *name.encode()])
        frame = faults.in_lines(frame, planted, happened.days[-1], generator)
        delimiter, lag = "," if name == SOS else ";", TESTED if name in TESTS else 1
        made.append(Feed(name, delimiter, cut(frame), planted, dates, lag=lag))
    return made
