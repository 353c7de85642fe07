"""Infections by day and département: a renewal equation with planted outbreaks."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from argos.core.places import places
from argos.simulation.scenario import Pathogen, Scenario

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
LONGEST = 60  # days kept of a delay
IMPORTED = (
    0.05  # share of a season's infections that come from elsewhere, so that it cannot die out
)
TRICKLE = 0.02  # infections a day per 100,000 that come from elsewhere, without a season


@dataclass(frozen=True, slots=True)
class Epidemic:
    """One pathogen's truth.

    Attributes:
        reproduction: R by day.
        imported: infections from elsewhere that are expected, by day and département.
        infections: by day and département, planted ones included.

    """

    reproduction: Floats
    imported: Floats
    infections: Counts


def delay(mean: float, sd: float, length: int = LONGEST) -> Floats:
    """Return the chances of 0, 1, 2 … days: a gamma density at mid-day, made to sum to 1."""
    middle = np.arange(length) + 0.5
    shape, scale = (mean / sd) ** 2, sd**2 / mean
    weight = (shape - 1) * np.log(middle) - middle / scale
    density = np.exp(weight - weight.max())
    return np.asarray(density / density.sum())


def populations(scenario: Scenario) -> Floats:
    """Return the inhabitants of each département of the scenario."""
    frame = places().frame
    names = [f"dep:{code}" for code in scenario.departements]
    known = dict(zip(frame["place"], frame["population"], strict=True))
    return np.array([known[name] for name in names], float)


def spread(
    scenario: Scenario, name: str, days: list[date], generator: np.random.Generator
) -> Epidemic:
    """Draw I(t, d) ~ Poisson(R(t) sum_s w(s) I(t - s, d) + imported(t, d)) + planted.

    The first serial intervals are seeded by infections at the constant level of the first day.
    """
    pathogen, people = scenario.pathogens[name], populations(scenario)
    weights = delay(*pathogen.serial_interval, length=28)
    skeleton = _level(pathogen, days)  # per 100,000 a day, of a season; seeds for the others
    ratio = _reproduction(pathogen, weights, skeleton, len(days))
    share = IMPORTED * skeleton if pathogen.season else np.full(len(days), TRICKLE)
    imported = share[:, None] * people / 1e5
    planted = _planted(scenario, name, len(days))
    history = np.full((28, len(people)), skeleton[0] * people / 1e5)
    infections = np.zeros((len(days), len(people)), np.int64)
    for day in range(len(days)):
        force = weights @ history[::-1]
        drawn = generator.poisson(ratio[day] * force + imported[day]) + planted[day]
        infections[day] = drawn
        history = np.vstack([history[1:], drawn])
    return Epidemic(ratio, imported, infections)


def _level(pathogen: Pathogen, days: list[date]) -> Floats:
    if pathogen.season is None:
        return np.full(len(days), pathogen.infections_at_start)
    peak, height, sharpness = pathogen.season
    year = np.array([day.timetuple().tm_yday for day in days])
    return np.asarray(height * np.exp(sharpness * (np.cos(2 * np.pi * (year - peak) / 365.25) - 1)))


def _reproduction(pathogen: Pathogen, weights: Floats, level: Floats, days: int) -> Floats:
    if pathogen.season is None:
        knots = sorted((-back, value) for back, value in pathogen.reproduction)
        at = np.arange(days) - (days - 1)
        return np.interp(at, [k[0] for k in knots], [k[1] for k in knots])
    before = np.concatenate([np.full(28, level[0]), level])
    force = np.array([weights @ before[day : day + 28][::-1] for day in range(days)])
    return np.asarray((1 - IMPORTED) * level / force)


def _planted(scenario: Scenario, name: str, days: int) -> Counts:
    planted = np.zeros((days, len(scenario.departements)), np.int64)
    for outbreak in scenario.outbreaks:
        first = days - 1 - outbreak.first
        if outbreak.pathogen == name and first >= 0:
            column = scenario.departements.index(outbreak.departement)
            planted[first : first + outbreak.days, column] += outbreak.infections // outbreak.days
    return planted


def calendar(last: date, days: int) -> list[date]:
    """Return the days up to the last, in order."""
    return [last - timedelta(days=back) for back in range(days - 1, -1, -1)]
