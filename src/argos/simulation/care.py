"""Contacts with care: each step's counts by day, département and age, from infections."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from argos.core.calendar import kind_of_day
from argos.simulation.epidemic import Counts, Epidemic, Floats, populations
from argos.simulation.episodes import Episodes, counted, episodes
from argos.simulation.scenario import STEPS, Scenario

OTHER = "other"
COVID = "covid"  # the pathogen of the published beds


@dataclass(frozen=True, slots=True)
class Care:
    """What happened.

    Attributes:
        contacts: by step and pathogen (or ``other``), (day, département, band).
        weights: by step, (day, département): weekday or holiday times the noise of the day.
        episodes: by pathogen, the persons behind its contacts.
        beds: for COVID-19, (day, département): ``admissions``, ``icu``, ``deaths``,
            ``discharges``; ``in_hospital`` and ``in_icu`` at the end of the day.
        ed_admissions: emergency visits for COVID-19 that led to admission, as ``contacts``.

    """

    contacts: dict[tuple[str, str], Counts]
    weights: dict[str, Floats]
    episodes: dict[str, Episodes]
    beds: dict[str, Counts]
    ed_admissions: Counts


def weights_of(
    scenario: Scenario, days: list[date], generator: np.random.Generator
) -> dict[str, Floats]:
    """Draw each step's weight of a day: its weekday's, times a gamma noise of mean 1."""
    drawn = {}
    for step in STEPS:
        effect = np.array([weekday(scenario, step, day) for day in days])
        size = (len(days), len(scenario.departements))
        noise = generator.gamma(scenario.noise_shape, 1 / scenario.noise_shape, size)
        drawn[step] = effect[:, None] * noise
    return drawn


def weekday(scenario: Scenario, step: str, day: date) -> float:
    """Return a step's usual weight of a day; a public holiday is a Sunday."""
    return scenario.activity[step].weekday[kind_of_day(day) - 1]  # type: ignore[index]


def care(
    scenario: Scenario,
    epidemics: dict[str, Epidemic],
    days: list[date],
    generator: np.random.Generator,
) -> Care:
    """Draw who comes to care for each pathogen, and how many for other reasons."""
    weights = weights_of(scenario, days, generator)
    persons = {
        name: episodes(scenario, name, one.infections, weights, generator)
        for name, one in epidemics.items()
    }
    shares = np.array(scenario.population.shares)
    shape = (len(days), len(scenario.departements), shares.size)
    drawn = {}
    for step in STEPS:
        for name, them in persons.items():
            drawn[step, name] = counted(shape, them.contacts[step], them.place, them.band)
        mean = scenario.activity[step].mean / 1e5 * populations(scenario)  # type: ignore[index]
        expected = (weights[step] * mean)[:, :, None] * shares / shares.sum()
        drawn[step, OTHER] = generator.poisson(expected)
    ill = persons[COVID]
    admitted = counted(shape, ill.stays.admitted, ill.place, ill.band)
    return Care(drawn, weights, persons, _beds(ill, shape[:2]), admitted)


def _beds(ill: Episodes, shape: tuple[int, ...]) -> dict[str, Counts]:
    admitted, left, icu, out = (
        counted(shape, each, ill.place)
        for each in (ill.stays.admitted, ill.stays.left, ill.stays.icu, ill.stays.icu_left)
    )
    deaths = counted(shape, np.where(ill.stays.dead, ill.stays.left, -1), ill.place)
    return {
        "admissions": admitted, "icu": icu, "deaths": deaths, "discharges": left - deaths,
        "in_hospital": np.cumsum(admitted - left, axis=0), "in_icu": np.cumsum(icu - out, axis=0),
    }  # fmt: skip
