"""A simulation's life: infections, care, files with the instant at which each comes, truth."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from argos.core.simulated import mark
from argos.simulation import faults
from argos.simulation.calls import calls
from argos.simulation.care import Care, care
from argos.simulation.epidemic import Epidemic, calendar, delay, spread
from argos.simulation.faults import SENT
from argos.simulation.files import Cut, Feed, Filed, file_days, lines, write
from argos.simulation.published import Published, table
from argos.simulation.scenario import STEPS, Fault, Scenario

COUNTS = {"sursaud": ",", "sidep": ";", "hospital-flow": ";", "hospital-stock": ";"}
LINES = {"sos": "sos-medecins-nantes.calls", "samu": "samu-44.calls"}


def simulate(folder: Path, scenario: Scenario, days: int, seed: int, last: date) -> list[Filed]:
    """Write a simulation's files, manifest and truth; return the files in order of coming."""
    mark(folder)
    whole = calendar(last, days + scenario.warm_up_days)
    generator = np.random.default_rng(seed)
    epidemics = {name: spread(scenario, name, whole, generator) for name in scenario.pathogens}
    happened = care(scenario, epidemics, whole, generator)
    first = last - timedelta(days=days - 1)
    dates = file_days(first, last, scenario.bundle_days, scenario.daily_days)
    feeds = [
        *_counts(scenario, Published(scenario, happened, whole, generator), first, last),
        *_lines(scenario, happened, whole, seed),
    ]
    filed = [one for feed in feeds for one in write(folder, feed, first, last, dates)]
    filed.sort(key=lambda one: (one.recorded_at, one.feed))
    pl.DataFrame(
        [(f.feed, f.file, f.recorded_at.isoformat()) for f in filed],
        schema=["feed", "file", "recorded_at"], orient="row",
    ).write_csv(folder / "manifest.csv")  # fmt: skip
    _truth(folder / "truth", scenario, epidemics, happened, whole)
    return filed


def _counts(scenario: Scenario, published: Published, first: date, last: date) -> list[Feed]:
    """Return the feeds of Santé publique France, each restating its last days."""

    def rows(short: str, planted: Sequence[Fault], cut: Cut) -> pl.DataFrame:
        frame = table(published.at(cut.filed, short))
        if frame.is_empty():
            return frame
        day = "jour" if "jour" in frame.columns else "date_de_passage"
        frame = frame.with_columns(pl.col(day).alias(SENT)).filter(pl.col(SENT) >= first)
        return faults.in_counts(frame, planted, last)

    made = []
    for short, delimiter in COUNTS.items():
        name = f"sante-publique-france.{short}"
        planted = faults.of(scenario, name)
        made.append(Feed(name, delimiter, partial(rows, short, planted), planted))
    return made


def _lines(scenario: Scenario, happened: Care, days: list[date], seed: int) -> list[Feed]:
    """Return the line-level feeds, with the faults of their rows."""
    made = []
    for step, name in LINES.items():
        planted = faults.of(scenario, name)
        generator = np.random.default_rng([seed, *name.encode()])
        frame = calls(step, scenario, happened, days, seed)
        frame = faults.in_lines(frame, planted, days[-1], generator)
        made.append(Feed(name, "," if step == "sos" else ";", lines(frame), planted))
    return made


def _truth(
    folder: Path,
    scenario: Scenario,
    epidemics: dict[str, Epidemic],
    happened: Care,
    days: list[date],
) -> None:
    """Write what really happened; the files of partners never hold it."""
    folder.mkdir(exist_ok=True)
    deps = scenario.departements
    infected = [
        (day, f"dep:{dep}", name, int(one.infections[t, d]), float(one.reproduction[t]))
        for name, one in epidemics.items() for t, day in enumerate(days)
        for d, dep in enumerate(deps)
    ]  # fmt: skip
    names = ["day", "place", "pathogen", "infections", "reproduction"]
    pl.DataFrame(infected, schema=names, orient="row").write_parquet(folder / "infections.parquet")
    contacts = [
        (day, f"dep:{dep}", step, name, int(counts[t, d].sum()))
        for (step, name), counts in happened.contacts.items() for t, day in enumerate(days)
        for d, dep in enumerate(deps)
    ]  # fmt: skip
    names = ["day", "place", "step", "pathogen", "contacts"]
    pl.DataFrame(contacts, schema=names, orient="row").write_parquet(folder / "contacts.parquet")
    delays = [
        (name, step, back, float(chance))
        for name, pathogen in scenario.pathogens.items() for step in STEPS
        for back, chance in enumerate(delay(*getattr(pathogen, f"to_{step}")))
    ]  # fmt: skip
    names = ["pathogen", "step", "days", "chance"]
    pl.DataFrame(delays, schema=names, orient="row").write_parquet(folder / "delays.parquet")
    faults.table(scenario, days[-1]).write_parquet(folder / "faults.parquet")
    (folder / "scenario.json").write_text(scenario.model_dump_json(indent=1), "utf-8")
