"""Who comes to care in the département that is given line by line: one row each, all steps."""

from datetime import date

import numpy as np
import polars as pl

from argos.simulation.care import OTHER, Care
from argos.simulation.epidemic import Counts
from argos.simulation.episodes import NEVER, Episodes, Stays, groups_of, stays
from argos.simulation.people import People, bounds
from argos.simulation.scenario import STEPS, Scenario

DAYS = (*STEPS, "infected", "admitted", "icu", "icu_left", "left")


def persons(
    scenario: Scenario, care: Care, people: People, days: list[date], seed: int
) -> pl.DataFrame:
    """Return every episode of care of the département.

    Of what comes for other reasons, only the calls, and the visits and tests that the hospital and
    the laboratories see; each is one row with one step.

    Returns:
        ``reason`` (a pathogen or ``other``), ``person``, ``band``, days (null where it did not
        happen) of ``infected``, of each step, of ``admitted``, ``icu``, ``icu_left``, ``left``;
        ``dead``, ``hospital`` (whether visits are to the CHU), ``laboratory`` (of the test, null
        for others).

    """
    generator = np.random.default_rng([seed, *b"persons"])
    column = scenario.departements.index(scenario.calls_departement)
    parts = [_ill(name, them, column) for name, them in care.episodes.items()]
    parts = [_sampled(scenario, part, generator) for part in parts]
    parts += [
        _others(scenario, care.contacts[step, OTHER][:, column, :], step, generator)
        for step in STEPS
    ]
    whole = pl.concat(parts, how="diagonal")
    return _named(scenario, whole, people, days, generator)


def _ill(name: str, them: Episodes, column: int) -> pl.DataFrame:
    here = them.place == column
    indices = {**them.contacts, "infected": them.infected, **_of(them.stays)}
    frame = pl.DataFrame({"band": them.band, "dead": them.stays.dead, **indices})
    return frame.filter(pl.Series(here)).with_columns(reason=pl.lit(name))


def _of(after: Stays) -> dict[str, Counts]:
    return {name: getattr(after, name) for name in ("admitted", "icu", "icu_left", "left")}


def _sampled(
    scenario: Scenario, frame: pl.DataFrame, generator: np.random.Generator
) -> pl.DataFrame:
    size = frame.height
    return frame.with_columns(
        pl.Series("hospital", generator.random(size) < scenario.sampled.hospital),
        pl.Series("laboratory", _laboratory(scenario, generator.random(size))),
    ).with_columns(pl.when(pl.col("laboratory") != "").then("laboratory"))


def _laboratory(scenario: Scenario, drawn: np.ndarray) -> np.ndarray:
    """Return the laboratory of each draw, empty for those that send nothing."""
    shares = scenario.sampled.laboratories
    return np.array([*shares, ""])[
        np.searchsorted(np.cumsum(list(shares.values())), drawn, "right")
    ]


def _others(
    scenario: Scenario, counts: Counts, step: str, generator: np.random.Generator
) -> pl.DataFrame:
    """Return one row for each contact of a step for other reasons that is seen."""
    shares = scenario.sampled.laboratories
    seen = {"ed": scenario.sampled.hospital, "test": sum(shares.values())}
    many = generator.binomial(counts, seen.get(step, 1.0))
    day, band = (np.repeat(each.ravel(), many.ravel()) for each in np.indices(counts.shape))
    frame = pl.DataFrame({"band": band, step: day}).with_columns(
        reason=pl.lit(OTHER), hospital=pl.lit(step == "ed")
    )
    if step == "test":
        drawn = generator.random(frame.height) * seen["test"]
        frame = frame.with_columns(pl.Series("laboratory", _laboratory(scenario, drawn)))
    if step != "ed":
        return frame
    chance = np.array(scenario.hospital.admitted)[groups_of(scenario.population.bands)[band]]
    after = stays(scenario.hospital, scenario.hospital.stay, day, chance, generator)
    return frame.with_columns(pl.Series("dead", after.dead), **_series(_of(after)))


def _series(columns: dict[str, Counts]) -> dict[str, pl.Series]:
    return {name: pl.Series(values) for name, values in columns.items()}


def _named(
    scenario: Scenario,
    frame: pl.DataFrame,
    people: People,
    days: list[date],
    generator: np.random.Generator,
) -> pl.DataFrame:
    """Give each row its person, and days in place of their indices."""
    first = np.datetime64(days[0], "D").astype(np.int64)
    steps = [pl.when(pl.col(name) != NEVER).then(name).alias(name) for name in DAYS]
    frame = frame.with_columns(steps)
    start = frame.select(pl.coalesce("infected", *STEPS)).to_series().to_numpy() + first
    lower, upper = bounds(scenario)
    band = frame["band"].to_numpy()
    who = people.choose(start, lower[band], upper[band], generator)
    dates = [(pl.col(name) + int(first)).cast(pl.Int32).cast(pl.Date).alias(name) for name in DAYS]
    return frame.with_columns(pl.Series("person", who), *dates)
