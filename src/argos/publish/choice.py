"""Which breakdown is taken away where something is disclosed.

Totals last, and breakdowns by sex before those by age: of two classes, one is what the other leaves
of the total. Large places first, since a nation or région often only repeats its one département:
what goes there may be enough to keep all of the smaller place.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import polars as pl

from argos.publish.cube import SMALL, ancestors
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
Breakdown = tuple[int, str, str, str]  # an area, and a period and crossing in it


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

    def take_away(self, found: Iterable[Breakdown]) -> list[Breakdown]:
        """Take breakdowns away because of what was found; return them.

        Of each indicator, one at each place, unless one has just gone from a larger place that
        holds it and may repeat it.

        Args:
            found: the breakdowns of the figures that are disclosed, ordered as by ``in_turn``.

        """
        taken: list[Breakdown] = []
        touched: set[Area] = set()
        for area, same in groupby(found, lambda row: row[:3]):
            state, indicator, place = area
            if any((state, indicator, held) in touched for held in self._peers(place)):
                continue
            chosen = next(self._candidates(area, [layer for *_, layer in same]), None)
            if chosen is not None:
                gone, breakdown = chosen
                self.lost.setdefault(gone, set()).add(breakdown)
                touched |= {area, gone}
                taken.append((*gone, breakdown))
        return taken

    def _peers(self, place: str) -> list[str]:
        """Return the places that hold a place and may only repeat it: large ones, or small ones."""
        small = place.startswith(SMALL)
        return [each for each in self.above.get(place, ()) if each.startswith(SMALL) is small]

    def _candidates(self, area: Area, own: Sequence[str]) -> Iterator[tuple[Area, str]]:
        """Yield what could be taken away, best first."""
        state, indicator, place = area
        period = own[0].split(" ")[0]
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


def in_turn(areas: pl.DataFrame) -> pl.DataFrame:
    """Order breakdowns (state, indicator, place, layer), large places first."""
    level = pl.col("place").str.extract("^([a-z]+)")
    rank = level.replace_strict(LEVELS, range(len(LEVELS)), return_dtype=pl.Int64)
    return areas.sort("state", "indicator", rank, "place", "layer")


def relatives(structure: Structure) -> dict[str, tuple[str, ...]]:
    """Return of each indicator those of which it is a part, that are a part of it, or move it."""
    moved = [(census, each) for census, moves in structure.moves.items() for each in moves.both]
    known = [*structure.part_of.items(), *moved]
    pairs = [*known, *((b, a) for a, b in known)]
    return {name: tuple(b for a, b in pairs if a == name) for name in structure.ages}


def holders(places: list[str]) -> dict[str, tuple[str, ...]]:
    """Return the places that hold each place, the smallest first."""
    named = ancestors().filter(pl.col("place").is_in(places))
    known = {row["place"]: row for row in named.iter_rows(named=True)}
    found = {}
    for place in places:
        levels = ("epci", "dep", "reg")
        held = [known[place][level] for level in levels] if place in known else []
        own = [each for each in held if each is not None and each != place]
        found[place] = () if place == "fra" else (*own, "fra")
    return found
