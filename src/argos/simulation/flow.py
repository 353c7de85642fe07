"""A simulation's life: infections, care, files with the instant at which each comes, truth."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from argos.core.clock import PARIS
from argos.core.simulated import PREFIX, mark
from argos.simulation.calls import SENT, calls
from argos.simulation.care import Care, care
from argos.simulation.epidemic import Epidemic, calendar, delay, spread
from argos.simulation.published import Published, table
from argos.simulation.scenario import STEPS, Scenario

COUNTS = {"sursaud": ",", "sidep": ";", "hospital-flow": ";", "hospital-stock": ";"}
LINES = {"sos": "sos-medecins-nantes.calls", "samu": "samu-44.calls"}


@dataclass(frozen=True, slots=True)
class Filed:
    """One file: its feed, its place under the folder, when it comes."""

    feed: str
    file: str
    recorded_at: datetime


def simulate(folder: Path, scenario: Scenario, days: int, seed: int, last: date) -> list[Filed]:
    """Write a simulation's files, manifest and truth; return the files in order of coming."""
    mark(folder)
    whole = calendar(last, days + scenario.warm_up_days)
    generator = np.random.default_rng(seed)
    epidemics = {name: spread(scenario, name, whole, generator) for name in scenario.pathogens}
    happened = care(scenario, epidemics, whole, generator)
    published = Published(scenario, happened, whole, generator)
    # The first file comes once its whole content is of simulated days.
    dates = _file_days(scenario, last, days)
    filed = []
    lines = {step: calls(step, scenario, happened, whole, seed) for step in LINES}
    before = last - timedelta(days=days)
    for day in dates:
        for feed, delimiter in COUNTS.items():
            frame = table(row for row in published.at(day, feed) if _since(row, last, days))
            filed += _write(folder, f"sante-publique-france.{feed}", day, frame, delimiter)
        upto = day - timedelta(days=1)
        for step, feed in LINES.items():
            frame = lines[step].filter(pl.col(SENT) > before, pl.col(SENT) <= upto).drop(SENT)
            filed += _write(folder, feed, day, frame, "," if step == "sos" else ";")
        before = upto
    kept = [one for one in filed if not _silent(scenario, one, last)]
    for one in set(filed) - set(kept):
        (folder / one.file).unlink()
    kept.sort(key=lambda one: (one.recorded_at, one.feed))
    pl.DataFrame(
        [(f.feed, f.file, f.recorded_at.isoformat()) for f in kept],
        schema=["feed", "file", "recorded_at"], orient="row",
    ).write_csv(folder / "manifest.csv")  # fmt: skip
    _truth(folder / "truth", scenario, epidemics, happened, whole)
    return kept


def _since(row: dict[str, object], last: date, days: int) -> bool:
    day = row.get("jour") or row["date_de_passage"]
    return isinstance(day, date) and day > last - timedelta(days=days)


def _file_days(scenario: Scenario, last: date, days: int) -> list[date]:
    newest, daily = last + timedelta(days=1), min(scenario.daily_days, days - 4)
    bundles = range(daily, days - 3, scenario.bundle_days)
    back = sorted({*range(daily), *bundles}, reverse=True)
    return [newest - timedelta(days=n) for n in back]


def _write(folder: Path, feed: str, day: date, frame: pl.DataFrame, delimiter: str) -> list[Filed]:
    if frame.is_empty():
        return []
    file = f"{feed}/{PREFIX}{feed.split('.')[1]}-{day}.csv"
    (folder / feed).mkdir(exist_ok=True)
    frame.write_csv(folder / file, separator=delimiter)
    return [Filed(feed, file, datetime.combine(day, time(6), tzinfo=PARIS).astimezone(UTC))]


def _silent(scenario: Scenario, filed: Filed, last: date) -> bool:
    back = (last - filed.recorded_at.astimezone(PARIS).date()).days + 1
    return any(
        fault.feed == filed.feed and fault.first - fault.days < back <= fault.first
        for fault in scenario.faults
    )


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
    (folder / "scenario.json").write_text(scenario.model_dump_json(indent=1), "utf-8")
