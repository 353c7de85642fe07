"""Which breakdown is taken away where something is disclosed.

Totals last, and breakdowns by sex before those by age: of two classes, one is what the other leaves
of the total. Large places first, since a nation or région often only repeats its one département:
what goes there may be enough to keep all of the smaller place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import polars as pl

from argos.publish.cube import ancestors
from argos.publish.cube_links import Structure

CLASSES = {
    "day": ("day partner", "day sex", "day age"),
    "week": ("week age-sex", "week sex", "week age"),
    "window": (),
}
TOTALS = {
    "day": ("window total", "day total"),
    "week": ("week total",),
    "window": ("window total",),
}
PERIODS = ("day", "week", "window")
LEVELS = ("fra", "reg", "dep", "epci", "com")
Area = tuple[int, str, str]  # state, indicator, place
Lost = dict[Area, set[str]]
Deduction = tuple[str, str]  # period and breakdown of a figure that is disclosed


@dataclass
class Choice:
    """Chooses among the breakdowns that are left.

    Attributes:
        layers: of each area, the breakdowns that it may lose.
        related: of each indicator, those of which it is a part, or that are a part of it.
        above: of each place, those that hold it, the smallest first.
        lost: what has been taken away so far.

    """

    layers: Mapping[Area, set[str]]
    related: Mapping[str, tuple[str, ...]]
    above: Mapping[str, tuple[str, ...]]
    lost: Lost = field(default_factory=dict)

    def take_away(self, found: pl.DataFrame) -> list[int]:
        """Take breakdowns away because of what was found; return the states that changed.

        Of each indicator, one at each of the largest places where that is possible.

        Args:
            found: state, indicator, place, period, layer: the figures that are disclosed.

        """
        level = pl.col("place").str.extract("^([a-z]+)")
        rank = level.replace_strict(LEVELS, range(len(LEVELS)), return_dtype=pl.Int64)
        columns = found.select("state", "indicator", rank.alias("rank"), "place", "period", "layer")
        changed = set()
        for (state, indicator), rows in groupby(
            columns.sort(columns.columns).rows(), lambda r: r[:2]
        ):
            levels = (list(same) for _, same in groupby(rows, lambda row: row[2]))
            if any(self._taken_at(state, indicator, same) for same in levels):
                changed.add(state)
        return sorted(changed)

    def _taken_at(self, state: int, indicator: str, rows: list[tuple[str, ...]]) -> bool:
        """Take one breakdown because of each place of a level; return whether there was any."""
        before = sum(map(len, self.lost.values()))
        for place, same in groupby(rows, lambda row: row[3]):
            deductions = [(row[4], row[5]) for row in same]
            chosen = next(self._candidates(state, indicator, place, deductions), None)
            if chosen is not None:
                area, breakdown = chosen
                self.lost.setdefault(area, set()).add(breakdown)
        return sum(map(len, self.lost.values())) > before

    def _candidates(
        self, state: int, indicator: str, place: str, deductions: list[Deduction]
    ) -> Iterator[tuple[Area, str]]:
        """Yield what could be taken away, best first."""
        period, own = deductions[0][0], {layer for _, layer in deductions}
        places = (place, *self.above.get(place, ("fra",)))
        kin = (indicator, *self.related.get(indicator, ()))
        classes = sorted(CLASSES[period], key=lambda layer: layer not in own)
        yield from self._left(state, kin, places, classes)
        yield from self._left(state, (indicator,), places, TOTALS[period])
        others = [p for p in PERIODS if p != period]
        rest = [
            *(each for p in others for each in CLASSES[p]),
            *(e for p in others for e in TOTALS[p]),
        ]
        yield from self._left(state, kin, places, rest)
        yield from self._left(state, kin, places, TOTALS[period])

    def _left(
        self,
        state: int,
        indicators: tuple[str, ...],
        places: tuple[str, ...],
        layers: Sequence[str],
    ) -> Iterator[tuple[Area, str]]:
        for place in places:
            for indicator in indicators:
                area = (state, indicator, place)
                left = self.layers.get(area, set()) - self.lost.get(area, set())
                for layer in layers:
                    if layer in left:
                        yield area, layer


def relatives(structure: Structure) -> dict[str, tuple[str, ...]]:
    """Return of each indicator those of which it is a part, or that are a part of it."""
    pairs = [*structure.part_of.items(), *((b, a) for a, b in structure.part_of.items())]
    return {name: tuple(b for a, b in pairs if a == name) for name in structure.ages}


def holders(places: list[str]) -> dict[str, tuple[str, ...]]:
    """Return the places that hold each place, the smallest first."""
    known = {row["place"]: row for row in ancestors().iter_rows(named=True)}
    found = {}
    for place in places:
        levels = ("epci", "dep", "reg")
        held = [known[place][level] for level in levels] if place in known else []
        own = [each for each in held if each is not None and each != place]
        found[place] = () if place == "fra" else (*own, "fra")
    return found
