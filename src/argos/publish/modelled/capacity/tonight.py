"""Beds: how many will be taken, when thresholds are crossed, which operations have to move."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from zlib import crc32

import numpy as np
import polars as pl

from argos.epidemiology.capacity.admissions import scores
from argos.epidemiology.capacity.occupancy import LENGTHS, Chance, chance, quantiles
from argos.epidemiology.capacity.operations import RANGE, moved
from argos.epidemiology.capacity.scenarios import Scenario
from argos.epidemiology.capacity.thresholds import crossing
from argos.epidemiology.forecasts import HUB_LEVELS
from argos.epidemiology.series import Floats
from argos.outputs.modelled import CAPACITY, CROSSINGS
from argos.outputs.store import Outputs
from argos.publish.modelled.capacity.inflow import Inflow, inflows
from argos.publish.modelled.capacity.settings import CapacitySettings
from argos.publish.modelled.known.levels import WEEK, made_columns
from argos.publish.modelled.known.panels import Panels

DRAWS = 30 * LENGTHS
PERSONS = ("quantiles",)
OPERATIONS = ("operations_low", "operations_mid", "operations_high")
COARSE, FINE = 0.05, 0.01  # to which chances are rounded, under disclosure control and not
_Row = dict[str, object]


@dataclass(frozen=True)
class Drawn:
    """Paths of one resource of one place in one scenario.

    Attributes:
        now: people present at the origin.
        paths: (draw, day).
        origin, behind, rounded: as in `Inflow`.

    """

    now: float
    paths: Floats
    origin: date
    behind: float
    rounded: bool

    @cached_property
    def quantiles(self) -> list[list[float]]:
        """Of the people present on each day, at `HUB_LEVELS`; once for all scenarios alike."""
        return quantiles(self.paths, list(HUB_LEVELS)).tolist()  # type: ignore[no-any-return] # floats

    def less(self, other: "Drawn") -> "Drawn":
        """Return those who are here and not in another resource, path by path."""
        days = min(self.paths.shape[1], other.paths.shape[1])
        apart = np.maximum(self.paths[:, :days] - other.paths[:, :days], 0)
        now = max(self.now - other.now, 0.0)
        behind = min(self.behind, other.behind, now)
        return Drawn(now, apart, self.origin, behind, self.rounded or other.rounded)


def foretold(known: Panels, made: pl.DataFrame, outputs: Outputs) -> pl.DataFrame:
    """Return tonight's forecasts: exact as just made, else as published (a run was broken off).

    Args:
        known: the panels; their origins are tonight's.
        made: rows of table ``forecasts`` that were made in this run.
        outputs: holds those made before.

    """
    since = min((panel.origin for panel in known), default=date.max)
    shown = outputs.rows("forecasts").filter((pl.col("origin") >= since) & pl.col("chosen"))
    published = shown.collect()
    if made.is_empty():
        return published
    of = ["indicator", "partner", "origin"]
    others = published.join(made.select(of).unique(), on=of, how="anti")
    return pl.concat([made, others], how="diagonal_relaxed")


def rows(
    known: Panels, forecasts: pl.DataFrame, settings: CapacitySettings
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of tables ``capacity`` and ``crossings``, with ``behind``.

    All scenarios of a place share one chance, and its resources one rank of admissions: what sets
    them apart is the scenario alone, and few in intensive care are few in the wards.

    Args:
        known: the panels.
        forecasts: rows of table ``forecasts``, exact; those that are shown are used.
        settings: beds, stays, thresholds, scenarios.

    """
    found = {each.id: inflows(known, forecasts, each) for each in settings.resource}
    places = sorted({place for by_place in found.values() for place in by_place})
    beds: list[_Row] = []
    crossed: list[_Row] = []
    for place in places:
        mine = {name: by_place[place] for name, by_place in found.items() if place in by_place}
        for scenario, each in _by_scenario(place, mine, settings):
            for resource, drawn in each.items():
                beds += _beds(place, resource, scenario, drawn, settings)
                crossed += _crossed(place, resource, scenario, drawn, settings)
    tables = [(beds, CAPACITY), (crossed, CROSSINGS)]
    one, two = (pl.DataFrame(each, schema=made_columns(schema)) for each, schema in tables)
    return one, two


def _by_scenario(
    place: str, inflow: Mapping[str, Inflow], settings: CapacitySettings
) -> Iterator[tuple[Scenario, dict[str, Drawn]]]:
    """Go through the scenarios of a place, each with the paths of its resources."""
    if not inflow:
        return
    origin = max(each.origin for each in inflow.values())
    random = np.random.default_rng([crc32(place.encode()), origin.toordinal()])
    ranks = scores(DRAWS, settings.days // WEEK, random)
    by_chance = {name: chance(DRAWS, settings.days, random) for name in inflow}
    by_growth: dict[float, dict[str, Drawn]] = {}
    for way in settings.scenario:
        if way.growth not in by_growth:
            by_growth[way.growth] = _drawn(inflow, way.scenario, ranks, by_chance, settings)
        yield way.scenario, by_growth[way.growth]


def _drawn(
    inflow: Mapping[str, Inflow],
    scenario: Scenario,
    ranks: Floats,
    by_chance: Mapping[str, Chance],
    settings: CapacitySettings,
) -> dict[str, Drawn]:
    """Return the paths of each resource, without those of another that it holds."""
    whole = {
        name: Drawn(each.stock, each.drawn(scenario, ranks, by_chance[name]), each.origin,
                    each.behind, each.rounded)
        for name, each in inflow.items()
    }  # fmt: skip
    inside = {each.id: each.less for each in settings.resource if each.id in whole}
    found = {}
    for name, other in inside.items():
        if other is None:
            found[name] = whole[name]
        elif other in whole and whole[other].origin == whole[name].origin:
            found[name] = whole[name].less(whole[other])
    return found


def _open(
    place: str, resource: str, scenario: Scenario, drawn: Drawn, settings: CapacitySettings
) -> Floats | None:
    """Return the open beds from the origin on, (day + 1); None where they are not known."""
    known = settings.beds_of(place, resource, drawn.origin)
    return None if known is None else scenario.available(known, resource, drawn.paths.shape[1])


def _beds(
    place: str, resource: str, scenario: Scenario, drawn: Drawn, settings: CapacitySettings
) -> Iterator[_Row]:
    """Give the rows of table ``capacity``: one a day."""
    open_ = _open(place, resource, scenario, drawn, settings)
    for day, told in enumerate(drawn.quantiles, start=1):
        yield {
            "place": place,
            "resource": resource,
            "scenario": scenario.name,
            "origin": drawn.origin,
            "date": drawn.origin + timedelta(days=day),
            "beds": None if open_ is None else float(open_[day]),
            "quantiles": told,
            "rounded": drawn.rounded,
            "behind": drawn.behind,
        }


def _crossed(
    place: str, resource: str, scenario: Scenario, drawn: Drawn, settings: CapacitySettings
) -> Iterator[_Row]:
    """Give the rows of table ``crossings``: one a threshold; none where beds are not known."""
    open_ = _open(place, resource, scenario, drawn, settings)
    if open_ is None:
        return
    step = COARSE if drawn.rounded else FINE
    to_move = _operations(place, resource, drawn, open_, settings)
    for threshold in settings.threshold:
        if threshold.resource != resource:
            continue
        level = np.maximum(threshold.share * open_, 1)  # of no bed at all, one person is too many
        found = crossing(drawn.now, drawn.paths, level)
        chances = {f"chance_{day}": found.by(day) for day in (7, 14, 28)}
        yield {
            "place": place,
            "resource": resource,
            "scenario": scenario.name,
            "origin": drawn.origin,
            "threshold": threshold.share,
            "possible_on": _date(drawn.origin, found.possible),
            "likely_on": _date(drawn.origin, found.likely),
            **{name: _stepped(each, step) for name, each in chances.items()},
            **to_move,
            "rounded": drawn.rounded,
            "behind": drawn.behind,
        }


def _operations(
    place: str, resource: str, drawn: Drawn, open_: Floats, settings: CapacitySettings
) -> dict[str, float | None]:
    """Return the operations to move over all days, as a range; nulls where none are planned."""
    planned = settings.operations_of(place, resource)
    if planned is None:
        return dict.fromkeys(OPERATIONS)
    needed = drawn.paths + planned.others + planned.planned.beds
    put_off = moved(needed, open_[1:], planned.planned).operations.sum(1)
    told = np.rint(np.quantile(put_off, RANGE))
    return dict(zip(OPERATIONS, map(float, told), strict=True))


def _date(origin: date, day: int | None) -> date | None:
    return None if day is None else origin + timedelta(days=day)


def _stepped(chance_: float, step: float) -> float | None:
    """Return a chance to the nearest step; null where it is not known."""
    return None if np.isnan(chance_) else round(round(chance_ / step) * step, 2)
