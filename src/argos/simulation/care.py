"""Contacts with care: each step's counts by day, département and age, from infections."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from argos.core.calendar import kind_of_day
from argos.simulation.epidemic import Counts, Epidemic, Floats, delay, populations
from argos.simulation.scenario import GROUPS, STEPS, Scenario

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Care:
    """What happened.

    Attributes:
        contacts: by step and pathogen (or ``other``), (day, département, band).
        admissions: to hospital for COVID-19, (day, département), then the same for icu, deaths,
            discharges; `in_hospital` and `in_icu` are counted at the end of the day.

    """

    contacts: dict[tuple[str, str], Counts]
    beds: dict[str, Counts]
    ed_admissions: Counts


def groups_of(bands: list[int]) -> Counts:
    """Return for each band the index of its age group."""
    return np.searchsorted(np.array(GROUPS), np.array(bands), side="right") - 1


def contacts(
    scenario: Scenario,
    epidemics: dict[str, Epidemic],
    days: list[date],
    generator: np.random.Generator,
) -> dict[tuple[str, str], Counts]:
    """Draw contacts ~ Poisson(expected x weekday x gamma noise): negative binomial counts."""
    shares = np.array(scenario.population.shares)
    shares = shares / shares.sum()
    group = groups_of(scenario.population.bands)
    people = populations(scenario)
    drawn = {}
    for step in STEPS:
        activity = scenario.activity[step]  # type: ignore[index]
        effect = np.array([activity.weekday[kind_of_day(day) - 1] for day in days])
        size = (len(days), len(people))
        noise = generator.gamma(scenario.noise_shape, 1 / scenario.noise_shape, size)
        weight = (effect[:, None] * noise)[:, :, None]
        for name, pathogen in scenario.pathogens.items():
            late = _convolved(epidemics[name].infections, delay(*getattr(pathogen, f"to_{step}")))
            chance = np.array(getattr(pathogen, step))[group] * shares
            drawn[step, name] = generator.poisson(late[:, :, None] * chance * weight)
        usual = activity.mean * people[:, None] / 1e5 * shares
        drawn[step, OTHER] = generator.poisson(usual * weight)
    return drawn


def _convolved(counts: Counts, weights: Floats) -> Floats:
    return np.stack([np.convolve(one, weights)[: len(one)] for one in counts.T], axis=1)


def care(
    scenario: Scenario,
    epidemics: dict[str, Epidemic],
    days: list[date],
    generator: np.random.Generator,
) -> Care:
    """Draw all the contacts, then the beds of those who are admitted for COVID-19."""
    drawn = contacts(scenario, epidemics, days, generator)
    visits = drawn["ed", "covid"]
    chance = np.array(scenario.pathogens["covid"].admitted)[groups_of(scenario.population.bands)]
    admitted = generator.binomial(visits, chance)
    return Care(drawn, _beds(scenario, admitted.sum(axis=2), generator), admitted)


def _beds(
    scenario: Scenario, admitted: Counts, generator: np.random.Generator
) -> dict[str, Counts]:
    hospital = scenario.hospital
    left = _later(admitted, delay(*hospital.length), generator)
    deaths = generator.binomial(left, hospital.death)
    entered = generator.binomial(admitted, hospital.icu)
    icu = _later(entered, delay(*hospital.icu_delay), generator)
    out = _later(icu, delay(*hospital.icu_length), generator)
    inside = np.cumsum(admitted - left, axis=0)
    return {
        "admissions": admitted, "icu": icu, "deaths": deaths, "discharges": left - deaths,
        "in_hospital": inside, "in_icu": np.minimum(np.cumsum(icu - out, axis=0), inside),
    }  # fmt: skip


def _later(counts: Counts, weights: Floats, generator: np.random.Generator) -> Counts:
    """Draw when each of them goes on: a multinomial of every day's count over the delays."""
    spread = generator.multinomial(counts, weights)  # (day, département, delay)
    later = np.zeros_like(counts)
    for back in range(len(weights)):
        later[back:] += spread[: len(counts) - back, :, back]
    return later
