"""What really happened, beside the files of the partners, which never hold it."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from argos.simulation import faults
from argos.simulation.care import Care, weekday
from argos.simulation.epidemic import Epidemic, delay
from argos.simulation.people import People
from argos.simulation.scenario import STEPS, Scenario


@dataclass(frozen=True, slots=True)
class Happened:
    """All of a simulation, before any file is cut from it."""

    scenario: Scenario
    days: list[date]
    epidemics: dict[str, Epidemic]
    care: Care
    people: People
    persons: pl.DataFrame


def write(folder: Path, happened: Happened) -> None:
    """Write the truth: a Parquet file for each table, and the scenario as JSON."""
    folder.mkdir(exist_ok=True)
    tables = {
        "infections": _infections(happened),
        "contacts": _contacts(happened),
        "beds": _beds(happened),
        "effects": _effects(happened),
        "delays": _delays(happened.scenario),
        "reporting": _reporting(happened.scenario),
        "outbreaks": _outbreaks(happened),
        "episodes": _episodes(happened),
        "faults": faults.table(happened.scenario, happened.days[-1]),
    }
    for name, table in tables.items():
        table.write_parquet(folder / f"{name}.parquet")
    text = happened.scenario.model_dump_json(indent=1)
    (folder / "scenario.json").write_text(text, "utf-8")


def _cells(happened: Happened) -> pl.DataFrame:
    """Return every day with every département, in the order of a raveled array."""
    places = pl.Series("place", [f"dep:{code}" for code in happened.scenario.departements])
    return pl.DataFrame({"day": happened.days}).join(pl.DataFrame(places), how="cross")


def _infections(happened: Happened) -> pl.DataFrame:
    cells = _cells(happened)
    places = len(happened.scenario.departements)
    return pl.concat(
        cells.with_columns(
            pathogen=pl.lit(name), infections=pl.Series(one.infections.ravel()),
            reproduction=pl.Series(np.repeat(one.reproduction, places)),
            imported=pl.Series(one.imported.ravel()),
        )
        for name, one in happened.epidemics.items()
    )  # fmt: skip


def _contacts(happened: Happened) -> pl.DataFrame:
    cells = _cells(happened)
    return pl.concat(
        cells.with_columns(step=pl.lit(step), pathogen=pl.lit(name),
                           contacts=pl.Series(counts.sum(axis=2).ravel()))
        for (step, name), counts in happened.care.contacts.items()
    )  # fmt: skip


def _beds(happened: Happened) -> pl.DataFrame:
    counts = {name: pl.Series(values.ravel()) for name, values in happened.care.beds.items()}
    return _cells(happened).with_columns(**counts)


def _effects(happened: Happened) -> pl.DataFrame:
    """Return each step's usual weight of a day, and the drawn one, which has its noise."""
    cells, scenario = _cells(happened), happened.scenario
    places = len(scenario.departements)
    return pl.concat(
        cells.with_columns(
            step=pl.lit(step), drawn=pl.Series(weights.ravel()),
            usual=pl.Series(np.repeat([weekday(scenario, step, d) for d in happened.days], places)),
        )
        for step, weights in happened.care.weights.items()
    )  # fmt: skip


def _delays(scenario: Scenario) -> pl.DataFrame:
    """Return the chance of each number of days from one step to the next, by reason."""
    known = {
        (name, "infection", step): getattr(one, f"to_{step}")
        for name, one in scenario.pathogens.items() for step in STEPS
    }  # fmt: skip
    known |= {
        (name, "admission", "discharge"): one.stay.length
        for name, one in scenario.pathogens.items()
    }
    known["other", "admission", "discharge"] = scenario.hospital.stay.length
    known["any", "admission", "intensive-care"] = scenario.hospital.icu_delay
    known["any", "intensive-care", "ward"] = scenario.hospital.icu_length
    rows = [
        (reason, begins, ends, back, float(chance))
        for (reason, begins, ends), moments in known.items()
        for back, chance in enumerate(delay(*moments))
    ]
    return pl.DataFrame(rows, ["reason", "from", "to", "days", "chance"], orient="row")


def _reporting(scenario: Scenario) -> pl.DataFrame:
    rows = [
        (what, late + 1, share)
        for what, shares in scenario.reporting.items() for late, share in enumerate(shares)
    ]  # fmt: skip
    return pl.DataFrame(rows, ["of", "days_after", "known"], orient="row")


def _outbreaks(happened: Happened) -> pl.DataFrame:
    last = happened.days[-1]
    rows = [
        (one.pathogen, f"dep:{one.departement}", last - timedelta(days=one.first),
         last - timedelta(days=one.first - one.days + 1),
         one.infections // one.days * one.days)
        for one in happened.scenario.outbreaks
    ]  # fmt: skip
    names = ["pathogen", "place", "first_day", "last_day", "infections"]
    return pl.DataFrame(rows, names, orient="row")


def _episodes(happened: Happened) -> pl.DataFrame:
    """Return the infected of the département whose persons are given, with their pseudonyms."""
    ill = happened.persons.filter(pl.col("infected").is_not_null())
    who = ill["person"].to_numpy()
    return ill.drop("band").with_columns(
        happened.people.subjects(who), pl.col("person").cast(pl.String).str.zfill(8).alias("ipp")
    )
