"""The infected who come to care: when each is infected, calls, is tested, is seen, is admitted."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from argos.simulation.epidemic import Counts, Floats, delay
from argos.simulation.scenario import GROUPS, STEPS, Hospital, Moments, Scenario, Stay

NEVER = -1  # in place of a day


@dataclass(frozen=True, slots=True)
class Stays:
    """Hospital stays, one element for each visit; days are indices, ``NEVER`` without a stay."""

    admitted: Counts
    icu: Counts
    icu_left: Counts
    left: Counts
    dead: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Episodes:
    """The infected of one pathogen who have at least one contact, one element each.

    Attributes:
        infected: index of the day.
        place: index of the département.
        band: index of the band of ages.
        contacts: by step, the index of the day, ``NEVER`` for most.
        stays: after the emergency visit.

    """

    infected: Counts
    place: Counts
    band: Counts
    contacts: dict[str, Counts]
    stays: Stays


def groups_of(bands: list[int]) -> Counts:
    """Return for each band the index of its age group."""
    return np.searchsorted(np.array(GROUPS), np.array(bands), side="right") - 1


def later(chances: Moments, speed: Floats) -> Counts:
    """Return the days of a delay at given ranks (0 to 1) of its distribution."""
    known = np.cumsum(delay(*chances))
    return np.minimum(np.searchsorted(known, speed), known.size - 1)


def episodes(
    scenario: Scenario,
    name: str,
    infections: Counts,
    weights: dict[str, Floats],
    generator: np.random.Generator,
) -> Episodes:
    """Draw who of the infected comes to each step of care, and when.

    A step happens with the chance p(step, age) x weight(step, day, département) of the day on which
    it would. A person has one rank in the distributions of all the delays, so nobody is seen before
    the call; and with the chance ``together`` one draw decides all the steps: who is ill enough for
    the emergency department is likely to have called.
    """
    pathogen, shares = scenario.pathogens[name], np.array(scenario.population.shares)
    day, place = (
        np.repeat(each.ravel(), infections.ravel()) for each in np.indices(infections.shape)
    )
    band = generator.choice(shares.size, day.size, p=shares / shares.sum())
    group = groups_of(scenario.population.bands)[band]
    speed, severity = generator.random(day.size), generator.random(day.size)
    together = generator.random(day.size) < scenario.together
    contacts = {}
    for step in STEPS:
        came = day + later(getattr(pathogen, f"to_{step}"), speed)
        effect = weights[step][np.minimum(came, len(infections) - 1), place]
        drawn = np.where(together, severity, generator.random(day.size))
        seen = drawn < np.array(getattr(pathogen, step))[group] * effect
        contacts[step] = np.where(seen & (came < len(infections)), came, NEVER)
    kept = np.any([each != NEVER for each in contacts.values()], axis=0)
    contacts = {step: each[kept] for step, each in contacts.items()}
    chance = np.array(pathogen.admitted)[group[kept]]
    after = stays(scenario.hospital, pathogen.stay, contacts["ed"], chance, generator)
    return Episodes(day[kept], place[kept], band[kept], contacts, after)


def stays(
    hospital: Hospital, stay: Stay, visits: Counts, chance: Floats, generator: np.random.Generator
) -> Stays:
    """Draw the stay of those whom a visit leads to one.

    Args:
        hospital: delay and length of intensive care.
        stay: length in a ward, chances of intensive care and death.
        visits: index of the day of the visit, or ``NEVER``.
        chance: of admission, for each.
        generator: of the draws.

    """
    size = visits.size
    entered = (visits != NEVER) & (generator.random(size) < chance)
    critical = entered & (generator.random(size) < stay.icu)
    dead = entered & (generator.random(size) < stay.death)
    icu = visits + later(hospital.icu_delay, generator.random(size))
    icu_left = icu + later(hospital.icu_length, generator.random(size))
    ward = later(stay.length, generator.random(size))
    left = np.where(critical, np.where(dead, icu_left, icu_left + ward), visits + ward)
    return Stays(
        np.where(entered, visits, NEVER), np.where(critical, icu, NEVER),
        np.where(critical, icu_left, NEVER), np.where(entered, left, NEVER), dead,
    )  # fmt: skip


def counted(shape: tuple[int, ...], day: Counts, *where: Counts) -> Counts:
    """Count by day and where; what never happens, or after the last day, is left out."""
    inside = (day != NEVER) & (day < shape[0])
    flat = np.ravel_multi_index((day[inside], *(each[inside] for each in where)), shape)
    return np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape).astype(np.int64)
