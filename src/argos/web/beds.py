"""Beds that will be occupied, against those that there are, in words."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from argos.core.language import Text, same
from argos.outputs.snapshot import Snapshot
from argos.outputs.standing import newest
from argos.web import formats
from argos.web.choices import Choices

USUAL = "as_it_goes"
SCENARIOS = {
    USUAL: Text("Si tout continue ainsi", "If all goes on as it goes"),
    "growth_halves": Text("Si la croissance diminue de moitié", "If growth halves"),
    "ward_closes": Text("Si une unité ferme", "If a ward closes"),
    "staff_missing": Text("Si du personnel manque", "If staff is missing"),
}
RESOURCES = {
    "icu": Text("Réanimation", "Intensive care"),
    "ward": Text("Hospitalisation", "Wards"),
}
FULL = 1.0


@dataclass(frozen=True, slots=True)
class Crossing:
    """When a threshold of the beds is crossed, in one scenario: ``tables.CROSSINGS`` in words."""

    row: dict[str, object]
    beds: float | None

    @property
    def scenario(self) -> str:
        """The scenario in words."""
        return scenario(str(self.row["scenario"]))

    @property
    def resource(self) -> str:
        """The kind of beds in words."""
        return resource(str(self.row["resource"]))

    @property
    def threshold(self) -> str:
        """The share of the beds, and how many that is: ``80 % (60 lits)``."""
        share = float(str(self.row["threshold"]))
        if self.beds is None:
            return formats.share(share)
        count = formats.number(round(share * self.beds))
        return f"{formats.share(share)} ({count} {Text('lits', 'beds')})"

    @property
    def possible_on(self) -> date | None:
        """The first day with a chance of one in ten."""
        return self.row["possible_on"]  # type: ignore[return-value]

    @property
    def likely_on(self) -> date | None:
        """The first day with a chance of one in two."""
        return self.row["likely_on"]  # type: ignore[return-value]

    @property
    def chances(self) -> list[str]:
        """The chances within 7, 14 and 28 days."""
        named = ("chance_7", "chance_14", "chance_28")
        return [formats.share(float(str(self.row[each]))) if self.row[each] is not None else "–"
                for each in named]  # fmt: skip

    @property
    def operations(self) -> str:
        """The planned operations to move over 28 days, as a range; a dash if not known."""
        low, high = self.row["operations_low"], self.row["operations_high"]
        if low is None or high is None:
            return "–"
        least, most = float(str(low)), float(str(high))
        if most < 1:
            return str(Text("aucune", "none"))
        return formats.between(round(least), round(most))

    @property
    def short(self) -> str:
        """When it is crossed, in a few words."""
        if self.likely_on is not None:
            on = formats.day(self.likely_on, weekday=True)
            return str(Text(f"vers le {on}", f"about {on}"))
        if self.possible_on is not None:
            return str(Text("peu probable", "not likely"))
        return str(Text("non", "no"))

    @property
    def sentence(self) -> str:
        """When it is crossed, in words."""
        if self.likely_on is not None:
            on = formats.day(self.likely_on, weekday=True)
            said = Text(f"probablement franchi le {on}", f"likely crossed on {on}")
            if self.possible_on is not None and self.possible_on < self.likely_on:
                first = formats.day(self.possible_on)
                more = Text(f", possible dès le {first}", f", possible from {first}")
                return f"{said}{more}"
            return str(said)
        if self.possible_on is not None:
            on = formats.day(self.possible_on, weekday=True)
            return str(
                Text(f"possible à partir du {on}, peu probable", f"possible from {on}, not likely")
            )
        return str(Text("pas franchi d'ici 28 jours", "not crossed within 28 days"))


def occupied(snapshot: Snapshot, choices: Choices) -> pl.DataFrame:
    """Return the newest occupancy at the chosen place (``tables.CAPACITY``), by scenario."""
    rows = snapshot.modelled("capacity", choices.instant, place=choices.place)
    return _last_told(rows).sort(_usual_first(), "scenario", "date")


def crossings(snapshot: Snapshot, choices: Choices) -> list[Crossing]:
    """Return when each threshold is crossed at the chosen place, the usual scenario first."""
    rows = snapshot.modelled("crossings", choices.instant, place=choices.place)
    last = _last_told(rows).sort("resource", _usual_first(), "scenario", "threshold")
    beds = _beds(occupied(snapshot, choices))
    return [
        Crossing(row, beds.get((row["resource"], row["scenario"])))
        for row in last.iter_rows(named=True)
    ]


def by_threshold(found: list[Crossing]) -> tuple[list[str], list[dict[str, object]]]:
    """Return the scenarios, the usual one first, and a line of crossings for each threshold."""
    scenarios = list(dict.fromkeys(each.scenario for each in found))
    lines: dict[tuple[object, object], dict[str, Crossing]] = {}
    for each in found:
        key = each.row["resource"], each.row["threshold"]
        lines.setdefault(key, {})[each.scenario] = each
    return scenarios, [
        {
            "resource": next(iter(line.values())).resource,
            "share": formats.share(float(str(threshold))),
            "cells": [(name, line.get(name)) for name in scenarios],
        }
        for (_, threshold), line in lines.items()
    ]


def headline(found: list[Crossing]) -> str:
    """Say in short by what day each kind of beds runs full, or over which share of it.

    Only as it goes; nothing of what is not known.
    """
    said = [_short(kind, mine) for kind in RESOURCES if (mine := _as_it_goes(kind, found))]
    return " ; ".join(said)


def _short(kind: str, mine: list[Crossing]) -> str:
    named, worst = resource(kind), _worst(mine)
    if worst is None or worst.likely_on is None:
        least = formats.share(float(str(mine[0].row["threshold"])))
        return str(
            Text(
                f"{named} probablement sous {least} d'ici 28 jours",
                f"{named} likely under {least} for 28 days",
            )
        )
    on = formats.day(worst.likely_on, weekday=True)
    if float(str(worst.row["threshold"])) >= FULL:
        return str(Text(f"{named} pleine vers le {on}", f"{named} full about {on}"))
    share = formats.share(float(str(worst.row["threshold"])))
    return str(Text(f"{named} à plus de {share} vers le {on}", f"{named} over {share} about {on}"))


def answers(found: list[Crossing]) -> list[str]:
    """Say of each kind of beds when its highest threshold may be crossed, and what that asks."""
    said = []
    for kind in RESOURCES:
        mine = _as_it_goes(kind, found)
        worst = _worst(mine)
        if worst is not None:
            named = Text(
                f"{resource(kind)}, seuil de {worst.threshold}",
                f"{resource(kind)}, threshold of {worst.threshold}",
            )
            said.append(f"{named} : {worst.sentence}{_to_move(mine)}".rstrip(".") + ".")
    return said


def _as_it_goes(kind: str, found: list[Crossing]) -> list[Crossing]:
    return [
        each for each in found
        if (each.row["resource"], each.row["scenario"]) == (kind, USUAL)
    ]  # fmt: skip


def _worst(mine: list[Crossing]) -> Crossing | None:
    """Return the highest threshold that is likely crossed, or else the lowest that may be."""
    likely = [each for each in mine if each.likely_on is not None]
    possible = (each for each in mine if each.possible_on is not None)
    return likely[-1] if likely else next(possible, None)


def _to_move(mine: list[Crossing]) -> str:
    """Say the range of operations to move, over all thresholds of a kind of beds."""
    lows = [each.row["operations_low"] for each in mine if each.row["operations_low"] is not None]
    highs = [
        each.row["operations_high"] for each in mine if each.row["operations_high"] is not None
    ]
    if not lows or not highs or max(map(float, map(str, highs))) < 1:
        return ""
    reach = formats.between(
        round(min(float(str(each)) for each in lows)),
        round(max(float(str(each)) for each in highs)),
    )
    return str(
        Text(
            f", {reach} opérations programmées à déplacer",
            f", {reach} planned operations to move",
        )
    )


def _last_told(rows: pl.DataFrame) -> pl.DataFrame:
    """Return what the last run said: a scenario that it no longer has is over."""
    by = ("place", "resource")
    last = newest(rows, by)
    return last.filter(pl.col("known_from") == pl.col("known_from").max().over(by))


def _usual_first() -> pl.Expr:
    return pl.col("scenario") != USUAL


def _beds(rows: pl.DataFrame) -> dict[tuple[str, str], float]:
    last = rows.group_by("resource", "scenario").agg(pl.col("beds").sort_by("date").last())
    return {(kind, name): beds for kind, name, beds in last.iter_rows() if beds is not None}


def scenario(code: str) -> str:
    """Write a scenario."""
    return str(SCENARIOS.get(code, same(code.replace("_", " "))))


def resource(code: str) -> str:
    """Write a kind of beds."""
    return str(RESOURCES.get(code, same(code)))
